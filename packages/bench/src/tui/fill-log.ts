import { Client } from 'pg'

const linesPerChunk = 2000

/** Gives a run a log of so many lines, as its worker would have stored it; one line in the middle has the word. */
export async function fillLog(
  url: string,
  { runId, lines, word }: { readonly runId: string; readonly lines: number; readonly word: string },
): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SET search_path TO waybill')
    await client.query('DELETE FROM run_log_chunks WHERE run_id = $1', [runId])
    let start = 0
    for (let from = 0; from < lines; from += linesPerChunk) {
      const text = Array.from({ length: Math.min(linesPerChunk, lines - from) }, (_, at) =>
        lineText(from + at, from + at === Math.floor(lines / 2) ? word : 'refreshed'),
      ).join('')
      const bytes = Buffer.from(text)
      await client.query('INSERT INTO run_log_chunks (run_id, start, bytes) VALUES ($1, $2, $3)', [
        runId,
        start,
        bytes,
      ])
      start += bytes.length
    }
    await client.query('UPDATE runs SET log_size = $2 WHERE id = $1', [runId, start])
  } finally {
    await client.end()
  }
}

function lineText(number: number, word: string): string {
  const line = {
    '@level': 'info',
    '@message': `module.app.thing[${number}]: ${word}`,
    '@module': 'terraform.ui',
    '@timestamp': '2026-01-01T00:00:00.000000Z',
    type: 'apply_progress',
  }
  return `${JSON.stringify(line)}\n`
}
