import { Client } from 'pg'

const linesPerChunk = 2000

/** A run in the database of a bench. */
export interface LoggedRun {
  readonly url: string
  readonly runId: string
}

/** Which lines are written: so many from one on; one of them has another word. */
export interface LogStretch {
  readonly from: number
  readonly lines: number
  readonly word?: { readonly at: number; readonly text: string }
}

/** Takes a run's log away and says that it goes on, with a worker that nobody waits for. */
export async function openLog({ url, runId }: LoggedRun): Promise<void> {
  await withClient(url, async client => {
    await client.query('DELETE FROM run_log_chunks WHERE run_id = $1', [runId])
    await client.query(
      `UPDATE runs SET log_size = 0, status = 'applying', ended_at = NULL, worker = 'bench',
        lease_expires_at = now() + interval '1 hour' WHERE id = $1`,
      [runId],
    )
  })
}

/** Says that a run has ended. */
export async function endLog({ url, runId }: LoggedRun): Promise<void> {
  await withClient(url, async client => {
    await client.query(
      `UPDATE runs SET status = 'applied', ended_at = now(), lease_expires_at = NULL WHERE id = $1`,
      [runId],
    )
  })
}

/** Appends lines to a run's log, as its worker would have stored them. */
export async function fillLog({ url, runId }: LoggedRun, { from, lines, word }: LogStretch): Promise<void> {
  await withClient(url, async client => {
    const { rows } = await client.query('SELECT log_size FROM runs WHERE id = $1', [runId])
    let start = Number(rows[0]?.log_size)
    for (let first = from; first < from + lines; first += linesPerChunk) {
      const count = Math.min(linesPerChunk, from + lines - first)
      const text = Array.from({ length: count }, (_, at) =>
        lineText(first + at, first + at === word?.at ? word.text : 'refreshed'),
      ).join('')
      const bytes = Buffer.from(text)
      await client.query(
        `WITH stored AS (INSERT INTO run_log_chunks (run_id, start, bytes) VALUES ($1, $2, $3))
        UPDATE runs SET log_size = $4 WHERE id = $1`,
        [runId, start, bytes, start + bytes.length],
      )
      start += bytes.length
    }
  })
}

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, options: '-c synchronous_commit=off' })
  await client.connect()
  try {
    await client.query('SET search_path TO waybill')
    await use(client)
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
