import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { whyNotPublic } from './public-address.js'

type Resolve = typeof lookup

/** What a connection asks for the addresses of a name, as `net.connect` takes it. */
export type Lookup = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
) => void

/**
 * Makes a lookup that gives back public addresses only. The connection uses what it answers and asks nothing else, so
 * a name that points elsewhere a moment later (DNS rebinding) gains nothing.
 */
export function makePublicLookup(resolve: Resolve = lookup): Lookup {
  return (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const allowed = addresses.filter(({ address }) => whyNotPublic(address) === undefined)
      const [first] = allowed
      if (first === undefined) {
        const why = addresses.map(({ address }) => whyNotPublic(address)).join(', ')
        return callback(new Error(`${hostname} is not public: ${why}`), [])
      }
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
}
