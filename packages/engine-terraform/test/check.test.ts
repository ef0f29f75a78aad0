import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TemplateVersion } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { checkTerraformTemplate } from '../src/index.js'
import { describeTerraform } from './support/describe-terraform.js'
import { moduleWith, ProviderMirror } from './support/provider-mirror.js'
import { examplesDirectory, makeTemplate, readExample, readFixture } from './support/read-template.js'
import { testEnvironment, Workshop } from './support/workshop.js'

describeTerraform('the check of a template', () => {
  let workshop: Workshop
  beforeEach(() => {
    workshop = new Workshop()
  })
  afterEach(() => workshop.remove())

  const check = (template: TemplateVersion) =>
    checkTerraformTemplate({ workDir: workshop.workDir, env: testEnvironment(), template })

  for (const name of ['local', 'files', 'process', 'docker']) {
    it(`finds nothing in the example ${name}, and leaves nothing behind`, async () => {
      expect(await check(readExample(name))).to.deep.equal({ valid: true, diagnostics: [] })
      expect(readdirSync(workshop.workDir)).to.deep.equal([])
    })
  }

  it('finds every example formatted as Terraform has it', () => {
    const { stdout } = spawnSync('terraform', ['fmt', '-check', '-recursive'], {
      cwd: examplesDirectory,
      env: testEnvironment(),
      encoding: 'utf8',
    })
    expect(stdout).to.equal('')
  })

  it('prepares a template with modules first', async () => {
    expect(await check(readFixture('local-module'))).to.deep.equal({ valid: true, diagnostics: [] })
  })

  it('tells what is wrong and where', async () => {
    const { valid, diagnostics } = await check(readFixture('broken'))
    expect(valid).to.equal(false)
    expect(diagnostics).to.have.length(1)
    expect(diagnostics[0]).to.include({
      severity: 'error',
      summary: 'Reference to undeclared input variable',
      file: 'main.tf',
      line: 6,
    })
  })

  it('warns of providers that no lock file pins, also when an earlier check has installed them', async () => {
    const mirror = new ProviderMirror(join(workshop.directory, 'mirror'))
    mirror.add('one', '1.0.0')
    // The files of the mirror are no providers: what would start them is played.
    const command = workshop.writeProgram(
      `if [ "$1" = validate ]; then echo '{"valid":true,"diagnostics":[]}'; exit 0; fi; exec terraform "$@"`,
    )
    const template = makeTemplate({
      'main.tf': `${moduleWith({ one: '1.0.0' })}variable "waybill" {\n  type = any\n}\n`,
    })
    for (const time of ['first', 'second']) {
      const env = { ...testEnvironment(), TF_CLI_CONFIG_FILE: mirror.configFile }
      const { valid, diagnostics } = await checkTerraformTemplate({
        ...{ workDir: workshop.workDir, env, command, template },
      })
      const found = diagnostics.map(({ severity, summary }) => `${severity} ${summary}`)
      expect(found, time).to.deep.equal(['warning There is no .terraform.lock.hcl'])
      expect(valid).to.equal(true)
    }
  })

  it('tells why a template cannot be prepared', async () => {
    const { valid, diagnostics } = await check(
      makeTemplate({ 'main.tf': 'module "gone" {\n  source = "./gone"\n}\n' }),
    )
    expect(valid).to.equal(false)
    expect(diagnostics.map(({ severity }) => severity)).to.include('error')
    expect(JSON.stringify(diagnostics)).to.include('gone')
  })
})
