import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { parse } from 'dotenv'
import { describe, it } from 'mocha'
import { chooseDatabase } from '../../src/config/database-choice.js'
import { loadSettings } from '../../src/config/load-settings.js'
import { settingNames, settings } from '../../src/config/settings.js'

const load = (environment: Record<string, string>, dotenv: Record<string, string> = {}) =>
  loadSettings({ environment, dotenv })

describe('settings', () => {
  it("have the original's names and defaults", () => {
    const { values, problems } = load({})
    expect(problems).to.deep.equal([])
    expect(values).to.include({
      APP_NAME: 'Catalog Service',
      APP_VERSION: '1.0.0',
      DEBUG: false,
      POSTGRES_HOST: 'localhost',
      POSTGRES_PORT: 5432,
      POSTGRES_USER: 'catalog_user',
      POSTGRES_DB: 'catalog_db',
      APPS_DIR: '../../apps',
      PORT: 8000,
      WAYBILL_HOST: '127.0.0.1',
    })
    expect(values.POSTGRES_PASSWORD).to.equal(undefined)
  })

  it('come from the environment before .env, and say so', () => {
    const { values, origins } = load({ PORT: '9000' }, { PORT: '9001', APP_NAME: 'Mine' })
    expect(values).to.include({ PORT: 9000, APP_NAME: 'Mine' })
    expect(origins).to.include({
      PORT: 'environment',
      APP_NAME: '.env',
      DEBUG: 'default',
      DATABASE_URL: 'unset',
    })
  })

  const debugCases = [
    { text: 'true', on: true },
    { text: '1', on: true },
    { text: 'false', on: false },
    { text: '0', on: false },
    { text: '', on: false },
  ]
  for (const { text, on } of debugCases)
    it(`DEBUG=${text || '(empty)'} is ${on ? 'on' : 'off'}, without a note`, () => {
      const { values, notes } = load({ DEBUG: text })
      expect(values.DEBUG).to.equal(on)
      expect(notes).to.deep.equal([])
    })

  it('DEBUG=anything else is off, with a note', () => {
    const { values, notes, problems } = load({ DEBUG: 'release' })
    expect(values.DEBUG).to.equal(false)
    expect(notes).to.have.length(1)
    expect(problems).to.deep.equal([])
  })

  it('every wrong value is named at once', () => {
    const { problems } = load({
      PORT: 'http',
      POSTGRES_PORT: '70000',
      WAYBILL_DRAIN_TIMEOUT: 'soon',
      WAYBILL_MIGRATE: 'yes',
    })
    expect(problems.map(problem => problem.name)).to.have.members([
      'PORT',
      'POSTGRES_PORT',
      'WAYBILL_DRAIN_TIMEOUT',
      'WAYBILL_MIGRATE',
    ])
    expect(problems.map(problem => problem.message).join()).to.include('"soon"')
  })

  it('a wrong secret is named without its value', () => {
    const { problems } = load({ DATABASE_URL: 'mysql://root:hunter2@db/x' })
    expect(problems[0]?.message).to.include('DATABASE_URL').and.not.include('hunter2')
  })

  it('a mistyped WAYBILL_ variable is told', () => {
    expect(load({ WAYBILL_SLOTS: '2' }).notes.join()).to.include('WAYBILL_SLOTS')
  })

  it('.env.example lists every setting, all commented out, with the defaults', () => {
    const example = readFileSync(new URL('../../../../../.env.example', import.meta.url), 'utf8')
    expect(parse(example)).to.deep.equal({})
    const listed = parse(example.replaceAll(/^# ?(?=[A-Z_]+=)/gm, ''))
    const defaults = settingNames.map(name => {
      const setting = settings[name]
      return [name, name !== 'WAYBILL_WORKER_SLOTS' && 'default' in setting ? setting.default : '']
    })
    expect(listed).to.deep.equal(Object.fromEntries(defaults))
  })
})

describe('the choice of the database', () => {
  it('is the embedded one when nothing is set', () => {
    expect(chooseDatabase(load({}))).to.include({ kind: 'embedded' })
  })

  it("takes the original's defaults for the rest when one POSTGRES_ variable is set", () => {
    expect(chooseDatabase(load({ POSTGRES_PASSWORD: 'secret' }))).to.deep.equal({
      kind: 'parts',
      host: 'localhost',
      port: 5432,
      user: 'catalog_user',
      password: 'secret',
      database: 'catalog_db',
      why: 'POSTGRES_PASSWORD is set',
    })
  })

  it('is DATABASE_URL before all', () => {
    const choice = chooseDatabase(load({ DATABASE_URL: 'postgres://u@h/d', POSTGRES_HOST: 'other' }))
    expect(choice).to.deep.equal({ kind: 'url', url: 'postgres://u@h/d', why: 'DATABASE_URL is set' })
  })
})
