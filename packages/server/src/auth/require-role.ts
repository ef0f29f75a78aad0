import { includesRole, type Principal, type Role, WaybillError } from '@waybill/core'

/**
 * Refuses who may not. Without authentication (no principal) everybody may.
 * @throws WaybillError `FORBIDDEN`
 */
export function requireRole(principal: Principal | undefined, wanted: Role): void {
  if (principal === undefined || includesRole(principal.role, wanted)) return
  const held = principal.role === null ? 'has no role' : `is ${principal.role}`
  throw new WaybillError('FORBIDDEN', `This needs the role ${wanted}; ${principal.name} ${held}.`, {
    details: { requiredRole: wanted, role: principal.role },
  })
}
