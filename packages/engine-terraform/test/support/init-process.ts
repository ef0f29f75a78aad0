/**
 * A worker that plans a template which has to be prepared, and ends: `node init-process.js <JSON of InitInput>`.
 */
import { newId, type RunId } from '@waybill/core'
import { terraformEngine } from '../../src/index.js'
import { makeTemplate } from './read-template.js'
import { testEnvironment } from './workshop.js'

/** What the worker is to do. */
export interface InitInput {
  /** Of the template's own; no two are prepared at once for another reason than their cache. */
  readonly name: string
  readonly workDir: string
  readonly command: string
  readonly env: Readonly<Record<string, string>>
  /** Of the template, where it is not the one with a module. */
  readonly files?: Readonly<Record<string, string>>
}

const { name, workDir, command, env, files }: InitInput = JSON.parse(process.argv[2] ?? '{}')
const withModule = {
  'main.tf': 'module "part" {\n  source = "./part"\n}\n',
  'part/main.tf': `output "name" {\n  value = "${name}"\n}\n`,
}
const engine = terraformEngine({ workDir, command, env: { ...testEnvironment(), ...env } })
const session = await engine.open({
  runId: newId<RunId>(),
  kind: 'plan',
  attempt: 1,
  template: makeTemplate(files ?? withModule),
  variables: {},
  state: undefined,
  approvedPlan: undefined,
  imports: [],
  logOffset: 0,
  deadline: Date.now() + 60_000,
  emit: () => undefined,
})
await session.plan(new AbortController().signal)
await session.close()
await engine.close()
