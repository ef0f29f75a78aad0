import { userInfo } from 'node:os'

/** Who runs the command, as the actor of what it changes; undefined for an account without a name. */
export function currentUser(): string | undefined {
  try {
    return userInfo().username
  } catch {
    // A container may run as a number that no account has.
    return undefined
  }
}
