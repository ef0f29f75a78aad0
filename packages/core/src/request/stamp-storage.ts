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
    runs,
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
