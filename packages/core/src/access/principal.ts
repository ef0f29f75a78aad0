import { z } from 'zod'

/** What somebody may do, each including the ones before: look, change, decide. */
export const roles = ['viewer', 'operator', 'admin'] as const
export const roleSchema = z.enum(roles)
export type Role = z.infer<typeof roleSchema>

/** Somebody who has proven who they are. */
export interface Principal {
  /** Stands in events and in `createdBy`. */
  readonly name: string
  /** Null: known, but allowed nothing. */
  readonly role: Role | null
}

/** Whether a role includes another one. */
export function includesRole(held: Role | null, wanted: Role): boolean {
  return held !== null && roles.indexOf(held) >= roles.indexOf(wanted)
}
