import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Browser, chromium, type Page } from 'playwright-core'
import { serve, type TestServer } from '../serve.js'

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = candidates.find(path => existsSync(path))
const quiet = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
]

// Named aloud where there is no Chromium: the reporter lists what was skipped.
const describeInChromium = executablePath === undefined ? describe.skip : describe

describeInChromium('pages in Chromium', function () {
  this.timeout(60_000)
  let browser: Browser
  let portal: Server
  let origin: string
  const open: TestServer[] = []
  before(async () => {
    browser = await chromium.launch({ executablePath, args: quiet, chromiumSandbox: false })
    portal = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.end('<!doctype html><title>portal</title>')
    }).listen(0, '127.0.0.1')
    await once(portal, 'listening')
    origin = `http://localhost:${(portal.address() as AddressInfo).port}`
  })
  after(async () => {
    await browser.close()
    portal.close()
    portal.closeAllConnections()
    await Promise.all(open.map(server => server.close()))
  })

  /** Beyond loopback, where pages of this host are strangers too; with one token, `good`. */
  const startServer = async (corsOrigins: readonly string[]) => {
    const server = await serve({
      host: '0.0.0.0',
      corsOrigins,
      authenticate: async name => (name === 'good' ? { name: 'portal', role: 'operator' } : undefined),
    })
    open.push(server)
    return server.url.replace('localhost', '127.0.0.1')
  }
  const openPortal = async (): Promise<Page> => {
    const page = await browser.newPage()
    await page.goto(origin)
    return page
  }
  /** What a page of the portal gets to see. */
  const ask = (page: Page, url: string, method: string) =>
    page.evaluate(
      async ([target, verb]) => {
        try {
          const answer = await fetch(target, { method: verb, headers: { Authorization: 'Bearer good' } })
          return {
            status: answer.status,
            etag: answer.headers.get('etag') !== null,
            body: await answer.json(),
          }
        } catch (error) {
          return { error: String(error) }
        }
      },
      [url, method] as const,
    )

  it('of an origin that is allowed call the API, and see ETag and body', async () => {
    const url = await startServer([origin])
    const page = await openPortal()
    const read = await ask(page, `${url}/api/v1/catalog/shop`, 'GET')
    expect(read).to.include({ status: 200, etag: true })
    expect(read).to.have.nested.property('body.slug', 'shop')
    expect(await ask(page, `${url}/api/v1/catalog/sync`, 'POST')).to.include({ status: 200 })
    await page.close()
  })

  it('of any other origin get nothing and change nothing', async () => {
    const url = await startServer(['https://portal.example'])
    const page = await openPortal()
    const server = open.at(-1)
    const before = await server?.waybill.catalog.syncs()
    expect(await ask(page, `${url}/api/v1/catalog/shop`, 'GET')).to.have.property('error')
    expect(await ask(page, `${url}/api/v1/catalog/sync`, 'POST')).to.have.property('error')
    expect(await server?.waybill.catalog.syncs()).to.deep.equal(before)
    await page.close()
  })

  it('Swagger UI takes a token at its Authorize button and calls with it', async () => {
    const url = await startServer([])
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(`${url}/docs`)
    const execute = async () => {
      await page.getByRole('button', { name: 'Execute' }).click()
      const status = page.locator('#operations-Catalog-listApps .live-responses-table .response-col_status')
      await status.last().waitFor()
      return status.last()
    }
    await page.locator('#operations-Catalog-listApps .opblock-summary-control').click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    expect(await (await execute()).textContent()).to.match(/^401/)
    await page.locator('.btn.authorize').click()
    await page.locator('.auth-container input').fill('good')
    await page.locator('.auth-btn-wrapper .authorize').click()
    await page.locator('.auth-btn-wrapper .btn-done').click()
    await execute()
    await page
      .locator('#operations-Catalog-listApps .live-responses-table tbody .response-col_status', {
        hasText: /^200/,
      })
      .first()
      .waitFor()
    await page.close()
  })
})
