import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { templateSettingsSchema } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { checkTerraformTemplate } from '../../src/index.js'
import { describeTerraform } from '../support/describe-terraform.js'
import { makeTemplate } from '../support/read-template.js'
import { testEnvironment, Workshop } from '../support/workshop.js'
import { readAppInput } from './app-input.js'
import { TemplateWorkspace } from './workspace-of.js'

const page = readFileSync(fileURLToPath(new URL('../../../../../docs/templates.md', import.meta.url)), 'utf8')
const files = Object.fromEntries(
  [...page.matchAll(/^`templates\/notes\/([\w.]+)`:\n\n```\w+\n([\s\S]*?)^```/gm)].map(
    ([, path = '', text = '']) => [path, text],
  ),
)

describeTerraform('the example of docs/templates.md', () => {
  let workshop: Workshop
  beforeEach(() => {
    workshop = new Workshop()
  })
  afterEach(() => workshop.remove())

  const template = makeTemplate(files, templateSettingsSchema.parse(JSON.parse(files['template.json'] ?? '')))

  it('passes its check', async () => {
    expect(Object.keys(files)).to.deep.equal(['template.json', 'main.tf', 'outputs.tf'])
    const options = { workDir: workshop.workDir, env: testEnvironment() }
    expect(await checkTerraformTemplate({ ...options, template })).to.deep.equal({
      valid: true,
      diagnostics: [],
    })
  })

  it('makes a workspace and destroys it', async () => {
    const variables = {
      waybill: readAppInput('word-count'),
      region: 'eu',
      size: 2,
      password: 'correct horse',
    }
    const workspace = new TemplateWorkspace(workshop, template, variables)
    const { outputs, messages } = await workspace.provision()
    expect(outputs).to.deep.equal({
      endpoints: {
        api: 'https://api-shop-k3f9.eu.example.com',
        web: 'https://web-shop-k3f9.eu.example.com',
      },
      notes: ['api', 'counter', 'web'].map(name => `shop-k3f9/${name} in eu, size 2`),
      password: null,
    })
    expect(messages.join('\n')).not.to.include('correct horse')
    expect((await workspace.destroy()).plan.destroy).to.equal(3)
  })
})
