import type { Health } from '@waybill/core'
import type { Readiness } from './readiness.js'

const away = 'It does not answer.'
const hidden = '(with a credential only)'

/** What anybody may know of a server's health: what there is and whether it answers, not where, which and why. */
export function hideInsides({ ok, database, source, engines, catalogVersion }: Health): Health {
  return {
    ok,
    database: {
      ok: database.ok,
      kind: database.kind,
      version: null,
      location: hidden,
      error: database.ok ? null : away,
    },
    source: { ok: source.ok, kind: source.kind, location: hidden, error: source.ok ? null : away },
    engines: engines.map(({ name, available }) => ({ name, available, version: null, detail: hidden })),
    catalogVersion,
  }
}

/** The same for what a server stands on. */
export function hideReasons(readiness: Readiness): Readiness {
  const { database, migrations, queue, source, engine } = readiness
  return {
    database: hideReason(database),
    migrations: hideReason(migrations),
    queue: hideReason(queue),
    source: hideReason(source),
    engine: hideReason(engine),
  }
}

function hideReason({ ok }: Readiness['database']): Readiness['database'] {
  return { ok, error: ok ? null : away }
}
