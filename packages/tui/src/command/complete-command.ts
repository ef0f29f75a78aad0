import { rootScreens } from '../place/place.js'
import type { State } from '../state/state.js'
import { themeNames } from '../theme/theme.js'

const maxFound = 20
const words = [...rootScreens, 'create', 'sync', 'help', 'theme', 'mouse', 'quit'] as const

/** What a half-typed command may become, best first. */
export function completeCommand(state: State, text: string): readonly string[] {
  const [word = '', rest] = text.trimStart().split(/\s+(.*)/s)
  if (rest === undefined) return words.filter(each => each.startsWith(word.toLowerCase()) && each !== text)
  return argumentsOf(state, word)
    .filter(argument => argument.startsWith(rest) && argument !== rest)
    .slice(0, maxFound)
    .map(argument => `${word} ${argument}`)
}

function argumentsOf({ data }: State, word: string): readonly string[] {
  switch (word) {
    case 'apps':
    case 'app':
    case 'create':
      return data.apps.map(({ slug }) => slug)
    case 'workspaces':
    case 'workspace':
    case 'ws':
      return data.workspaces.map(({ name }) => name)
    case 'runs':
    case 'run':
      return data.runs.map(({ id }) => id)
    case 'templates':
    case 'template':
      return data.templates.map(({ name }) => name)
    case 'theme':
      return themeNames
    case 'sync':
      return ['dry', 'force']
    case 'mouse':
      return ['on', 'off']
    default:
      return []
  }
}
