/** A document that stays the same while the server runs: a page, or a file that a page needs. */
export interface Page {
  readonly path: string
  readonly type: string
  /** `Content-Security-Policy`, where the one of the API does not fit. */
  readonly policy?: string
  /** Makes or reads it; asked for once, when somebody wants it. */
  readonly load: () => Promise<string | Buffer> | string | Buffer
}

/** Media types of the pages, in UTF-8. */
export const pageTypes = {
  html: 'text/html; charset=utf-8',
  script: 'text/javascript; charset=utf-8',
  style: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json; charset=utf-8',
  schema: 'application/schema+json',
} as const
