import { type ErrorCode, isWaybillError, WaybillError } from '@waybill/core'

/** What an error of pg, or of Sequelize around it, says. */
interface ErrorFacts {
  /** SQLSTATE (`23505`) or the code of a system call (`ECONNREFUSED`). */
  readonly code: string
  readonly constraint: string
  readonly message: string
}

interface Rule {
  readonly test: RegExp
  readonly code: ErrorCode
  readonly describe: (facts: ErrorFacts) => string
  readonly hint?: string
}

/** What a unique index protects, by its name. */
const uniqueRules: Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>> = {
  workspaces_name: { code: 'NAME_TAKEN', message: 'Another workspace has this name.' },
  workspaces_key: { code: 'NAME_TAKEN', message: 'Another workspace has this key.' },
  workspaces_idempotency_key: {
    code: 'NAME_TAKEN',
    message: 'Another workspace was made with this idempotency key.',
  },
  tokens_name: { code: 'NAME_TAKEN', message: 'Another token has this name.' },
  runs_one_active: { code: 'RUN_CONFLICT', message: 'The workspace has a run that has not ended.' },
}

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) and system call; the first wins. */
const rules: readonly Rule[] = [
  {
    test: /^28/,
    code: 'STORAGE_UNAVAILABLE',
    describe: ({ message }) => `The database refused the login: ${message}.`,
    hint: 'Check user, password and pg_hba.conf.',
  },
  {
    test: /^3D000$/,
    code: 'STORAGE_UNAVAILABLE',
    describe: ({ message }) => `There is no such database: ${message}.`,
    hint: 'Make it with CREATE DATABASE, or name another one.',
  },
  {
    test: /^CLOSED$/,
    code: 'CLOSED',
    describe: () => 'The storage is closed.',
  },
  {
    test: /^(08|53|57P|25P03|25006|40)|^E[A-Z]+$/,
    code: 'STORAGE_UNAVAILABLE',
    describe: ({ message }) => `The database cannot be used now: ${message}.`,
    hint: 'It can be tried again.',
  },
  {
    test: /^(42P01|3F000|42703|42883)$/,
    code: 'SCHEMA_OUTDATED',
    describe: ({ message }) => `The database's schema does not fit this version: ${message}.`,
    hint: 'Run the migrations.',
  },
  {
    test: /^(22P05|22021)$/,
    code: 'INVALID_INPUT',
    describe: () => 'A text holds a character that cannot be stored (NUL, or half of a surrogate pair).',
  },
  {
    test: /^22/,
    code: 'INVALID_INPUT',
    describe: ({ message }) => `A value cannot be stored: ${message}.`,
  },
]

/** pg gives these no code; ours stand for them. */
const codesOfMessages: readonly { readonly test: RegExp; readonly code: string }[] = [
  { test: /Cannot use a pool after calling end/, code: 'CLOSED' },
  {
    test: /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/,
    code: 'ECONNRESET',
  },
]

/** Makes any error of the database a {@link WaybillError}; one that is one already stays as it is. */
export function mapDatabaseError(error: unknown): WaybillError {
  if (isWaybillError(error)) return error
  const facts = factsOf(error)
  const unique = facts.code === '23505' ? uniqueRules[facts.constraint] : undefined
  if (unique !== undefined) return new WaybillError(unique.code, unique.message, { cause: error })
  const rule = rules.find(({ test }) => test.test(facts.code))
  if (rule === undefined) {
    return new WaybillError('INTERNAL', `The database refused a statement: ${facts.message}.`, {
      cause: error,
    })
  }
  return new WaybillError(rule.code, rule.describe(facts), { hint: rule.hint, cause: error })
}

function factsOf(error: unknown): ErrorFacts {
  const source = innermost(error)
  const text = (key: string) => {
    const value: unknown = source === undefined ? undefined : Reflect.get(source, key)
    return typeof value === 'string' ? value : ''
  }
  const message = text('message').replace(/\.$/, '')
  const code = text('code') || (codesOfMessages.find(({ test }) => test.test(message))?.code ?? '')
  // Connecting to a name with several addresses fails with an AggregateError, whose message is empty.
  return { code, constraint: text('constraint'), message: message === '' ? code : message }
}

/** Sequelize keeps the driver's error in `parent`. */
function innermost(error: unknown): object | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const parent: unknown = Reflect.get(error, 'parent')
  return typeof parent === 'object' && parent !== null ? parent : error
}
