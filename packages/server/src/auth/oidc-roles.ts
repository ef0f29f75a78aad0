import { includesRole, type Role, roles } from '@waybill/core'

/** How claims of a token become a role. */
export interface RoleRules {
  /** Claim that holds a role, or several: its name, or a path such as `realm_access.roles`. */
  readonly claim: string
  /** Roles by value of the claim; `*` is for every token. Without any, `viewer`, `operator` and `admin` are themselves. */
  readonly byValue: Readonly<Record<string, Role>>
}

/** The highest role that the claims give; null for none. */
export function roleOfClaims(claims: Readonly<Record<string, unknown>>, rules: RoleRules): Role | null {
  const byValue = new Map(
    Object.keys(rules.byValue).length > 0 ? Object.entries(rules.byValue) : roles.map(role => [role, role]),
  )
  const values = ['*', ...valuesOf(readClaim(claims, rules.claim))]
  return values.reduce<Role | null>((highest, value) => {
    const role = byValue.get(value)
    return role === undefined || includesRole(highest, role) ? highest : role
  }, null)
}

/** A claim by its very name (which may be a URL, with dots), else by its path. */
function readClaim(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    return isObject ? Reflect.get(value, key) : undefined
  }, claims)
}

/** A list, or a text in which spaces or commas separate (as in `scope`). */
function valuesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(/[\s,]+/)
  return Array.isArray(claim) ? claim.filter(value => typeof value === 'string') : []
}
