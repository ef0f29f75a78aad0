import { execFileSync } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readTemplateFolder } from '../../src/template/template-folder.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { useScratchDir } from '../support/scratch-dir.js'

const settings = (parts: object = {}) => JSON.stringify({ title: 'T', engine: 'terraform', ...parts })
const main = 'resource "terraform_data" "one" {}\n'

describe('a template’s folder', () => {
  const dir = useScratchDir()
  const read = () => readTemplateFolder({ name: 'local', path: dir.path })
  const problem = async () => {
    const error = await expectCode(read(), 'TEMPLATE_INVALID')
    return {
      message: error.message,
      file: error.details.file,
      pointers: error.issues.map(issue => issue.pointer),
    }
  }

  it('is read with every file, in order, with bytes and modes', async () => {
    await dir.write({
      'template.json': settings(),
      'main.tf': main,
      '.terraform.lock.hcl': '# lock',
      'scripts/run.sh*': '#!/bin/sh\n',
      'modules/é/data.bin': new Uint8Array([0, 255]),
    })
    const { name, version, files, settings: found } = await read()
    expect(name).to.equal('local')
    expect(version).to.match(/^[0-9a-f]{64}$/)
    expect(found).to.deep.include({
      title: 'T',
      engine: 'terraform',
      takeover: 'ask',
      approve: 'destructive',
    })
    expect(files.map(({ path, executable, bytes }) => [path, executable, bytes.length])).to.deep.equal([
      ['.terraform.lock.hcl', false, 6],
      ['main.tf', false, main.length],
      ['modules/é/data.bin', false, 2],
      ['scripts/run.sh', true, 10],
      ['template.json', false, settings().length],
    ])
  })

  it('leaves out what Terraform and Waybill leave there', async () => {
    await dir.write({ 'template.json': settings(), 'main.tf': main })
    const { version } = await read()
    await dir.write({
      '.terraform/providers/big': 'x',
      'terraform.tfstate': '{}',
      'terraform.tfstate.backup': '{}',
      'modules/a/.terraform/x': 'x',
      'crash.log': 'x',
      'waybill.auto.tfvars.json': '{}',
      '.DS_Store': 'x',
    })
    expect((await read()).version).to.equal(version)
  })

  const changes: readonly { readonly name: string; readonly files: Record<string, string> }[] = [
    { name: 'the contents of a file', files: { 'main.tf': `${main}# more` } },
    { name: 'a mode', files: { 'main.tf*': main } },
    { name: 'the name of a file', files: { 'other.tf': main } },
    { name: 'template.json', files: { 'template.json': settings({ title: 'U' }) } },
  ]
  for (const { name, files } of changes) {
    it(`has another version when ${name} changes, and the same one as long as nothing does`, async () => {
      await dir.write({ 'template.json': settings(), 'main.tf': main })
      const { version } = await read()
      expect((await read()).version).to.equal(version)
      await dir.write(files)
      expect((await read()).version).to.not.equal(version)
    })
  }

  it('takes a link that stays inside for what it leads to', async () => {
    await dir.write({ 'template.json': settings(), 'shared/main.tf': main })
    await symlink('shared/main.tf', join(dir.path, 'main.tf'))
    const { files } = await read()
    expect(files.find(({ path }) => path === 'main.tf')?.bytes).to.have.length(main.length)
  })

  const links = [
    { name: 'out of the folder', target: '/etc/hostname', detail: 'leads out of the folder' },
    { name: 'out of the folder by ..', target: '../outside.tf', detail: 'is a link' },
    { name: 'to nothing', target: 'missing.tf', detail: 'is a link to nothing' },
    { name: 'to a directory', target: 'modules', detail: 'is a link to a directory' },
  ]
  for (const { name, target, detail } of links) {
    it(`refuses a link ${name}`, async () => {
      await dir.write({ 'template.json': settings(), 'main.tf': main })
      await mkdir(join(dir.path, 'modules'))
      await symlink(target, join(dir.path, 'link.tf'))
      const { message, file } = await problem()
      expect(message).to.include(detail)
      expect(file).to.equal('link.tf')
    })
  }

  it('refuses what is neither a file nor a directory', async () => {
    await dir.write({ 'template.json': settings(), 'main.tf': main })
    execFileSync('mkfifo', [join(dir.path, 'pipe')])
    expect(await problem()).to.deep.include({ file: 'pipe' })
  })

  it('refuses more than 5 MiB, naming the file that is too much', async () => {
    await dir.write({
      'template.json': settings(),
      'a.bin': new Uint8Array(3 * 1024 * 1024),
      'b.bin': new Uint8Array(3 * 1024 * 1024),
    })
    expect(await problem()).to.deep.include({ file: 'b.bin' })
    await dir.write({ 'a.bin': new Uint8Array(6 * 1024 * 1024) })
    expect(await problem()).to.deep.include({ file: 'a.bin' })
  })

  const stateElsewhere = [
    { name: 'a backend block', file: 'main.tf', text: 'terraform {\n  backend "s3" {}\n}', block: 'backend' },
    { name: 'a cloud block', file: 'versions.tf', text: 'terraform {\n  cloud {\n  }\n}', block: 'cloud' },
    {
      name: 'a backend in JSON',
      file: 'main.tf.json',
      text: '{"terraform":{"backend":{"s3":{}}}}',
      block: 'backend',
    },
  ]
  for (const { name, file, text, block } of stateElsewhere) {
    it(`refuses ${name}, and says why`, async () => {
      await dir.write({ 'template.json': settings(), 'main.tf': main, [file]: text })
      const found = await problem()
      expect(found.file).to.equal(file)
      expect(found.message).to.include(`has a ${block} block, but Waybill keeps the state itself`)
    })
  }

  const harmless = [
    { name: 'a comment about a backend', text: '# terraform { backend "s3" {} }' },
    { name: 'a resource with a block backend', text: 'resource "a" "b" {\n  backend {\n  }\n}' },
    {
      name: 'a text about a backend',
      text: 'locals {\n  a = <<-EOT\n    terraform {\n    backend "s3" {}\n    }\n  EOT\n}',
    },
    { name: 'a backend in a module, which Terraform ignores', text: main, file: 'modules/a/main.tf' },
  ]
  for (const { name, text, file = 'more.tf' } of harmless) {
    it(`takes ${name}`, async () => {
      await dir.write({ 'template.json': settings(), 'main.tf': main, [file]: text })
      expect((await read()).files).to.have.length(3)
    })
  }

  const wrongSettings = [
    { name: 'no template.json', text: undefined, file: 'template.json', pointers: [''], says: 'is missing' },
    { name: 'broken JSON', text: '{"title": }', file: 'template.json', pointers: [''], says: 'is not JSON' },
    { name: 'no title', text: '{}', file: 'template.json', pointers: ['/title'], says: '/title' },
    {
      name: 'several mistakes at once',
      text: '{"title": 5, "engine": "pulumi", "env": "AWS_*"}',
      file: 'template.json',
      pointers: ['/title', '/engine', '/env'],
      says: '/engine',
    },
    {
      name: 'an unknown key',
      text: settings({ parameter: {} }),
      file: 'template.json',
      pointers: [''],
      says: 'parameter',
    },
    {
      name: 'parameters that are no JSON Schema',
      text: settings({ parameters: { type: 'objekt' } }),
      file: 'template.json',
      pointers: ['/parameters'],
      says: 'is not a JSON Schema',
    },
    {
      name: 'parameters that are no object',
      text: settings({ parameters: { type: 'string' } }),
      file: 'template.json',
      pointers: ['/parameters/type'],
      says: 'has to be "object"',
    },
    {
      name: 'a parameter that no variable can be named after',
      text: settings({ parameters: { type: 'object', properties: { '1st': {}, waybill: {}, count: {} } } }),
      file: 'template.json',
      pointers: [
        '/parameters/properties/1st',
        '/parameters/properties/waybill',
        '/parameters/properties/count',
      ],
      says: 'a name that is taken',
    },
  ]
  for (const { name, text, file, pointers, says } of wrongSettings) {
    it(`refuses ${name}, naming file and place`, async () => {
      await dir.write({ 'main.tf': main, ...(text === undefined ? {} : { 'template.json': text }) })
      const found = await problem()
      expect(found.file).to.equal(file)
      expect(found.pointers).to.deep.equal(pointers)
      expect(found.message).to.include('"local"').and.to.include(says)
    })
  }

  it('needs a root module for a real engine, and none for the simulated one', async () => {
    await dir.write({ 'template.json': settings() })
    expect(await problem()).to.deep.include({ file: 'main.tf' })
    await dir.write({ 'template.json': settings({ engine: 'simulated', $schema: 'https://example.com' }) })
    expect((await read()).files).to.have.length(1)
  })
})
