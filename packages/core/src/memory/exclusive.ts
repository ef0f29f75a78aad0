/** Runs one piece of work at a time, in the order they came. */
export type Exclusive = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Makes a lock of its own. Work that waits for work behind the same lock waits for ever. */
export function makeExclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(work)
    // A failure is the caller's to see; the one behind runs all the same.
    last = next.catch(() => undefined)
    return next
  }
}

/** The same object with every method behind a lock. */
export function lockMethods<Target extends object>(target: Target, exclusive: Exclusive): Target {
  return new Proxy(target, {
    get(_, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => exclusive(async () => Reflect.apply(member, target, args))
    },
  })
}
