import { WaybillError, type Workspace } from '@waybill/core'
import { type Terminal, terminal } from '../../output/terminal.js'
import { findLocalServer } from '../../wiring/local-server.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import type { OpenArguments } from '../open.js'
import { withWaybill } from '../with-waybill.js'

type Arguments = GlobalArguments & OpenArguments

/** Opens an endpoint of a workspace, or the pages of the server. */
export async function openInBrowser(args: Arguments): Promise<number> {
  const { workspace } = args
  if (workspace !== undefined)
    return withWaybill(args, async ({ waybill, terminal: out }) =>
      show(out, endpointOf(await waybill.workspaces.get(workspace), args.component), args.print),
    )
  const { loaded, dataDir } = openProject(args)
  const url = loaded.values.WAYBILL_SERVER ?? findLocalServer(dataDir)?.url
  if (url === undefined)
    throw new WaybillError('ROUTE_NOT_FOUND', `No server of ${dataDir} is running.`, {
      hint: 'Start one with `waybill serve`, or name one with --server.',
    })
  return show(terminal(), new URL('/docs', url).href, args.print)
}

function endpointOf({ name, status, endpoints }: Workspace, component: string | undefined): string {
  const names = Object.keys(endpoints)
  const chosen = component ?? (names.includes('web') ? 'web' : names[0])
  const url = chosen === undefined ? undefined : endpoints[chosen]
  if (url !== undefined && /^https?:\/\//.test(url)) return url
  const reason = names.length === 0 ? `has no endpoint (it is ${status})` : `has no web endpoint "${chosen}"`
  throw new WaybillError('ROUTE_NOT_FOUND', `${name} ${reason}.`, {
    hint: names.length === 0 ? '`waybill workspace get` shows its state.' : `It has: ${names.join(', ')}.`,
  })
}

async function show(out: Terminal, url: string, print: boolean): Promise<number> {
  out.data(url)
  if (print || !out.interactive) return 0
  const { default: openUrl } = await import('open')
  // It may be gone before the browser is there; without one the address is on the screen.
  const child = await openUrl(url)
  child.on('error', () => out.say('No browser could be started; the address is above.'))
  return 0
}
