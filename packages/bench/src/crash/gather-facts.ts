import { readFileSync } from 'node:fs'
import {
  type RunRecord,
  type Storage,
  type WorkspaceRecord,
  workspaceStatus,
  workspaceStatuses,
} from '@waybill/core'
import { Client } from 'pg'
import type { LabFacts, RunFacts, WorkspaceFacts } from './facts.js'
import { parseBook } from './ledger-book.js'
import { readResources } from './read-resources.js'
import type { Ordered } from './workload.js'

/** Where facts are found. */
export interface FactSources {
  readonly storage: Storage
  readonly url: string
  readonly bookFile: string
  readonly ordered: readonly Ordered[]
  /** Runs whose Terraform a blow has touched. */
  readonly touched: ReadonlySet<string>
  readonly leftProcesses: readonly string[]
}

/** Reads everything that is checked from the database and the book. */
export async function gatherFacts(sources: FactSources): Promise<LabFacts> {
  const { url, bookFile, leftProcesses } = sources
  const client = new Client({ connectionString: url, options: '-c search_path=waybill' })
  await client.connect()
  try {
    return {
      workspaces: await gatherWorkspaces(sources, client),
      book: parseBook(readFileSync(bookFile, 'utf8')),
      events: await countEvents(client),
      leftProcesses,
      leftLocks: await listLocks(client),
    }
  } finally {
    await client.end()
  }
}

async function gatherWorkspaces(sources: FactSources, client: Client): Promise<readonly WorkspaceFacts[]> {
  const { storage, ordered } = sources
  const { items } = await storage.workspaces.list({ limit: 1000, status: [...workspaceStatuses] })
  const hosts = await listHosts(client)
  const facts: WorkspaceFacts[] = []
  for (const workspace of items) {
    const runs = await listRuns(storage, workspace)
    const order = ordered.find(({ id }) => id === workspace.id)
    const uncertain = runs.flatMap(run => run.uncertain.map(({ address }) => address))
    const { id, key, status } = workspace
    facts.push({
      ...{ id, key, status },
      explained: explain(workspace, runs),
      size: order?.size ?? 0,
      state: readResources(await storage.runs.findState(workspace.id)),
      named: new Set([...(order?.named ?? []), ...uncertain]),
      runs: await gatherRuns(runs, { ...sources, client, hosts }),
    })
  }
  return facts
}

async function gatherRuns(runs: readonly RunRecord[], sources: RunSources): Promise<readonly RunFacts[]> {
  const facts: RunFacts[] = []
  for (const run of runs) facts.push(await gatherRun(run, sources))
  return facts
}

/** What the runs that may change a workspace make of it: the last of them decides. */
function explain(workspace: WorkspaceRecord, runs: readonly RunRecord[]): string {
  const [last] = runs.filter(({ kind }) => kind !== 'plan' && kind !== 'refresh')
  return last === undefined ? 'nothing' : workspaceStatus(workspace, last)
}

async function listRuns(storage: Storage, { id }: WorkspaceRecord): Promise<readonly RunRecord[]> {
  return (await storage.runs.list({ workspaceId: id, limit: 1000 })).items
}

interface RunSources extends Pick<FactSources, 'storage' | 'touched'> {
  readonly client: Client
  readonly hosts: ReadonlyMap<string, ReadonlySet<string>>
}

async function gatherRun(run: RunRecord, { storage, client, touched, hosts }: RunSources): Promise<RunFacts> {
  const excuses = [
    ...(touched.has(run.id) ? ['its Terraform was killed or stopped'] : []),
    ...((hosts.get(run.id)?.size ?? 0) > 1 ? ['its attempts were on several hosts'] : []),
  ]
  const chunk = await storage.runs.readLog(run.id, { offset: 0, limitBytes: run.logSize })
  return {
    id: run.id,
    kind: run.kind,
    status: run.status,
    ended: run.endedAt !== null,
    worker: run.worker,
    leaseExpiresAt: run.leaseExpiresAt,
    log: new TextDecoder().decode(chunk?.bytes),
    logGaps: await findGaps(client, run),
    excuses,
  }
}

async function findGaps(client: Client, { id, logSize }: RunRecord): Promise<readonly string[]> {
  const { rows } = await client.query<{ start: string; size: number }>(
    'SELECT start, length(bytes) AS size FROM run_log_chunks WHERE run_id = $1 ORDER BY start',
    [id],
  )
  const gaps: string[] = []
  let end = 0
  for (const { start, size } of rows) {
    if (Number(start) !== end) gaps.push(`a piece begins at ${start}, the one before ends at ${end}`)
    end = Number(start) + size
  }
  if (end !== logSize) gaps.push(`its pieces end at ${end}, it says to have ${logSize} bytes`)
  return gaps
}

/** The places where the attempts of each run were made, by the ids of their workers. */
async function listHosts(client: Client): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await client.query<{ run: string; worker: string }>(`
    SELECT subject_id AS run, data->>'worker' AS worker FROM events
    WHERE type = 'run.status' AND data->>'worker' IS NOT NULL`)
  const hosts = new Map<string, Set<string>>()
  for (const { run, worker } of rows) {
    const places = hosts.get(run) ?? new Set<string>()
    hosts.set(run, places.add(worker.split('/')[5] ?? worker))
  }
  return hosts
}

async function countEvents(client: Client): Promise<LabFacts['events']> {
  const { rows } = await client.query<{ count: string; first: string; last: string }>(
    'SELECT count(*), coalesce(min(number), 1) AS first, coalesce(max(number), 0) AS last FROM events',
  )
  const [row] = rows
  return { count: Number(row?.count), first: Number(row?.first), last: Number(row?.last) }
}

/** Locks that somebody would wait for. What this connection holds itself is not counted. */
async function listLocks(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ what: string }>(`
    SELECT format('%s by %s', locktype, pid) AS what FROM pg_locks
    WHERE pid <> pg_backend_pid() AND granted AND mode LIKE '%Exclusive%' AND locktype IN ('tuple', 'transactionid', 'relation')
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
  return rows.map(({ what }) => what)
}
