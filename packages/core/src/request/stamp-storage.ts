import type { RunStore } from '../run/run-store.js'
import type { Storage, Stores } from '../storage/storage.js'
import type { RequestOrigin } from './request-origin.js'
import { stampEvents } from './stamp-events.js'

/** The same storage, whose events say which request caused them: no service has to pass that on. */
export function stampStorage(storage: Storage, origin: RequestOrigin): Storage {
  const { info, answers } = storage
  return {
    ...stampStores(storage, origin),
    info,
    answers,
    transaction: work => storage.transaction(stores => work(stampStores(stores, origin))),
    ping: () => storage.ping(),
    close: () => storage.close(),
  }
}

function stampStores(stores: Stores, origin: RequestOrigin): Stores {
  const { catalog, workspaces, runs, events, queue, tokens, webhooks } = stores
  return {
    catalog,
    workspaces,
    runs: stampRuns(runs, origin),
    events: {
      append: added => events.append(stampEvents(added, origin)),
      list: query => events.list(query),
      subscribe: onAppended => events.subscribe(onAppended),
    },
    queue,
    tokens,
    webhooks,
  }
}

/** The same runs, but that a new one says which request asked for it. */
function stampRuns(runs: RunStore, { requestId }: RequestOrigin): RunStore {
  const insert: RunStore['insert'] = run => runs.insert({ ...run, requestId })
  return new Proxy(runs, {
    get(target, name) {
      if (name === 'insert') return insert
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
