import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { findVersionProblem } from '../../src/command/engine-program.js'
import { findPlatformProblem } from '../../src/command/probe-program.js'
import { parseVersion } from '../../src/command/version.js'
import { terraformEngine } from '../../src/index.js'

describe('what an engine says of itself', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-probe-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const install = (name: string, script: string): string => {
    const path = join(directory, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const says = (version: string) => `echo '{"terraform_version": "${version}"}'`
  const probe = (options: { name?: 'terraform' | 'tofu'; command?: string; PATH?: string }) => {
    const { PATH = `${directory}:/usr/bin:/bin`, ...rest } = options
    return terraformEngine({ workDir: directory, env: { PATH }, ...rest }).probe()
  }

  it('is there, with its version and path, where it is on PATH', async () => {
    const path = install('terraform', `echo 'Warning: {odd}' >&2; ${says('1.12.0')}`)
    expect(await probe({})).to.deep.equal({
      name: 'terraform',
      available: true,
      version: '1.12.0',
      detail: path,
    })
  })

  it('is looked for by its own name, and OpenTofu by its', async () => {
    install('tofu', says('1.9.0'))
    expect(await probe({ name: 'tofu' })).to.include({ name: 'tofu', available: true, version: '1.9.0' })
  })

  for (const { name, options, detail } of [
    { name: 'is not on PATH', options: {}, detail: /^Terraform was not found on PATH: install it/ },
    {
      name: 'is not at the given path',
      options: { command: '/nowhere/tofu', name: 'tofu' },
      detail: /^There is no program "\/nowhere\/tofu": correct the path of OpenTofu/,
    },
    { name: 'has no PATH to be on', options: { PATH: '' }, detail: /was not found on PATH/ },
  ] as const) {
    it(`says what to do where it ${name}`, async () => {
      const info = await probe({ PATH: directory, ...options })
      expect(info).to.include({ available: false, version: null })
      expect(info.detail).to.match(detail)
    })
  }

  it('says what to do where it is too old', async () => {
    const path = install('terraform', says('1.4.7'))
    const { available, detail } = await probe({})
    expect(available).to.equal(false)
    expect(detail).to.equal(`${path}: it is Terraform 1.4.7: install 1.5.0 or newer, or set the path of one.`)
  })

  it('says what to do where another program has its name', async () => {
    install('terraform', 'echo hello')
    expect((await probe({})).detail).to.match(/does not say its version as Terraform does/)
  })

  it('says so where it cannot be executed', async () => {
    const path = join(directory, 'terraform')
    writeFileSync(path, '#!/nowhere/sh\n')
    chmodSync(path, 0o755)
    expect((await probe({})).detail).to.match(/could not be started/)
  })

  it('is asked once, and again when another release was installed', async () => {
    const counter = join(directory, 'count')
    install('terraform', `echo x >>'${counter}'; ${says('1.5.7')}`)
    const engine = terraformEngine({ workDir: directory, env: { PATH: `${directory}:/usr/bin:/bin` } })
    await Promise.all([engine.probe(), engine.probe()])
    expect(await engine.probe()).to.include({ version: '1.5.7' })
    install('terraform', `echo x >>'${counter}'; ${says('1.10.0')}`)
    expect(await engine.probe()).to.include({ version: '1.10.0' })
  })

  it('runs on Linux and macOS and says so elsewhere', () => {
    expect(findPlatformProblem('linux')).to.equal(undefined)
    expect(findPlatformProblem('darwin')).to.equal(undefined)
    expect(findPlatformProblem('win32')).to.match(/on Linux and macOS, not on win32/)
  })

  for (const { name, version, fits } of [
    { name: 'terraform', version: '1.4.9', fits: false },
    { name: 'terraform', version: '1.5.0', fits: true },
    { name: 'terraform', version: '1.15.0-rc1', fits: true },
    { name: 'tofu', version: '1.5.9', fits: false },
    { name: 'tofu', version: '1.6.0', fits: true },
    { name: 'tofu', version: 'nonsense', fits: false },
    { name: 'terraform', version: undefined, fits: false },
  ] as const) {
    it(`${fits ? 'takes' : 'refuses'} ${name} ${version}`, () => {
      expect(findVersionProblem(name, version) === undefined).to.equal(fits)
    })
  }

  for (const { name, text, version } of [
    {
      name: 'the whole',
      text: '{\n  "terraform_version": "1.11.4",\n  "platform": "x"\n}\n',
      version: '1.11.4',
    },
    { name: 'a warning before it', text: 'Warning: odd\n\n{"terraform_version": "1.6.0"}', version: '1.6.0' },
    { name: 'text only', text: 'Terraform v1.11.4', version: undefined },
    { name: 'something else', text: '{"version": 3}', version: undefined },
    { name: 'nothing', text: '', version: undefined },
  ]) {
    it(`reads ${version ?? 'no version'} from ${name}`, () => {
      expect(parseVersion(text)).to.equal(version)
    })
  }
})
