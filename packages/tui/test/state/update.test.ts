import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Effect } from '../../src/effects/effect.js'
import { statusLine } from '../../src/frame/status-line.js'
import { formatPlace } from '../../src/place/place.js'
import type { Message } from '../../src/state/message.js'
import { type State, topView } from '../../src/state/state.js'
import { lineText } from '../../src/text/line.js'
import { afterMessages, makeState, typed } from '../support/make-state.js'
import { makeAppRow, makeRun, makeTemplate, makeWorkspace } from '../support/make-things.js'

const planned = makeRun('run-2', {
  status: 'planned',
  endedAt: null,
  actions: ['approve', 'discard', 'cancel'],
  plan: {
    add: 1,
    change: 0,
    destroy: 0,
    replace: 0,
    changes: [{ address: 'a.b', action: 'create', reason: null }],
    drift: [],
  },
})
const known: Message = {
  type: 'known',
  patches: [
    { kind: 'apps', rows: ['cart', 'shop', 'web'].map(slug => makeAppRow(slug)) },
    {
      kind: 'workspaces',
      items: [makeWorkspace('demo'), makeWorkspace('old', { actions: [], status: 'destroying' })],
    },
    { kind: 'runs', items: [planned, makeRun('run-1')] },
    {
      kind: 'templates',
      items: [makeTemplate('local', { properties: { size: { type: 'integer' } }, required: ['size'] })],
    },
  ],
}

interface Case {
  readonly name: string
  readonly messages: readonly Message[]
  readonly start?: Parameters<typeof makeState>[0]
  readonly check: (state: State, effects: readonly Effect[]) => void
}

const path = (state: State): string => state.views.map(({ place }) => formatPlace(place)).join(' > ')
const calls = (effects: readonly Effect[]): string[] =>
  effects.flatMap(effect =>
    effect.type === 'call' ? [`${effect.call.kind} ${'id' in effect.call ? effect.call.id : ''}`.trim()] : [],
  )

