import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { inferManifest } from '../src/init/infer-manifest.js'
import { waybill } from './support/waybill-process.js'

const compose = `name: web-shop
services:
  web:
    build: ./frontend
    ports: ["\${WEB_PORT:-8080}:80"]
    depends_on: [api, db]
  api:
    build: { context: ., dockerfile: backend/Dockerfile }
    ports: [{ target: 8000, published: 9000 }]
    depends_on: { db: { condition: service_healthy } }
  mailer:
    build: ./mailer
  db:
    image: postgres
`

const shop = {
  'package.json':
    '{"name": "@acme/my-shop", "description": "Sells things.", "homepage": "https://shop.example"}',
  'compose.yaml': compose,
  'frontend/Dockerfile':
    'FROM node AS build\nRUN npm run build\nFROM nginx\nCOPY --from=build /out /usr/share/nginx/html\n',
  'backend/Dockerfile': 'FROM node:22\nEXPOSE 8000\n',
  'mailer/Dockerfile': 'FROM node:22\n',
  'node_modules/x/Dockerfile': 'FROM x\nEXPOSE 1\n',
}

function texts(files: Readonly<Record<string, string>>, name = 'shop') {
  const named = (base: string) =>
    new Map(Object.entries(files).filter(([path]) => path.split('/').at(-1) === base))
  const text = files['compose.yaml']
  return {
    name,
    dockerfiles: named('Dockerfile'),
    packages: named('package.json'),
    compose: text === undefined ? undefined : { path: 'compose.yaml', text },
  }
}

describe('inferManifest', () => {
  const cases: readonly { name: string; files: Readonly<Record<string, string>>; component: object }[] = [
    {
      name: 'a port from EXPOSE, of the last stage',
      files: { Dockerfile: 'FROM a AS b\nEXPOSE 1\nFROM c\nEXPOSE 3000\n' },
      component: { name: 'shop', type: 'backend', path: '.', port: 3000 },
    },
    {
      name: 'a frontend by what it uses',
      files: { Dockerfile: 'FROM node\nEXPOSE 3000\n', 'package.json': '{"dependencies": {"react": "19"}}' },
      component: { name: 'shop', type: 'frontend', path: '.', port: 3000 },
    },
    {
      name: 'a frontend by its name',
      files: { 'web/Dockerfile': 'FROM node\nEXPOSE 3000\n' },
      component: { name: 'web', type: 'frontend', path: './web', port: 3000 },
    },
    {
      name: 'a frontend by its image',
      files: { 'x/Dockerfile': 'FROM a\nFROM docker.io/library/caddy:2\nEXPOSE 80\n' },
      component: { name: 'x', type: 'frontend', path: './x', port: 80 },
    },
    {
      name: 'a worker without a port',
      files: { 'services/jobs/Dockerfile': 'FROM node\n' },
      component: { name: 'jobs', type: 'worker', path: './services/jobs' },
    },
    {
      name: 'no port from a variable',
      files: { Dockerfile: 'FROM node\nARG P=1\nEXPOSE $P\n' },
      component: { name: 'shop', type: 'worker', path: '.' },
    },
    {
      name: 'what a broken package.json and compose file do not hinder',
      files: { Dockerfile: 'FROM x\n', 'package.json': '{', 'compose.yaml': 'a: [' },
      component: { name: 'shop', type: 'worker', path: '.' },
    },
  ]
  for (const { name, files, component } of cases)
    it(name, () => expect(inferManifest(texts(files)).manifest.components).to.deep.equal([component]))

  it('gives folders of one name different component names', () => {
    const files = { 'a/api/Dockerfile': 'FROM x\n', 'b/api/Dockerfile': 'FROM x\n' }
    expect(inferManifest(texts(files)).manifest.components.map(({ name }) => name)).to.deep.equal([
      'api',
      'api-2',
    ])
  })

  it('makes a name for people of what names the app, and says so', () => {
    expect(inferManifest(texts({}, 'my_shop')).origins[0]).to.deep.equal({
      what: 'appName',
      value: 'My Shop',
      from: "the folder's name",
    })
    expect(inferManifest(texts({ 'compose.yaml': compose })).origins[0]?.from).to.equal('compose.yaml "name"')
  })
})

describe('waybill init', function () {
  this.timeout(30_000)
  let cwd: string
  const file = () => join(cwd, 'shop/app-manifest.json')

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-init-'))
    for (const [path, text] of Object.entries(shop)) {
      mkdirSync(dirname(join(cwd, 'shop', path)), { recursive: true })
      writeFileSync(join(cwd, 'shop', path), text)
    }
  })

  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  it('writes what it found, says where from, and what it wrote is right', async () => {
    const ended = await waybill(['init', 'shop', '--yes', '--owner', 'team-sales'], { cwd })
    expect(ended.exitCode, ended.stderr).to.equal(0)
    expect(JSON.parse(readFileSync(file(), 'utf8'))).to.deep.equal({
      appName: 'My Shop',
      description: 'Sells things.',
      components: [
        { name: 'api', type: 'backend', path: './backend', port: 8000 },
        { name: 'web', type: 'frontend', path: './frontend', port: 80, dependsOn: ['api'] },
        { name: 'mailer', type: 'worker', path: './mailer' },
      ],
      links: [{ title: 'Homepage', url: 'https://shop.example' }],
      owner: 'team-sales',
    })
    expect(ended.stderr)
      .to.match(/components\.api\.port: 8000 +backend\/Dockerfile:2 EXPOSE/)
      .and.match(/components\.web\.port: 80 +compose\.yaml services\.web\.ports/)
      .and.match(/owner: team-sales +the command line/)
    const validated = await waybill(['validate', 'shop'], { cwd })
    expect(validated.stderr).to.match(/No problems/)
  })

  it('never overwrites without --force', async () => {
    writeFileSync(file(), '{}')
    const refused = await waybill(['init', 'shop', '--yes'], { cwd })
    expect(refused.exitCode).to.equal(2)
    expect(refused.stderr).to.include('--force')
    expect(readFileSync(file(), 'utf8')).to.equal('{}')
    expect((await waybill(['init', 'shop', '--yes', '--force'], { cwd })).exitCode).to.equal(0)
    expect(readFileSync(file(), 'utf8')).to.include('My Shop')
  })

  it('prints and writes nothing in a dry run', async () => {
    const ended = await waybill(['init', 'shop', '--dry-run'], { cwd })
    expect(JSON.parse(ended.stdout).appName).to.equal('My Shop')
    expect(() => readFileSync(file())).to.throw('ENOENT')
  })

  it('asks nothing where there is no terminal, but says which flag to take', async () => {
    const ended = await waybill(['init', 'shop'], { cwd })
    expect(ended.exitCode).to.equal(2)
    expect(ended.stderr).to.include('--yes')
  })

  it('says what is missing in an empty folder', async () => {
    mkdirSync(join(cwd, 'empty'))
    const ended = await waybill(['init', 'empty', '--yes'], { cwd })
    expect(ended.stderr).to.include('no Dockerfile').and.include('WB212')
    expect((await waybill(['init', 'nowhere', '--yes'], { cwd })).exitCode).to.equal(3)
  })
})
