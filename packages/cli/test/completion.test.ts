import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { listedCommands } from '../src/commands/command-table.js'
import { readCommandTree } from '../src/completion/command-tree.js'
import { completeNames, rememberWorkspaces } from '../src/completion/complete-names.js'
import { completionScript, type Shell, shells } from '../src/completion/shell-scripts.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))
const program = fileURLToPath(new URL('../../bin/waybill.js', import.meta.url))
const has = (shell: Shell) => spawnSync(shell, ['-c', 'true']).status === 0

/** What each shell prints of a command line's completions, with the script at $1 and the words after it. */
const askers = {
  bash: `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _waybill; printf '%s\\n' "\${COMPREPLY[@]}"`,
  fish: 'source $argv[1]; complete -C (string join " " -- $argv[2..]) | string replace -r "\\t.*" ""',
} as const

describe('completion', function () {
  this.timeout(60_000)
  let cwd: string
  const scripts = new Map<Shell, string>()

  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-completion-'))
    cpSync(join(examples, 'apps'), join(cwd, 'apps'), { recursive: true })
    mkdirSync(join(cwd, '.waybill'))
    mkdirSync(join(cwd, 'bin'))
    writeFileSync(join(cwd, 'bin/waybill'), `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`)
    chmodSync(join(cwd, 'bin/waybill'), 0o755)
    const tree = await readCommandTree(listedCommands)
    for (const shell of shells) {
      const file = join(cwd, `waybill.${shell}`)
      writeFileSync(file, completionScript(shell, tree, ['WB101', 'WB310']))
      scripts.set(shell, file)
    }
  })

  after(() => rmSync(cwd, { recursive: true, force: true }))

  const cases = [
    { words: ['ca'], expected: ['catalog'] },
    { words: ['catalog', 'g'], expected: ['get'] },
    { words: ['catalog', 'get', 'w'], expected: ['who-am-i', 'word-count'] },
    { words: ['ws', 'create', 'sh'], expected: ['shop'] },
    { words: ['catalog', 'ls', '-o', 'j'], expected: ['json'] },
    { words: ['explain', 'WB3'], expected: ['WB310'] },
    { words: ['validate', '--fix-u'], expected: ['--fix-unsafe'] },
    { words: ['workspace', 'get', 'pr'], expected: ['pr-42'] },
  ]
  for (const shell of ['bash', 'fish'] as const)
    for (const { words, expected } of cases)
      it(`${shell}: waybill ${words.join(' ')} (needs ${shell} on the PATH)`, function () {
        if (!has(shell)) this.skip()
        rememberWorkspaces(join(cwd, '.waybill'), ['pr-42', 'shop-1'])
        const args = shell === 'bash' ? ['-c', askers.bash, 'bash'] : ['-c', askers.fish]
        const ended = spawnSync(shell, [...args, scripts.get(shell) ?? '', 'waybill', ...words], {
          cwd,
          encoding: 'utf8',
          env: { PATH: `${cwd}/bin:${process.env.PATH}`, HOME: cwd },
        })
        expect(ended.stderr).to.equal('')
        expect(ended.stdout.trim().split('\n').sort()).to.deep.equal(expected)
      })

  it('zsh can read its script (needs zsh on the PATH)', function () {
    if (!has('zsh')) this.skip()
    const ended = spawnSync('zsh', ['-n', scripts.get('zsh') ?? ''], { encoding: 'utf8' })
    expect(ended.stderr).to.equal('')
  })

  it('names are read from the disk alone', () => {
    expect(completeNames('apps', {}, cwd)).to.include('hello-site')
    expect(completeNames('apps', { APPS_DIR: 'nowhere' }, cwd)).to.deep.equal([])
    expect(
      completeNames('templates', { WAYBILL_TEMPLATES_DIR: join(examples, 'templates') }, cwd),
    ).to.include('local')
    expect(completeNames('anything', {}, cwd)).to.deep.equal([])
  })

  it('every command is in the tree, with its options', async () => {
    const { commands } = await readCommandTree(listedCommands)
    const workspace = commands.find(({ names }) => names.includes('ws'))
    const create = workspace?.commands.find(({ names }) => names[0] === 'create')
    expect(create?.argument).to.equal('apps')
    expect(create?.options.flatMap(({ names }) => names)).to.include.members(['-p', '--param', '--wait'])
  })
})
