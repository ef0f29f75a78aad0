import type { Template, Workspace } from '@waybill/core'
import type { Call } from '../effects/effect.js'
import { call } from '../state/start-calls.js'
import { type State, withNotice } from '../state/state.js'
import { type Step, step } from '../state/step.js'
import { checkForm } from './check-form.js'
import { type Form, fieldValue, makeField } from './form.js'
import { parameterFields, readParameters } from './parameter-fields.js'

const yes = 'yes'
const no = 'no'
const duration = /^[1-9]\d{0,8}[smhdw]$/

/** A form for a new workspace: of this app, or of one that is chosen in it. */
export function openCreateForm(state: State, app: string | undefined, template: string | undefined): State {
  const templates = state.data.templates.filter(({ error }) => error === null)
  if (templates.length === 0) {
    const isLoaded = state.data.loaded.has('templates')
    const text = isLoaded
      ? 'There is no template that can be used; `7` shows them.'
      : 'Still loading; once more in a moment.'
    return withNotice(state, text, 'warn')
  }
  const chosen =
    templates.find(({ name }) => name === template) ?? templates.find(each => each.default) ?? templates[0]
  const form: Form = {
    kind: 'form',
    title: 'Create a workspace',
    purpose: { kind: 'create', templates },
    fields: [
      makeField(
        { id: 'appSlug', label: 'App', required: true, help: 'Slug of an app of the catalog.' },
        app ?? '',
      ),
      makeField({
        id: 'name',
        label: 'Name',
        help: 'Lower-case letters, digits, hyphens. Empty: one is made.',
      }),
      makeField(
        { id: 'template', label: 'Template', type: 'choice', choices: templates.map(({ name }) => name) },
        chosen?.name ?? '',
      ),
      makeField({ id: 'owner', label: 'Owner' }),
      makeField({ id: 'ttl', label: 'Lives for', help: 'Such as 8h or 3d. Empty: until it is destroyed.' }),
      planFirst,
      ...parameterFields(chosen ?? null),
    ],
    focus: app === undefined ? 0 : 1,
    button: 'Create',
    busy: false,
    error: null,
  }
  return { ...state, dialog: checkForm(form, chosen ?? null) }
}

const planFirst = makeField(
  {
    id: 'preview',
    label: 'Plan first',
    type: 'choice',
    choices: [yes, no],
    help: 'yes: its plan is shown and waits for your consent before anything is made.',
  },
  yes,
)

/** A form for an update: the newest versions, and parameters that can be changed. */
export function openUpdateForm(state: State, workspace: Workspace): State {
  const template = state.data.templates.find(({ name }) => name === workspace.template.name) ?? null
  const form: Form = {
    kind: 'form',
    title: `Update ${workspace.name}`,
    purpose: { kind: 'update', workspaceId: workspace.id, template },
    fields: [planFirst, ...parameterFields(template, workspace.parameters)],
    focus: 0,
    button: 'Update',
    busy: false,
    error: null,
  }
  return { ...state, dialog: checkForm(form, template) }
}

/** A form for how long workspaces live. */
export function openExtendForm(state: State, workspaces: readonly Workspace[]): State {
  const [first] = workspaces
  const form: Form = {
    kind: 'form',
    title:
      workspaces.length === 1 && first !== undefined
        ? `How long ${first.name} lives`
        : `How long ${workspaces.length} workspaces live`,
    purpose: { kind: 'extend', workspaceIds: workspaces.map(({ id }) => id) },
    fields: [
      makeField(
        {
          id: 'ttl',
          label: 'Lives for',
          required: true,
          help: 'From now on, such as 8h or 3d; `forever`: until it is destroyed.',
        },
        '8h',
      ),
    ],
    focus: 0,
    button: 'Set',
    busy: false,
    error: null,
  }
  return { ...state, dialog: form }
}

