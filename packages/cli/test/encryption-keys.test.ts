import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { loadSettings } from '../src/config/load-settings.js'
import { loadEncryptionKeys, makeKeyLine, parseKeyFile } from '../src/wiring/encryption-keys.js'
import type { Project } from '../src/wiring/project.js'

const now = new Date('2026-01-31T09:00:00Z')

describe('the file of encryption keys', () => {
  it('holds keys in order, with comments and empty lines between them', () => {
    const [first = '', second = ''] = [makeKeyLine(now), makeKeyLine(now)]
    const keys = parseKeyFile(`# keys\n${first} # new\n\n${second}\n`, 'f')
    expect(keys.map(({ id }) => id)).to.deep.equal([first.split(' ')[0], second.split(' ')[0]])
    expect(keys.map(({ key }) => key.length)).to.deep.equal([32, 32])
  })

  const good = Buffer.alloc(32).toString('base64')
  const wrong = [
    { name: 'nothing', text: '# none\n', says: 'holds no key' },
    { name: 'a line without a key', text: 'one\n', says: 'Line 1 of the key file f is not `<id> <key>`' },
    { name: 'a line of three words', text: `one ${good} two`, says: 'Line 1' },
    {
      name: 'a key that is too short',
      text: `# c\none ${Buffer.alloc(16).toString('base64')}`,
      says: 'Line 2 of the key file f has a key of 16 bytes, not 32',
    },
    { name: 'an id of other characters', text: `ö ${good}`, says: 'has an id that is not letters' },
    {
      name: 'an id twice',
      text: `a ${good}\na ${good}`,
      says: 'Line 2 of the key file f has the id "a" a second time',
    },
  ]
  for (const { name, text, says } of wrong) {
    it(`is refused when it holds ${name}, without telling a key`, () => {
      expect(() => parseKeyFile(text, 'f'))
        .to.throw(says)
        .that.deep.includes({ code: 'CONFIG_INVALID' })
        .and.satisfies((error: Error) => !error.message.includes(good))
    })
  }
})

describe('the encryption keys of a project', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'waybill-keys-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  const projectWith = (environment: Record<string, string>, kind: 'embedded' | 'url'): Project => ({
    loaded: loadSettings({ flags: {}, environment, dotenv: {} }),
    apps: { path: undefined, why: '' },
    templates: undefined,
    dataDir,
    database: kind === 'embedded' ? { kind, why: '' } : { kind, url: 'postgres://h/d', why: '' },
    demo: false,
  })

  it('are made for the embedded database, once, for its owner alone', () => {
    const project = projectWith({}, 'embedded')
    const first = loadEncryptionKeys(project)
    expect(first).to.have.length(1)
    expect(loadEncryptionKeys(project)).to.deep.equal(first)
    expect(statSync(join(dataDir, 'encryption.keys')).mode & 0o777).to.equal(0o600)
  })

  it('are none for another database without a file', () => {
    expect(loadEncryptionKeys(projectWith({}, 'url'))).to.equal(undefined)
  })

  it('are those of the file that is named, for any database', () => {
    const file = join(dataDir, 'mine')
    writeFileSync(file, `${makeKeyLine(now)}\n`)
    for (const kind of ['embedded', 'url'] as const) {
      const keys = loadEncryptionKeys(projectWith({ WAYBILL_ENCRYPTION_KEY_FILE: file }, kind))
      expect(keys?.map(({ id }) => id)).to.deep.equal([readFileSync(file, 'utf8').split(' ')[0]])
    }
  })

  it('stop the start when the file that is named cannot be read', () => {
    const directory = join(dataDir, 'd')
    mkdirSync(directory)
    for (const file of [join(dataDir, 'missing'), directory]) {
      const load = () => loadEncryptionKeys(projectWith({ WAYBILL_ENCRYPTION_KEY_FILE: file }, 'url'))
      expect(load)
        .to.throw(`The key file ${file} cannot be read`)
        .that.deep.includes({ code: 'CONFIG_INVALID' })
    }
  })
})
