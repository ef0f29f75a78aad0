import { LRUCache } from 'lru-cache'

/** What a page has to tell of its size, in bytes. */
interface Sized {
  readonly bytes: number
}

/**
 * Keeps answers as they go out, for as long as the tag that they were made for is the newest one seen. Bounded
 * by `maxBytes`; those used least go first. Callers who miss the same page at the same time share its making.
 */
export class PageCache<Page extends Sized> {
  readonly #pages: LRUCache<string, Page>
  readonly #making = new Map<string, Promise<Page>>()
  #tag = ''

  constructor(maxBytes: number) {
    this.#pages = new LRUCache({ maxSize: maxBytes, sizeCalculation: page => Math.max(1, page.bytes) })
  }

  /** The page of `key` for `tag`; made by `make` when it is not there. A failure is not kept. */
  get(tag: string, key: string, make: () => Promise<Page>): Promise<Page> | Page {
    if (tag !== this.#tag) {
      this.#tag = tag
      this.#pages.clear()
    }
    return this.#pages.get(key) ?? this.#makeOnce(tag, key, make)
  }

  #makeOnce(tag: string, key: string, make: () => Promise<Page>): Promise<Page> {
    const name = `${tag} ${key}`
    const making =
      this.#making.get(name) ?? this.#make(tag, key, make).finally(() => this.#making.delete(name))
    this.#making.set(name, making)
    return making
  }

  async #make(tag: string, key: string, make: () => Promise<Page>): Promise<Page> {
    const page = await make()
    if (tag === this.#tag) this.#pages.set(key, page)
    return page
  }
}
