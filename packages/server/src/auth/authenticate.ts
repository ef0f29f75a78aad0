import type { Principal } from '@waybill/core'

/**
 * Tells who a bearer credential stands for; undefined when it is of no kind that it knows.
 * @throws WaybillError `UNAUTHENTICATED` for one that it knows and that does not hold; `STORAGE_UNAVAILABLE`,
 * `IDENTITY_UNAVAILABLE` when that cannot be told for now
 */
export type Authenticate = (credential: string) => Promise<Principal | undefined>

/** Asks one after the other; the first that knows the credential decides. */
export function authenticateByFirst(ways: readonly Authenticate[]): Authenticate {
  return async credential => {
    for (const authenticate of ways) {
      const principal = await authenticate(credential)
      if (principal !== undefined) return principal
    }
    return undefined
  }
}
