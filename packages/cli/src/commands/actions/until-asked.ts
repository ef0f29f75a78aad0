/**
 * Resolves at the first SIGTERM, ctrl-C or SIGHUP (the terminal was closed), which is answered with a word; a second
 * ctrl-C ends the process at once.
 */
export function untilAsked(message: string, say: (text: string) => void): Promise<void> {
  return new Promise(resolve => {
    let asked = false
    const ask = (signal: NodeJS.Signals): void => {
      if (asked && signal === 'SIGINT') process.exit(130)
      asked = true
      say(message)
      resolve()
    }
    process.on('SIGINT', ask)
    process.on('SIGTERM', ask)
    process.on('SIGHUP', signal => {
      // Words to a terminal that is gone fail (EIO), which must not cut the end short.
      for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
      ask(signal)
    })
  })
}
