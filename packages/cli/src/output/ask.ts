import { createInterface } from 'node:readline/promises'

/** Asks the person at the terminal on stderr; the answer comes without the spaces around it. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await prompt.question(question, { signal })).trim()
  } finally {
    prompt.close()
  }
}

/** Whether a person can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}
