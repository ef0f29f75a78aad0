import { z } from 'zod'

/** The kinds of component, in the original's words. */
export const componentTypes = ['frontend', 'backend', 'worker'] as const

const annotationsSchema = z.record(z.string(), z.string())

/** One deployable part of an app. `path` is relative to the app's folder and holds a `Dockerfile`. */
export const componentSchema = z
  .object({
    name: z.string().min(1).max(100).describe('Unique in the app; best a DNS label (RFC 1123).'),
    type: z.enum(componentTypes).describe('What it is: frontend, backend or worker.'),
    path: z
      .string()
      .min(1)
      .describe("Folder of the component, relative to the app's folder; holds its Dockerfile."),
    port: z
      .int()
      .min(1)
      .max(65535)
      .nullable()
      .optional()
      .describe('Port it listens on; null or absent for none.'),
    description: z.string().optional(),
    dependsOn: z.array(z.string()).optional().describe('Names of components of the same app that it needs.'),
    annotations: annotationsSchema.optional(),
  })
  .meta({ id: 'Component' })

/** A place that people may look at. Only what is safe to click: no `javascript:` and the like. */
export const linkSchema = z.object({
  title: z.string().optional(),
  url: z.url({ protocol: /^(?:https?|mailto)$/ }),
})

/** What `app-manifest.json` says: the original's shape, and optional keys beyond it. */
export const manifestSchema = z
  .object({
    $schema: z.string().optional(),
    appName: z.string().min(1).max(100).describe('Name of the app, for people.'),
    description: z.string().optional().describe('What the app does.'),
    components: z.array(componentSchema).describe('The deployable parts of the app.'),
    owner: z.string().optional().describe('Team or person that owns the app.'),
    tags: z.array(z.string()).optional(),
    links: z.array(linkSchema).optional(),
    annotations: annotationsSchema
      .optional()
      .describe('Free keys and values for templates (cpu, domain, ...).'),
  })
  .meta({ id: 'Manifest' })

export type Component = z.infer<typeof componentSchema>
export type Manifest = z.infer<typeof manifestSchema>
