/** A promise that the test itself resolves. */
export interface Deferred {
  readonly promise: Promise<void>
  resolve(): void
}

export function defer(): Deferred {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}
