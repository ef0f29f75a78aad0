import type { Template } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Form } from '../../src/dialog/form.js'
import { frameRows } from '../../src/frame/frame-rows.js'
import type { Message } from '../../src/state/message.js'
import type { State } from '../../src/state/state.js'
import { lineText } from '../../src/text/line.js'
import { afterMessages, makeState, typed } from '../support/make-state.js'
import { makeAppRow, makeTemplate, makeWorkspace } from '../support/make-things.js'

const template: Template = makeTemplate('local', {
  properties: {
    size: { type: 'integer', title: 'Size', default: 2, minimum: 1 },
    kind: { enum: ['small', 'large'] },
    public: { type: 'boolean', default: false },
    secret: { type: 'string', writeOnly: true },
    labels: { type: 'object' },
  },
})
const other = makeTemplate('other', { properties: { zone: { type: 'string' } } })
const known: Message = {
  type: 'known',
  patches: [
    { kind: 'apps', rows: [makeAppRow('shop')] },
    { kind: 'templates', items: [template, other] },
    { kind: 'workspaces', items: [makeWorkspace('demo')] },
  ],
}

const tab = '\t'
const back = '\u001b[Z'
const right = '\u001b[C'
const send = '\u0013'

/** The form after keys, opened on the app `shop`; its first field is the name. */
function formAfter(keys: string): {
  readonly form: Form | undefined
  readonly state: State
  readonly input: unknown
} {
  const { state, effects } = afterMessages(makeState(), [known, ...typed(`2c${keys}`)])
  const [call] = effects.flatMap(effect =>
    effect.type === 'call' && effect.call.kind === 'create' ? [effect.call.input] : [],
  )
  return { form: state.dialog?.kind === 'form' ? state.dialog : undefined, state, input: call }
}

const errorOf = (keys: string, id: string): string | null | undefined =>
  formAfter(keys).form?.fields.find(field => field.id === id)?.error

describe('create form', () => {
  const errors: readonly { name: string; keys: string; id: string; expected: RegExp | null }[] = [
    { name: 'takes a good name', keys: 'my-demo', id: 'name', expected: null },
    { name: 'refuses a name that is taken', keys: 'demo', id: 'name', expected: /is taken/ },
    { name: 'refuses a name with a blank', keys: 'my demo', id: 'name', expected: /lower-case/ },
    {
      name: 'refuses an app that is not there',
      keys: `${back}x`,
      id: 'appSlug',
      expected: /not in the catalog/,
    },
    { name: 'refuses what is no duration', keys: `${tab.repeat(3)}soon`, id: 'ttl', expected: /duration/ },
    { name: 'takes a duration', keys: `${tab.repeat(3)}8h`, id: 'ttl', expected: null },
    {
      name: 'checks a number by the schema',
      keys: `${tab.repeat(5)}\u007f0`,
      id: 'param:size',
      expected: /1/,
    },
    { name: 'wants a number', keys: `${tab.repeat(5)}\u007fmany`, id: 'param:size', expected: /a number/ },
    { name: 'wants JSON for an object', keys: `${tab.repeat(9)}{"a"`, id: 'param:labels', expected: /JSON/ },
  ]
  for (const { name, keys, id, expected } of errors) {
    it(name, () => {
      const error = errorOf(keys, id)
      if (expected === null) expect(error).to.equal(null)
      else expect(error).to.match(expected)
    })
  }

  it('sends each value in its own type, and only what is set', () => {
    const keys = `my-demo${tab.repeat(5)}\u007f3${tab}${right}${tab}${right}${tab}hush${tab}{"a":1}${send}`
    const { input } = formAfter(keys)
    expect(input).to.deep.include({ appSlug: 'shop', name: 'my-demo', template: 'local', planFirst: true })
    expect(input).to.have.deep.property('parameters', {
      size: 3,
      kind: 'small',
      public: true,
      secret: 'hush',
      labels: { a: 1 },
    })
  })

  it('goes to the first field that does not fit instead of being sent', () => {
    const { form, input } = formAfter(`my demo${tab}${tab}${send}`)
    expect(input).to.equal(undefined)
    expect(form?.fields[form.focus]?.id).to.equal('name')
  })

  it('has the parameters of the template that is chosen', () => {
    const { form } = formAfter(`${tab}${right}`)
    expect(form?.fields.filter(({ id }) => id.startsWith('param:')).map(({ id }) => id)).to.deep.equal([
      'param:zone',
    ])
  })

  it('shows a secret as dots, and what is typed nowhere else', () => {
    const { state } = formAfter(`${tab.repeat(8)}hush`)
    const text = frameRows(state)
      .map(({ line }) => lineText(line))
      .join('\n')
    expect(text).to.include('••••')
    expect(text).not.to.include('hush')
  })

  it('is left by escape, and nothing is sent', () => {
    const { form, input } = formAfter('my-demo\u001b')
    expect([form, input]).to.deep.equal([undefined, undefined])
  })

  it('takes no key while it is sent', () => {
    const { form } = formAfter(`my-demo${send}xyz`)
    expect(form?.busy).to.equal(true)
    expect(form?.fields.find(({ id }) => id === 'name')?.input.text).to.equal('my-demo')
  })
})
