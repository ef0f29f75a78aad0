import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { settingNames } from '../src/config/settings.js'

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')

const probeSchema = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) })
const containerSchema = z.object({
  command: z.undefined().optional(),
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string() })),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
})
const deploymentSchema = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.number(),
    template: z.object({
      spec: z.object({ terminationGracePeriodSeconds: z.number(), containers: z.array(containerSchema) }),
    }),
  }),
})

/** No engine for containers is asked: what can be told from the files alone. */
describe('examples/deploy', () => {
  const known: readonly string[] = settingNames

  it('compose names only settings that there are, and runs server and worker apart', () => {
    const { services } = z
      .object({
        services: z.record(
          z.string(),
          z.object({
            command: z.array(z.string()).optional(),
            environment: z.record(z.string(), z.string()),
          }),
        ),
      })
      .parse(parse(read('examples/deploy/compose.yaml'), { merge: true }))
    for (const name of ['server', 'worker'])
      for (const variable of Object.keys(services[name]?.environment ?? {}))
        expect(known).to.include(variable)
    expect(services.server?.command).to.deep.equal(['serve', '--no-worker'])
    expect(services.worker?.command).to.deep.equal(['worker'])
  })

  it('the manifests of Kubernetes do too, with two replicas and probes that there are', () => {
    const documents = parseAllDocuments(read('examples/deploy/kubernetes.yaml')).map(document =>
      document.toJS(),
    )
    const deployments = documents.flatMap(document => {
      const parsed = deploymentSchema.safeParse(document)
      return parsed.success ? [parsed.data] : []
    })
    expect(deployments.map(({ metadata }) => metadata.name)).to.deep.equal([
      'waybill-server',
      'waybill-worker',
    ])
    for (const { spec } of deployments)
      for (const { env } of spec.template.spec.containers)
        for (const { name } of env) expect(known).to.include(name)
    const [server, worker] = deployments
    expect(server?.spec.replicas).to.equal(2)
    const [container] = server?.spec.template.spec.containers ?? []
    expect(container?.livenessProbe?.httpGet.path).to.equal('/livez')
    expect(container?.readinessProbe?.httpGet.path).to.equal('/readyz')
    // Longer than WAYBILL_DRAIN_TIMEOUT, which is ten minutes.
    expect(worker?.spec.template.spec.terminationGracePeriodSeconds).to.be.greaterThan(600)
  })

  it('the image has an init process and an ordinary user', () => {
    const file = read('examples/deploy/Dockerfile')
    expect(file).to.match(/^ENTRYPOINT \["tini", "--", "node", "packages\/cli\/bin\/waybill\.js"\]$/m)
    expect(file).to.match(/^USER node$/m)
  })
})
