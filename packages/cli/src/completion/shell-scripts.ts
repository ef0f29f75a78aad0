import type { ArgumentKind, CommandNode, OptionNode } from './command-tree.js'

/** Shells that there is a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A command by the words that lead to it, e.g. `/catalog/ls`. */
interface Place {
  readonly path: string
  readonly node: CommandNode
}

/**
 * The completion script of a shell; pure. Commands, options and choices are in the script itself, so that most of
 * what a Tab asks is answered without starting Node; only names are asked of `waybill __complete`.
 */
export function completionScript(shell: Shell, tree: CommandNode, codes: readonly string[]): string {
  const places = listPlaces(tree, '')
  switch (shell) {
    case 'bash':
      return bashScript(places, tree, codes)
    case 'zsh':
      return zshScript(places, tree, codes)
    case 'fish':
      return fishScript(places, tree, codes)
  }
}

function listPlaces(node: CommandNode, path: string): readonly Place[] {
  return [{ path, node }, ...node.commands.flatMap(below => listPlaces(below, `${path}/${below.names[0]}`))]
}

/** `case` lines that lead from a place by a word to the next one. */
function steps(places: readonly Place[]): string {
  return places
    .flatMap(({ path, node }) =>
      node.commands.map(
        ({ names }) => `${names.map(name => `${path}/${name}`).join('|')}) place=${path}/${names[0]};;`,
      ),
    )
    .map(line => `      ${line}`)
    .join('\n')
}

/** Options with fixed words, by place. */
function choices(places: readonly Place[]): readonly { readonly pattern: string; readonly words: string }[] {
  return places.flatMap(({ path, node }) =>
    node.options
      .filter(option => option.choices.length > 0)
      .map(option => ({
        pattern: option.names.map(name => `${path || ''}:${name}`).join('|'),
        words: option.choices.join(' '),
      })),
  )
}

function optionsOf({ node }: Place, tree: CommandNode): readonly OptionNode[] {
  return node === tree ? tree.options : [...node.options, ...tree.options]
}

function bashScript(places: readonly Place[], tree: CommandNode, codes: readonly string[]): string {
  const words = places.map(place => {
    const { path, node } = place
    const below = node.commands.flatMap(({ names }) => names.slice(0, 1)).join(' ')
    const options = optionsOf(place, tree)
      .flatMap(({ names }) => names)
      .join(' ')
    return `    "${path}") commands="${below}"; options="${options}"; kind="${node.argument ?? ''}";;`
  })
  return `# bash completion of waybill: source <(waybill completion bash)
_waybill() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} place= i word
  local commands= options= kind= names=
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$place/$word" in
${steps(places)}
    esac
  done
  case "$place" in
${words.join('\n')}
  esac
  case "$place:$prev" in
${choices(places)
  .map(
    ({ pattern, words: list }) => `    ${pattern}) COMPREPLY=($(compgen -W "${list}" -- "$cur")); return;;`,
  )
  .join('\n')}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi
  case "$kind" in
    apps|workspaces|templates) names=$("\${COMP_WORDS[0]}" __complete "$kind" 2>/dev/null);;
    codes) names="app ${codes.join(' ')}";;
    files) COMPREPLY=($(compgen -f -- "$cur")); return;;
  esac
  COMPREPLY=($(compgen -W "$commands $names" -- "$cur"))
}
complete -o filenames -F _waybill waybill
`.replace('complete -o filenames', 'complete -o default')
}

/** In double quotes of no shell: single ones, with those inside taken apart. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function zshScript(places: readonly Place[], tree: CommandNode, codes: readonly string[]): string {
  const words = places.map(place => {
    const { path, node } = place
    const below = node.commands
      .map(({ names, describe }) => quoted(`${names[0]}:${zshText(describe)}`))
      .join(' ')
    const options = optionsOf(place, tree)
      .flatMap(({ names, describe }) => names.map(name => quoted(`${name}:${zshText(describe)}`)))
      .join(' ')
    return `    "${path}") commands=(${below}); options=(${options}); kind="${node.argument ?? ''}";;`
  })
  return `#compdef waybill
# zsh completion of waybill: source <(waybill completion zsh), after compinit
_waybill() {
  local place= kind= word i
  local -a commands options names
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case "$place/$word" in
${steps(places)}
    esac
  done
  case "$place" in
${words.join('\n')}
  esac
  case "$place:\${words[CURRENT-1]}" in
${choices(places)
  .map(({ pattern, words: list }) => `    ${pattern}) compadd -- ${list}; return;;`)
  .join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe option options
    return
  fi
  (( \${#commands} )) && _describe command commands
  case "$kind" in
    apps|workspaces|templates) names=(\${(f)"$(\${words[1]} __complete $kind 2>/dev/null)"}); compadd -a names;;
    codes) compadd -- app ${codes.join(' ')};;
    files) _files;;
  esac
}
compdef _waybill waybill
`
}

/** A colon ends the name in zsh's lists. */
function zshText(text: string): string {
  return text.replaceAll(':', '\\:')
}

function fishScript(places: readonly Place[], tree: CommandNode, codes: readonly string[]): string {
  const lines = places.flatMap(place => {
    const { path, node } = place
    const at = `-n '__waybill_at "${path}"'`
    return [
      ...node.commands.map(
        ({ names, describe }) => `complete -c waybill ${at} -f -a ${names[0]} -d ${fishText(describe)}`,
      ),
      ...optionsOf(place, tree).map(option => `complete -c waybill ${at} ${fishOption(option)}`),
      ...argumentLines(node.argument, at, codes),
    ]
  })
  return `# fish completion of waybill: waybill completion fish | source
function __waybill_at
  set -l place ''
  for word in (commandline -opc)[2..]
    switch "$place/$word"
${places
  .flatMap(({ path, node }) =>
    node.commands.map(
      ({ names }) =>
        `      case ${names.map(name => `'${path}/${name}'`).join(' ')}\n        set place '${path}/${names[0]}'`,
    ),
  )
  .join('\n')}
    end
  end
  test "$place" = "$argv[1]"
end
complete -c waybill -f
${lines.join('\n')}
`
}

function argumentLines(
  kind: ArgumentKind | undefined,
  at: string,
  codes: readonly string[],
): readonly string[] {
  if (kind === undefined) return []
  if (kind === 'files') return [`complete -c waybill ${at} -F`]
  if (kind === 'codes') return [`complete -c waybill ${at} -f -a 'app ${codes.join(' ')}'`]
  return [`complete -c waybill ${at} -f -a '(waybill __complete ${kind} 2>/dev/null)'`]
}

function fishOption({ names, describe, takesValue, choices: words }: OptionNode): string {
  const flags = names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const value = words.length > 0 ? `-x -a '${words.join(' ')}'` : takesValue ? '-r' : '-f'
  return `${flags.join(' ')} ${value} -d ${fishText(describe)}`
}

function fishText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
