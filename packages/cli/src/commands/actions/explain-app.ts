import { slugify } from '@waybill/core'
import { collectFacts } from '../../explain/collect-facts.js'
import { explainApp, type Step } from '../../explain/explain-app.js'
import { isForPeople, type OutputFormat } from '../../output/output-option.js'
import { printFields } from '../../output/print.js'
import type { Terminal } from '../../output/terminal.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

type Arguments = GlobalArguments & { readonly slug: string; readonly output: OutputFormat }

/** Says why an app is as it is. Exit code 1 when something in the chain is wrong. */
export function explainAppCommand(args: Arguments): Promise<number> {
  return withWaybill(args, async ({ waybill, source, terminal }) => {
    const project = openProject(args)
    const isElsewhere = project.loaded.values.WAYBILL_SERVER !== undefined
    const repository = source?.info.kind === 'git' ? source.info.location : undefined
    const directory = isElsewhere || repository !== undefined ? undefined : (project.apps.path ?? 'apps')
    const slug = slugify(args.slug) || args.slug
    const explanation = explainApp(await collectFacts({ waybill, slug, directory, repository }))
    if (isForPeople(args.output)) print(terminal, explanation.verdict, explanation.steps)
    else
      printFields(terminal, {
        format: args.output,
        value: { slug, ...explanation },
        fields: [['slug', slug]],
      })
    return explanation.steps.some(({ state }) => state === 'bad') ? 1 : 0
  })
}

const signs = { ok: '✓', look: '!', bad: '✗' } as const

function print(terminal: Terminal, verdict: string, steps: readonly Step[]): void {
  const { green, yellow, red, bold, dim } = terminal.dataColors
  const paints = { ok: green, look: yellow, bad: red }
  const lines = steps.flatMap(({ at, state, text, help }) => [
    `${paints[state](signs[state])} ${at.padEnd(10)}  ${printable(text)}`,
    ...(help === undefined ? [] : [dim(`  ${''.padEnd(10)}  ${help}`)]),
  ])
  terminal.data([bold(printable(verdict)), '', ...lines].join('\n'))
}

/** Commit subjects and manifests are not ours. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
}
