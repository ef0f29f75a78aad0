import { includesRole, type Principal, type Role, WaybillError } from '@waybill/core'

/**
 * Refuses who may not: for a whole route, or for what one asks of it. Without authentication everybody may.
 * @throws WaybillError `FORBIDDEN`
 */
export function requireRole(principal: Principal | undefined, role: Role, what = 'This'): void {
  if (principal === undefined || includesRole(principal.role, role)) return
  const held = principal.role === null ? 'has none' : `has ${principal.role}`
  throw new WaybillError('FORBIDDEN', `${what} takes the role ${role}; ${principal.name} ${held}.`, {
    details: { requiredRole: role, role: principal.role },
  })
}