/** The form after a key: checked again, and with other parameters when another template was chosen. */
export function checkOpenForm(state: State, before: Form, form: Form): Form {
  const template = templateOf(form)
  if (form.purpose.kind === 'create' && fieldValue(before, 'template') !== fieldValue(form, 'template')) {
    const own = form.fields.filter(({ id }) => !id.startsWith('param:'))
    const { parameters } = readParameters(form)
    return checkOpenForm(
      state,
      { ...form, fields: own },
      { ...form, fields: [...own, ...parameterFields(template, parameters)] },
    )
  }
  const checked = form.purpose.kind === 'extend' ? form : checkForm(form, template)
  return {
    ...checked,
    fields: checked.fields.map(field => ({
      ...field,
      error: field.error ?? ownError(state, field.id, field.input.text),
    })),
  }
}

/** What can be said of the other fields while they are typed. */
function ownError(state: State, id: string, text: string): string | null {
  const value = text.trim()
  if (value === '') return null
  if (id === 'ttl' && !duration.test(value) && value !== 'forever')
    return 'has to be a duration such as 30m, 8h or 3d'
  if (id === 'name') {
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value) || value.length > 63) {
      return 'has to be lower-case letters, digits and hyphens, at most 63'
    }
    return state.data.workspaces.some(({ name }) => name === value) ? 'is taken' : null
  }
  if (
    id === 'appSlug' &&
    state.data.loaded.has('apps') &&
    !state.data.apps.some(({ slug }) => slug === value)
  ) {
    return closestApps(state, value)
  }
  return null
}

function closestApps({ data }: State, text: string): string {
  const found = data.apps.filter(({ slug }) => slug.includes(text)).slice(0, 4)
  return found.length === 0
    ? 'is not in the catalog'
    : `is not in the catalog; there is ${found.map(({ slug }) => slug).join(', ')}`
}

function templateOf({ purpose, fields }: Form): Template | null {
  if (purpose.kind === 'extend') return null
  if (purpose.kind === 'update') return purpose.template
  const name = fields.find(({ id }) => id === 'template')?.input.text
  return purpose.templates.find(each => each.name === name) ?? null
}

/** Sends a form; what does not fit is said at its fields instead. */
export function submitForm(state: State, form: Form): Step {
  const checked = checkOpenForm(state, form, form)
  const missing = checked.fields.map(field =>
    field.required && field.input.text.trim() === '' ? { ...field, error: 'is needed' } : field,
  )
  const at = missing.findIndex(({ error }) => error !== null)
  if (at !== -1) return step({ ...state, dialog: { ...checked, fields: missing, focus: at } })
  const calls = callsOf(state, checked)
  return call({ ...state, dialog: { ...checked, busy: true, error: null } }, calls)
}

function callsOf(state: State, form: Form): readonly Call[] {
  const { parameters } = readParameters(form)
  const planFirst = fieldValue(form, 'preview') === yes
  const { purpose } = form
  switch (purpose.kind) {
    case 'create': {
      const input = {
        appSlug: fieldValue(form, 'appSlug'),
        name: fieldValue(form, 'name') || undefined,
        template: fieldValue(form, 'template') || undefined,
        owner: fieldValue(form, 'owner') || undefined,
        ttl: fieldValue(form, 'ttl') || undefined,
        planFirst,
        parameters,
      }
      return [{ kind: 'create', input, label: `create ${input.name ?? `a workspace of ${input.appSlug}`}` }]
    }
    case 'update':
      return [
        {
          kind: 'start',
          id: purpose.workspaceId,
          input: { kind: 'update', parameters, approve: planFirst ? 'always' : undefined },
          label: form.title.toLowerCase(),
        },
      ]
    case 'extend': {
      const text = fieldValue(form, 'ttl')
      const ttl = text === 'forever' ? null : text
      return purpose.workspaceIds.map(id => ({
        kind: 'patch',
        id,
        input: { ttl },
        label: `extend ${nameOf(state, id)}`,
      }))
    }
  }
}

function nameOf({ data }: State, id: string): string {
  return data.workspaces.find(workspace => workspace.id === id)?.name ?? id
}
