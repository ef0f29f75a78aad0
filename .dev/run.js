// What `npm start` and `npm test` call: installs and builds what is missing, and only that, then starts or
// tests. Plain JavaScript with nothing but node: modules, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testInParts } from './test-parts.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const [task = 'start', ...args] = process.argv.slice(2)
const stamps = join(root, 'node_modules', '.waybill')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Waybill needs Node 20.19 or newer; this is ${process.version}.`)

if (!isInstalled()) {
  say('Installing what Waybill needs (once, about a minute) …')
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  // Not `ci`: it refuses a lock file that does not name the packages of every other platform, and a registry's
  // mirror may not have them all. What the lock file names is installed as it says; it is not written.
  must(
    [...npm, 'install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm install',
  )
  stamp('install', lockHash())
  // The compiler keeps errors about packages that were missing.
  stamp('build', '')
}
if (!isBuilt()) {
  say('Building …')
  if (hasOtherFiles()) for (const directory of outputs()) rmSync(directory, { recursive: true, force: true })
  must([process.execPath, 'node_modules/typescript/bin/tsc', '-b', 'packages'], 'The build')
  stamp('build', sourceState())
}

const commands = {
  start: ['packages/cli/bin/waybill.js', 'serve', ...(process.env.APPS_DIR ? [] : ['--demo']), ...args],
  test: ['node_modules/mocha/bin/mocha.js', ...args],
  build: undefined,
}
if (!(task in commands)) fail(`Unknown task "${task}"; there are: ${Object.keys(commands).join(', ')}.`)
const command = commands[task]
if (task === 'test' && args.length === 0) process.exit(await testInParts(root))
else if (command) run(command)

/** Runs to the end and hands the exit on; signals of the terminal reach the child by themselves. */
function run(command) {
  const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {
    // The terminal sends it to the child as well; this process only waits for the child's own ending.
  })
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)))
}

function isInstalled() {
  return readStamp('install') === lockHash() && existsSync(join(root, 'node_modules', '.package-lock.json'))
}

function isBuilt() {
  return readStamp('build') === sourceState() && existsSync(join(root, 'packages/cli/dist/src/main.js'))
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Whether files came or went since the last build: what the compiler made of those that went would still be tested. */
function hasOtherFiles() {
  return readStamp('build')?.split(' ')[0] !== sourceState().split(' ')[0]
}

function outputs() {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => join(root, 'packages', name, 'dist'))
    .concat(join(root, 'examples/embed/dist'))
}

/** Which sources there are, and the time of the newest. */
function sourceState() {
  const names = createHash('sha256')
  let newest = 0
  const visit = directory => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'dist') continue
      const path = join(directory, entry.name)
      if (entry.isDirectory()) visit(path)
      else if (/\.([cm]?tsx?|json)$/.test(entry.name)) {
        names.update(`${path}\n`)
        newest = Math.max(newest, statSync(path).mtimeMs)
      }
    }
  }
  visit(join(root, 'packages'))
  visit(join(root, 'examples/embed'))
  return `${names.digest('hex')} ${newest}`
}

function readStamp(name) {
  const file = join(stamps, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function stamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}

function must([program, ...programArgs], what) {
  const { status } = spawnSync(program, programArgs, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) fail(`${what} failed; what it printed above says why.`)
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(3)
}
