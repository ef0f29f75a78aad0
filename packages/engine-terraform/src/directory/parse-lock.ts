/** What a lock file says of one provider. */
export interface LockedProvider {
  /** Such as `registry.terraform.io/hashicorp/aws`. */
  readonly address: string
  readonly version: string
  /** Of its files (`h1:`), one for each platform. */
  readonly hashes: readonly string[]
}

const block = /^provider "([^"]+)" \{\n([\s\S]*?)^\}/gm

/**
 * Reads `.terraform.lock.hcl` as `init` writes it; what is written otherwise is passed over, and then installed anew.
 * Pure. https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
export function parseLock(text: string): readonly LockedProvider[] {
  return [...text.matchAll(block)].flatMap(([, address = '', body = '']) => {
    const version = /^\s*version\s*=\s*"([^"]+)"/m.exec(body)?.[1]
    const hashes = [...body.matchAll(/"(h1:[^"]+)"/g)].map(([, hash = '']) => hash)
    // It becomes part of a path.
    const isPlain = /^[\w.:-]+\/[\w-]+\/[\w-]+$/.test(address) && /^[\w.+-]+$/.test(version ?? '')
    return version !== undefined && isPlain ? [{ address, version, hashes }] : []
  })
}
