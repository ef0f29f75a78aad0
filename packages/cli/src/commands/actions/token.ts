import type { Role, Token } from '@waybill/core'
import { age } from '../../output/age.js'
import type { OutputFormat } from '../../output/output-option.js'
import { type Column, printRows, printValue } from '../../output/print.js'
import { currentUser } from '../../wiring/current-user.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

interface OutputArguments extends GlobalArguments {
  readonly output: OutputFormat
}

/** Makes a token. Its secret alone goes to stdout, so that it can go into a file. */
export function createToken(
  args: OutputArguments & { readonly name: string; readonly role: Role; readonly ttl: string },
): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const { name, role } = args
    const ttl = args.ttl === 'never' ? null : args.ttl
    const token = await waybill.tokens.create({ name, role, ttl, actor: currentUser() })
    if (args.output === 'json' || args.output === 'yaml') printValue(terminal, args.output, token)
    else terminal.data(token.secret)
    const until = token.expiresAt === null ? 'for ever' : `until ${token.expiresAt}`
    terminal.say(`${name} is ${role} ${until}. The secret is not shown again.`)
    terminal.say('A server that was started without authentication asks for it from its next start on.')
    return 0
  })
}

export function listTokens(args: OutputArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const tokens = await waybill.tokens.list()
    printRows(terminal, {
      format: args.output,
      rows: tokens,
      columns: tokenColumns(new Date()),
      value: tokens,
      empty: 'No token. `waybill token create NAME` makes one.',
    })
    return 0
  })
}

export function revokeToken(args: OutputArguments & { readonly token: string }): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const token = await waybill.tokens.revoke(args.token, { actor: currentUser() })
    if (args.output === 'json' || args.output === 'yaml') printValue(terminal, args.output, token)
    terminal.say(`${token.name} is refused from now on.`)
    return 0
  })
}

function tokenColumns(now: Date): readonly Column<Token>[] {
  return [
    { head: 'name', cell: token => token.name },
    { head: 'role', cell: token => token.role },
    { head: 'state', cell: token => stateOf(token, now) },
    { head: 'begins with', cell: token => token.prefix },
    { head: 'last used', cell: token => age(token.lastUsedAt, now) },
    { head: 'created by', cell: token => token.createdBy ?? '-' },
    { head: 'age', cell: token => age(token.createdAt, now) },
  ]
}

function stateOf({ revokedAt, expiresAt }: Token, now: Date): string {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'holds'
  return expiresAt <= now.toISOString() ? 'expired' : `holds until ${expiresAt.slice(0, 10)}`
}
