import { includesRole, type Principal, type Role, WaybillError } from '@waybill/core'

/**
 * Asks for more than the route does, where what is asked for needs it. Without authentication everybody may.
 * @throws WaybillError `FORBIDDEN`
 */
export function requireRole(principal: Principal | undefined, role: Role, what: string): void {
  if (principal === undefined || includesRole(principal.role, role)) return
  throw new WaybillError(
    'FORBIDDEN',
    `${what} takes the role ${role}; ${principal.name} has ${principal.role}.`,
  )
}
