// The whole test suite as three mocha processes side by side: its tests wait for processes and databases most of the
// time, and one after the other they would leave a core idle. Plain JavaScript, as run.js.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tallies from './tally.cjs'

/** About as long each; three of them keep two cores busy. */
const parts = [
  ['packages/{cli,storage-sequelize}/dist/test/**/*.test.js'],
  ['packages/{bench,client,local-postgres,server,tui}/dist/test/**/*.test.js'],
  ['packages/{core,engine-terraform}/dist/test/**/*.test.js', 'examples/*/dist/**/*.test.js'],
]

/** Runs all parts; what the others say follows what the first one said. Gives the exit code. */
export async function testInParts(root) {
  const directory = mkdtempSync(join(tmpdir(), 'waybill-tally-'))
  try {
    const files = parts.map((_, index) => join(directory, `${index}.json`))
    const running = parts.map((specs, index) =>
      startPart(root, specs, { tally: files[index], live: index === 0 }),
    )
    const pass = signal => {
      for (const { child } of running) child.kill(signal)
    }
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, pass)
    // The terminal sends it to the parts as well; they end by themselves.
    process.on('SIGINT', () => undefined)
    const codes = []
    for (const { ended } of running) codes.push(await ended)
    const found = files.map(readTally)
    process.stdout.write(
      tallies.closingLines({
        passes: sum(found.map(({ passes }) => passes)),
        failures: sum(found.map(({ failures }) => failures)),
        skipped: found.flatMap(({ skipped }) => skipped),
      }),
    )
    return codes.every(code => code === 0) ? 0 : 1
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function startPart(root, specs, { tally, live }) {
  const child = spawn(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', '--config', '.dev/mocha-part.json', ...specs],
    {
      cwd: root,
      stdio: ['ignore', live ? 'inherit' : 'pipe', 'inherit'],
      env: { ...process.env, WAYBILL_TEST_TALLY: tally },
    },
  )
  const said = []
  child.stdout?.on('data', chunk => said.push(chunk))
  const ended = new Promise(resolve => {
    child.on('close', code => {
      resolve(code ?? 1)
    })
  }).then(code => {
    process.stdout.write(Buffer.concat(said))
    return code
  })
  return { child, ended }
}

/** A part that ended before it could count its tests has failed. */
function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passes: 0, failures: 1, skipped: [] }
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
