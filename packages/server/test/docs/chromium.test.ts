import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Browser, chromium, type Page } from 'playwright-core'
import { serve, type TestServer } from '../serve.js'

/** Where Debian, Alpine, Fedora and Google's package put it. */
const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = candidates.find(path => existsSync(path))

/** Without these it asks its maker for news. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// Named aloud where there is no Chromium: the reporter lists what was skipped.
const describeInChromium = executablePath === undefined ? describe.skip : describe

describeInChromium('docs in Chromium with the network cut', function () {
  this.timeout(60_000)
  let server: TestServer
  let browser: Browser
  before(async () => {
    server = await serve()
    browser = await chromium.launch({ executablePath, args: quiet, chromiumSandbox: false })
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  /** A page that reaches this server and nothing else, and what it asked or complained about. */
  async function open(path: string) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const elsewhere: string[] = []
    const complaints: string[] = []
    await page.route(
      url => url.protocol.startsWith('http') && url.origin !== server.url,
      route => {
        elsewhere.push(route.request().url())
        return route.abort()
      },
    )
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(server.url + path)
    return { page, elsewhere, complaints }
  }

  it('Swagger UI shows the endpoints and sends a request', async () => {
    const { page, elsewhere, complaints } = await open('/docs')
    await page.locator('#operations-Catalog-listApps .opblock-summary-control').click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    const answer = page.locator('#operations-Catalog-listApps .live-responses-table .response')
    await answer.waitFor()
    expect(await answer.locator('.response-col_status').textContent()).to.match(/^200/)
    expect(await answer.locator('.response-col_description').textContent()).to.contain('"slug": "shop"')
    await expectQuiet(page, { elsewhere, complaints })
  })

  it('ReDoc shows the endpoints and searches them', async () => {
    const { page, elsewhere, complaints } = await open('/redoc')
    await page.getByRole('heading', { name: 'Trigger a catalog sync from the apps directory' }).waitFor()
    await page.getByPlaceholder('Search...').fill('workspace')
    await page.locator('[role=search] [role=menuitem], [data-role="search:results"] li').first().waitFor()
    await expectQuiet(page, { elsewhere, complaints })
  })

  it('the home page leads to them', async () => {
    const { page, elsewhere, complaints } = await open('/')
    await page.getByRole('link', { name: 'API documentation' }).click()
    await page.locator('#operations-Catalog-listApps').waitFor()
    expect(new URL(page.url()).pathname).to.equal('/docs')
    await expectQuiet(page, { elsewhere, complaints })
  })

  async function expectQuiet(page: Page, seen: { elsewhere: string[]; complaints: string[] }): Promise<void> {
    await page.waitForLoadState('networkidle')
    expect(seen).to.deep.equal({ elsewhere: [], complaints: [] })
    await page.close()
  }
})
