import type { Diagnostic } from '@waybill/core'
import { span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { makeTable } from './screen-view.js'

const rank = { error: 0, warning: 1, info: 2 } as const

const field: Readonly<Record<string, (problem: Diagnostic) => string>> = {
  severity: ({ severity }) => severity,
  code: ({ code }) => code,
  file: ({ file }) => file,
  app: ({ file }) => file.split('/')[0] ?? '',
}

/** The list of all findings. */
export const problemsTable = makeTable<Diagnostic>({
  key: problemKey,
  searchable: problem => ({
    text: `${problem.severity} ${problem.code} ${placeOf(problem)} ${problem.message}`.toLowerCase(),
    field: name => field[name]?.(problem),
  }),
  target: () => undefined,
  subject: problem => ({ kind: 'problem', problem }),
  columns: [
    {
      id: 'severity',
      title: 'severity',
      width: 9,
      priority: 1,
      cell: ({ severity }) => statusSpan(severity),
      sortBy: ({ severity }) => rank[severity],
    },
    { id: 'code', title: 'code', width: 6, priority: 3, cell: ({ code }) => span(code, 'muted') },
    {
      id: 'place',
      title: 'place',
      width: 20,
      flex: 1,
      priority: 2,
      cell: problem => span(shortPlace(problem), 'accent'),
    },
    {
      id: 'message',
      title: 'message',
      width: 30,
      flex: 3,
      priority: 0,
      cell: ({ message }) => span(message),
    },
  ],
})

/** Where there is little room, the line is worth more than the file's name, which is always the same. */
function shortPlace(problem: Diagnostic): string {
  return placeOf(problem).replace(/\/app-manifest\.json(?=:|$)/, '')
}

/** A finding by what makes it this one. */
export function problemKey(problem: Diagnostic): string {
  return `${problem.code} ${placeOf(problem)} ${problem.pointer ?? ''} ${problem.message}`
}

/** `shop/app-manifest.json:3:5`, as editors and compilers write it. */
export function placeOf({ file, range }: Pick<Diagnostic, 'file' | 'range'>): string {
  return range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`
}
