import type { Template } from '@waybill/core'
import type { Key } from '../input/key.js'
import { editText, type TextInput, textInput } from '../input/text-input.js'

/** One line of a form. A choice has its texts; anything else is typed. */
export interface Field {
  readonly id: string
  readonly label: string
  readonly help: string
  readonly type: 'text' | 'choice' | 'number' | 'integer' | 'boolean' | 'json' | 'secret'
  readonly choices: readonly string[]
  readonly required: boolean
  readonly input: TextInput
  /** What does not fit, in words. */
  readonly error: string | null
}

/** What a form is for. */
export type FormPurpose =
  | { readonly kind: 'create'; readonly templates: readonly Template[] }
  | { readonly kind: 'update'; readonly workspaceId: string; readonly template: Template | null }
  | { readonly kind: 'extend'; readonly workspaceIds: readonly string[] }

/** A form that is being filled in. `focus` counts its fields; behind the last one is its button. */
export interface Form {
  readonly kind: 'form'
  readonly title: string
  readonly purpose: FormPurpose
  readonly fields: readonly Field[]
  readonly focus: number
  readonly button: string
  /** Sent, and not answered yet. */
  readonly busy: boolean
  readonly error: string | null
}

/** A field with what most of them have. */
export function makeField(field: Partial<Field> & Pick<Field, 'id' | 'label'>, value = ''): Field {
  return {
    help: '',
    type: 'text',
    choices: [],
    required: false,
    error: null,
    ...field,
    input: textInput(value),
  }
}

export function fieldValue(form: Form, id: string): string {
  return form.fields.find(field => field.id === id)?.input.text.trim() ?? ''
}

/** Moves to another field, round the end. */
export function moveFocus(form: Form, by: number): Form {
  const count = form.fields.length + 1
  return { ...form, focus: (form.focus + by + count) % count }
}

/** What a key makes of the field that is edited. */
export function editField(form: Form, key: Key): Form {
  const field = form.fields[form.focus]
  if (field === undefined) return form
  const input = field.choices.length > 0 ? chooseNext(field, key) : editText(field.input, key)
  if (input === undefined) return form
  return { ...form, fields: form.fields.with(form.focus, { ...field, input, error: null }), error: null }
}

function chooseNext({ choices, input }: Field, key: Key): TextInput | undefined {
  if (key.kind !== 'key') return undefined
  const at = choices.indexOf(input.text)
  const by = key.name === 'left' ? -1 : key.name === 'right' || key.name === ' ' ? 1 : 0
  if (by !== 0) return textInput(choices[(at + by + choices.length) % choices.length] ?? '')
  const letter = key.text?.toLowerCase()
  if (letter === undefined) return undefined
  // A letter goes to the next choice that begins with it.
  const turned = [...choices.slice(at + 1), ...choices.slice(0, at + 1)]
  const found = turned.find(choice => choice.toLowerCase().startsWith(letter))
  return found === undefined ? undefined : textInput(found)
}

/** Something that does not fit, as an `INVALID_INPUT` says it: parameters are below `/parameters`. */
export interface FormIssue {
  readonly pointer: string
  readonly detail: string
}

/** Errors put to their fields; what belongs to none stands at the form. */
export function withErrors(form: Form, issues: readonly FormIssue[]): Form {
  const known = new Set(form.fields.map(({ id }) => id))
  const fields = form.fields.map(field => ({
    ...field,
    error: issues.find(({ pointer }) => fieldId(pointer) === field.id)?.detail ?? null,
  }))
  const rest = issues.filter(({ pointer }) => !known.has(fieldId(pointer)))
  return { ...form, fields, error: rest.length === 0 ? null : rest.map(describe).join(' ') }
}

function fieldId(pointer: string): string {
  const path = pointer.replace(/^#?\//, '')
  return path.startsWith('parameters/') ? `param:${path.slice('parameters/'.length)}` : path
}

function describe({ pointer, detail }: FormIssue): string {
  return pointer === '' ? detail : `${pointer}: ${detail}`
}