const cases: readonly Case[] = [
  {
    name: 'enter goes deeper, escape comes back to the same row',
    messages: [...typed('2j\r'), ...typed('\u001b')],
    check: state => {
      expect(path(state)).to.equal('dashboard > apps')
      expect(topView(state).list.key).to.equal('shop')
    },
  },
  {
    name: 'a list is as it was left, also by another way',
    messages: [...typed('2j3'), ...typed('2')],
    check: state => expect(topView(state).list.key).to.equal('shop'),
  },
  {
    name: 'opening an app reads it',
    messages: typed('2\r'),
    check: (_, effects) =>
      expect(effects).to.deep.equal([{ type: 'load', load: { kind: 'detail', place: 'apps/cart' } }]),
  },
  {
    name: 'opening a run follows its log, leaving it stops that',
    messages: [...typed('4\r'), ...typed('\u001b')],
    check: (_, effects) =>
      expect(effects.map(({ type }) => type)).to.deep.equal(['load', 'open-log', 'close-log']),
  },
  {
    name: 'a filter holds while it is typed, and enter keeps it',
    messages: typed('2/sh\r'),
    check: state => {
      expect(state.bar).to.equal(null)
      expect(topView(state).list).to.include({ filter: 'sh', key: 'shop' })
    },
  },
  {
    name: 'escape takes back what was typed of a filter',
    messages: typed('2/sh\u001b'),
    check: state => expect(topView(state).list.filter).to.equal(''),
  },
  {
    name: 'a command goes to a place',
    messages: typed(':ws demo\r'),
    check: state => expect(path(state)).to.equal('dashboard > workspaces/demo'),
  },
  {
    name: 'tab completes a command and its argument',
    messages: typed(':ws d\t'),
    check: state => expect(state.bar?.input.text).to.equal('ws demo'),
  },
  {
    name: 'an unknown command says where they are listed',
    messages: typed(':nonsense\r'),
    check: state => expect(state.notice?.text).to.match(/no command "nonsense": help lists/),
  },
  {
    name: 'up brings the last command back',
    messages: typed(':apps\r:\u001b[A'),
    check: state => expect(state.bar?.input.text).to.equal('apps'),
  },
  {
    name: 'destroy asks for the name; another word does nothing',
    messages: typed('3\u0004deno\r'),
    check: (state, effects) => {
      expect(state.dialog?.kind).to.equal('confirm')
      expect(calls(effects)).to.deep.equal([])
    },
  },
  {
    name: 'destroy with the right name',
    messages: typed('3\u0004demo\r'),
    check: (state, effects) => {
      expect(state.dialog).to.equal(null)
      expect(calls(effects)).to.deep.equal(['destroy ws-demo'])
    },
  },
  {
    name: 'what is not legal says what is',
    messages: typed('3j\u0004'),
    check: (state, effects) => {
      expect(state.notice?.text).to.match(/old is destroying: cannot destroy now/)
      expect(calls(effects)).to.deep.equal([])
    },
  },
  {
    name: 'what is marked is acted on, and only where it is legal',
    messages: typed('3*f'),
    check: (state, effects) => {
      expect(calls(effects)).to.deep.equal(['start ws-demo'])
      expect(topView(state).list.marks.size).to.equal(0)
    },
  },
  {
    name: 'approve shows the plan first',
    messages: typed('4a'),
    check: (state, effects) => {
      expect(state.dialog).to.include({ kind: 'confirm', yes: 'approve' })
      expect(calls(effects)).to.deep.equal([])
    },
  },
  {
    name: 'y approves, D discards',
    messages: typed('4ay'),
    check: (_, effects) => expect(calls(effects)).to.deep.equal(['approve run-2']),
  },
  {
    name: 'D discards',
    messages: typed('4aD'),
    check: (_, effects) => expect(calls(effects)).to.deep.equal(['discard run-2']),
  },
  {
    name: 'a plan that was wanted first is asked about when it is there',
    messages: [
      ...typed('2'),
      {
        type: 'called',
        call: { kind: 'create', input: { appSlug: 'shop' }, label: 'create' },
        result: { ok: true, place: { screen: 'run', id: 'run-2' }, preview: 'run-2' },
      },
    ],
    check: state => expect(state.dialog).to.include({ kind: 'confirm', yes: 'approve' }),
  },
  {
    name: 'the one command that begins like this is run',
    messages: typed(':dash\r'),
    check: state => {
      expect(state.views.map(({ place }) => place.screen)).to.deep.equal(['dashboard'])
      expect(state.notice).to.equal(null)
    },
  },
  {
    name: 'of several commands that begin like this none is run',
    messages: typed(':t\r'),
    check: state => expect(state.notice?.text).to.match(/did you mean "templates" or "theme"/),
  },
  {
    name: 'a call that is under way tells how far it is',
    messages: [...typed('s'), { type: 'progressed', label: 'sync', text: 'reads, 12 apps so far' }],
    check: state => expect(lineText(statusLine(state))).to.match(/◐ sync: reads, 12 apps so far…/),
  },
  {
    name: 'a form says what is needed before it is sent',
    messages: typed('2jc\u0013'),
    check: (state, effects) => {
      const form = state.dialog?.kind === 'form' ? state.dialog : undefined
      expect(form?.fields.find(({ id }) => id === 'param:size')?.error).to.be.a('string')
      expect(calls(effects)).to.deep.equal([])
    },
  },
  {
    name: 'a form checks while it is typed',
    messages: typed('2jcBad Name'),
    check: state => {
      const form = state.dialog?.kind === 'form' ? state.dialog : undefined
      expect(form?.fields.find(({ id }) => id === 'name')?.error).to.match(/lower-case/)
    },
  },
  {
    name: 'a form sends parameters of their own types',
    messages: typed('2jc\u001b[Z\u001b[Z\u001b[Z3\u0013'),
    check: (_, effects) => {
      const [call] = effects.flatMap(effect =>
        effect.type === 'call' && effect.call.kind === 'create' ? [effect.call] : [],
      )
      expect(call?.input).to.deep.include({ appSlug: 'shop', parameters: { size: 3 }, planFirst: true })
    },
  },
  {
    name: 'an error of the server stands at its field',
    messages: [
      ...typed('2jc\u001b[Z\u001b[Z\u001b[Z3\u0013'),
      {
        type: 'called',
        call: { kind: 'create', input: { appSlug: 'shop' }, label: 'create a workspace of shop' },
        result: {
          ok: false,
          code: 'INVALID_INPUT',
          message: 'no',
          hint: null,
          issues: [{ pointer: '/parameters/size', detail: 'is too big' }],
        },
      },
    ],
    check: state => {
      const form = state.dialog?.kind === 'form' ? state.dialog : undefined
      expect(form?.busy).to.equal(false)
      expect(form?.fields.find(({ id }) => id === 'param:size')?.error).to.equal('is too big')
    },
  },
  {
    name: 'read-only mode changes nothing, and says so',
    start: { readOnly: true },
    messages: typed('3\u0004'),
    check: (state, effects) => {
      expect(state.dialog).to.equal(null)
      expect(state.notice?.text).to.match(/Read-only/)
      expect(effects).to.deep.equal([])
    },
  },
  {
    name: 'read-only mode has no typed commands that change something',
    start: { readOnly: true },
    messages: typed(':sync\r'),
    check: (_, effects) => expect(calls(effects)).to.deep.equal([]),
  },
  {
    name: 'sorting keeps the row',
    messages: typed('2G>='),
    check: state => expect(topView(state).list).to.include({ key: 'web', index: 0 }),
  },
  {
    name: 'ctrl-z works in front of everything',
    messages: typed('3\u0004\u001a'),
    check: (_, effects) => expect(effects).to.deep.equal([{ type: 'suspend' }]),
  },
  {
    name: 'a workspace that somebody else destroyed leaves the list',
    messages: [
      ...typed('3'),
      {
        type: 'known',
        patches: [{ kind: 'workspace', item: makeWorkspace('demo', { status: 'destroyed' }) }],
      },
    ],
    check: state => expect(state.data.workspaces.map(({ name }) => name)).to.deep.equal(['old']),
  },
  {
    name: 'its page still says what became of it',
    messages: [
      ...typed(':ws demo\r'),
      {
        type: 'known',
        patches: [
          {
            kind: 'detail',
            place: 'workspaces/demo',
            detail: {
              kind: 'workspace',
              workspace: makeWorkspace('demo'),
              runs: [],
              states: [],
              resources: [],
            },
          },
          { kind: 'workspace', item: makeWorkspace('demo', { status: 'destroyed' }) },
          {
            kind: 'detail',
            place: 'workspaces/demo',
            detail: { kind: 'missing', message: 'gone', hint: null },
          },
        ],
      },
    ],
    check: state => {
      const detail = state.data.details.get('workspaces/demo')
      expect(detail?.kind === 'workspace' && detail.workspace.status).to.equal('destroyed')
    },
  },
]

describe('update', () => {
  for (const { name, messages, start, check } of cases) {
    it(name, () => {
      const { state, effects } = afterMessages(makeState(start), [known, ...messages])
      check(state, effects)
    })
  }
})
