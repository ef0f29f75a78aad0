import { WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { mapDatabaseError } from '../../src/database/database-error.js'

const failure = (message: string, facts: object = {}) => Object.assign(new Error(message), facts)

const cases: readonly { readonly rule: string; readonly error: unknown; readonly code: string }[] = [
  {
    rule: 'a refused connection',
    error: failure('connect', { code: 'ECONNREFUSED' }),
    code: 'STORAGE_UNAVAILABLE',
  },
  { rule: 'a missing socket', error: failure('connect', { code: 'ENOENT' }), code: 'STORAGE_UNAVAILABLE' },
  {
    rule: 'an unknown host',
    error: failure('getaddrinfo', { code: 'ENOTFOUND' }),
    code: 'STORAGE_UNAVAILABLE',
  },
  {
    rule: 'a connection cut by the network',
    error: failure('Connection terminated unexpectedly'),
    code: 'STORAGE_UNAVAILABLE',
  },
  {
    rule: 'a connection that takes too long',
    error: failure('timeout exceeded when trying to connect'),
    code: 'STORAGE_UNAVAILABLE',
  },
  {
    rule: 'an answer that takes too long',
    error: failure('Query read timeout'),
    code: 'STORAGE_UNAVAILABLE',
  },
  {
    rule: 'a server that is shut down',
    error: failure('terminating', { code: '57P01' }),
    code: 'STORAGE_UNAVAILABLE',
  },
  {
    rule: 'a server that starts',
    error: failure('starting up', { code: '57P03' }),
    code: 'STORAGE_UNAVAILABLE',
  },
  { rule: 'too many connections', error: failure('sorry', { code: '53300' }), code: 'STORAGE_UNAVAILABLE' },
  { rule: 'a full disk', error: failure('no space', { code: '53100' }), code: 'STORAGE_UNAVAILABLE' },
  { rule: 'a wrong password', error: failure('password', { code: '28P01' }), code: 'STORAGE_UNAVAILABLE' },
  { rule: 'a missing database', error: failure('no shop', { code: '3D000' }), code: 'STORAGE_UNAVAILABLE' },
  { rule: 'a standby', error: failure('read-only', { code: '25006' }), code: 'STORAGE_UNAVAILABLE' },
  { rule: 'a deadlock', error: failure('deadlock', { code: '40P01' }), code: 'STORAGE_UNAVAILABLE' },
  {
    rule: 'a pool that is closed',
    error: failure('Cannot use a pool after calling end on the pool'),
    code: 'CLOSED',
  },
  { rule: 'a missing table', error: failure('relation', { code: '42P01' }), code: 'SCHEMA_OUTDATED' },
  { rule: 'a missing column', error: failure('column', { code: '42703' }), code: 'SCHEMA_OUTDATED' },
  {
    rule: 'a character that cannot be stored',
    error: failure('unicode', { code: '22P05' }),
    code: 'INVALID_INPUT',
  },
  { rule: 'a value that does not fit', error: failure('range', { code: '22003' }), code: 'INVALID_INPUT' },
  {
    rule: 'a name that is taken',
    error: failure('duplicate', { code: '23505', constraint: 'workspaces_name' }),
    code: 'NAME_TAKEN',
  },
  {
    rule: 'a second active run',
    error: failure('duplicate', { code: '23505', constraint: 'runs_one_active' }),
    code: 'RUN_CONFLICT',
  },
  {
    rule: 'another duplicate',
    error: failure('duplicate', { code: '23505', constraint: 'apps_slug' }),
    code: 'INTERNAL',
  },
  {
    rule: 'what Sequelize wraps',
    error: failure('Validation error', {
      parent: failure('duplicate', { code: '23505', constraint: 'workspaces_name' }),
    }),
    code: 'NAME_TAKEN',
  },
  { rule: 'an error of no database', error: new TypeError('x is not a function'), code: 'INTERNAL' },
  { rule: 'what is no error at all', error: 'oops', code: 'INTERNAL' },
]

describe('mapDatabaseError', () => {
  for (const { rule, error, code } of cases) {
    it(`makes ${rule} ${code}, and keeps its cause`, () => {
      expect(mapDatabaseError(error)).to.include({ code, cause: error })
    })
  }

  it('leaves a WaybillError as it is', () => {
    const error = new WaybillError('STALE_ATTEMPT', 'gone')
    expect(mapDatabaseError(error)).to.equal(error)
  })
})
