import { createTwoFilesPatch } from 'diff'
import type { Terminal } from '../output/terminal.js'

/** A change of a file as a unified diff, which `git apply` and `patch` take. */
export function renderDiff(file: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 2 })
    .replace(/^=+\n/, '')
    .replaceAll(/^((?:---|\+\+\+) .*?)\t$/gm, '$1')
}

/** The same for a person. Control characters are made visible, so that no text acts on the terminal. */
export function paintDiff(diff: string, colors: Terminal['sayColors']): string {
  return diff
    .split(/\r?\n/)
    .map(line => line.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd'))
    .map(line => {
      if (/^(?:---|\+\+\+) /.test(line)) return colors.bold(line)
      if (line.startsWith('@@')) return colors.cyan(line)
      if (line.startsWith('+')) return colors.green(line)
      return line.startsWith('-') ? colors.red(line) : line
    })
    .join('\n')
}
