import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { plainEnvironment, timeProgram } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'

/** What is provisioned, and with which program. */
export interface ByHandInput {
  readonly terraform: string
  readonly templateDir: string
  readonly signal: AbortSignal
}

/** Milliseconds of each of the three commands. */
export interface ByHand {
  readonly initMs: number
  readonly planMs: number
  readonly applyMs: number
}

/** The app `shop` as Waybill would hand it over, so that the same three resources are made. */
const variables = {
  waybill: {
    workspace: {
      id: 'by-hand',
      key: 'by-hand',
      name: 'by-hand',
      owner: null,
      created_by: null,
      expires_at: null,
    },
    app: { slug: 'shop', name: 'Shop', description: '', owner: null, tags: [], annotations: {}, revision: 1 },
    source: { url: null, commit: null, dirty: null, dir: null },
    components: {
      web: {
        type: 'frontend',
        path: 'web',
        port: 3000,
        depends_on: ['api'],
        description: null,
        annotations: {},
      },
      api: { type: 'backend', path: 'api', port: 8080, depends_on: [], description: null, annotations: {} },
    },
  },
}

/** What somebody would do without Waybill: init, plan, apply of that plan, in a new copy of the template. */
export async function provisionByHand({ terraform, templateDir, signal }: ByHandInput): Promise<ByHand> {
  await using directory = temporaryDirectory('by-hand')
  await cp(templateDir, directory.path, { recursive: true })
  await writeFile(join(directory.path, 'waybill.auto.tfvars.json'), JSON.stringify(variables))
  const options = { cwd: directory.path, env: plainEnvironment({ CHECKPOINT_DISABLE: '1' }), signal }
  const run = (command: string, ...args: string[]) =>
    timeProgram(terraform, [command, '-no-color', '-input=false', ...args], options)
  const initMs = await run('init')
  const planMs = await run('plan', '-out=plan.bin')
  const applyMs = await run('apply', 'plan.bin')
  return { initMs, planMs, applyMs }
}
