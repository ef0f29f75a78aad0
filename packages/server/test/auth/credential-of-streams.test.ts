import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWaybill, directorySource, makeTokenVerifier, memoryStorage } from '@waybill/core'
import { until } from '@waybill/core/testing'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { createServer } from '../../src/index.js'
import { call, callForProblem } from '../call.js'
import { sampleApps, writeApps } from '../serve.js'

async function serveStreams() {
  const storage = memoryStorage()
  const directory = await mkdtemp(join(tmpdir(), 'waybill-streams-'))
  await writeApps(directory, sampleApps)
  const waybill = await createWaybill({ source: directorySource(directory), storage })
  let now = new Date()
  const clock = () => now
  const verifier = await makeTokenVerifier({ store: storage.tokens, events: storage.events, clock })
  const server = createServer({
    waybill,
    waybillVersion: '0',
    port: 0,
    credentialCheckMs: 20,
    authenticate: secret => verifier.verify(secret),
  })
  const { url } = await server.listen()
  return {
    url,
    waybill,
    advance: (ms: number) => {
      now = new Date(now.getTime() + ms)
    },
    close: async () => {
      await server.close({ graceMs: 100 })
      await verifier.close()
      await waybill.close()
      await rm(directory, { recursive: true })
    },
  }
}

const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` })

describe('the credential of a stream', () => {
  let server: Awaited<ReturnType<typeof serveStreams>> | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  const ends = [
    {
      name: 'is revoked',
      end: async ({ waybill }: Awaited<ReturnType<typeof serveStreams>>) => {
        await waybill.tokens.revoke('reader')
      },
    },
    {
      name: 'expires',
      end: async ({ advance }: Awaited<ReturnType<typeof serveStreams>>) => advance(2 * 3_600_000),
    },
  ]
  for (const { name, end } of ends)
    it(`ends the change feed when it ${name}, and no other one`, async () => {
      server = await serveStreams()
      const { url, waybill } = server
      const { secret } = await waybill.tokens.create({ name: 'reader', ttl: '1h' })
      const other = await waybill.tokens.create({ name: 'other', ttl: '1d' })
      const open = (token: string) =>
        fetch(`${url}/api/v1/events`, { headers: { ...bearer(token), Accept: 'text/event-stream' } })
      const stream = await open(secret)
      const kept = await open(other.secret)
      expect(stream.status).to.equal(200)
      await end(server)
      // It ends in order, after what was told before.
      expect(await stream.text()).to.contain('bookmark')
      const reader = kept.body?.getReader()
      expect((await reader?.read())?.done).to.equal(false)
      await waybill.tokens.create({ name: 'third' })
      expect(new TextDecoder().decode((await reader?.read())?.value)).to.be.a('string').and.not.empty
      await reader?.cancel()
      expect((await callForProblem(url, 'GET /api/v1/events', { headers: bearer(secret) })).status).to.equal(
        401,
      )
    })

  for (const { name, end } of ends)
    for (const type of ['text/plain', 'text/event-stream'])
      it(`ends a log that is followed as ${type} when it ${name}, and does not tell that the run has ended`, async () => {
        server = await serveStreams()
        const { url, waybill } = server
        await waybill.catalog.sync()
        const { currentRun } = await waybill.workspaces.create({ appSlug: 'shop', approve: 'always' })
        const { id } = await until(async () => {
          const run = await waybill.runs.get(currentRun.id)
          return run.status === 'planned' && run
        }, 'the plan')
        const { secret } = await waybill.tokens.create({ name: 'reader', ttl: '1h' })
        const stream = await fetch(`${url}/api/v1/runs/${id}/log?follow=true`, {
          headers: { ...bearer(secret), Accept: type },
        })
        expect(stream.status).to.equal(200)
        await end(server)
        const text = await stream.text()
        expect(text)
          .to.match(/simulated/i)
          .and.not.contain('event: end')
        expect((await waybill.runs.get(id)).endedAt).to.equal(null)
      })
})

describe('health and readiness', () => {
  let server: Awaited<ReturnType<typeof serveStreams>> | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it('tell places, versions and reasons only with a credential', async () => {
    server = await serveStreams()
    const { url, waybill } = server
    const { secret } = await waybill.tokens.create({ name: 'reader' })
    const known = await waybill.health()
    for (const headers of [{}, bearer('nonsense'), { Authorization: 'Basic eA==' }]) {
      const { status, text, json } = await call(url, 'GET /health', { headers })
      expect(status).to.equal(200)
      expect(json).to.deep.include({ status: 'healthy', ok: true })
      expect(text).to.not.contain(known.source.location)
      expect(json).to.have.nested.property('database.location', '(with a credential only)')
      expect(json).to.have.nested.property('engines[0].detail', '(with a credential only)')
      expect((await call(url, 'GET /readyz', { headers })).status).to.equal(200)
    }
    const { json } = await call(url, 'GET /health', { headers: bearer(secret) })
    expect(json).to.deep.equal({ status: 'healthy', ...known })
  })
})
