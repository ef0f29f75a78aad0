import { z } from 'zod'

/** The kinds of component, in the original's words. */
export const componentTypes = ['frontend', 'backend', 'worker'] as const

const annotationsSchema = z.record(z.string(), z.string()).meta({
  description: 'Free keys and values for templates (cpu, domain, ...).',
  examples: [{ cpu: '500m' }],
})

/** One deployable part of an app. `path` is relative to the app's folder and holds a `Dockerfile`. */
export const componentSchema = z
  .object({
    name: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'Unique in the app; best a DNS label (RFC 1123).', examples: ['web'] }),
    type: z.enum(componentTypes).describe('What it is: frontend, backend or worker.'),
    path: z
      .string()
      .min(1)
      .meta({
        description: "Folder of the component, relative to the app's folder; holds its Dockerfile.",
        examples: ['./web', '.'],
      }),
    port: z
      .int()
      .min(1)
      .max(65535)
      .nullable()
      .optional()
      .meta({ description: 'Port it listens on; null or absent for none.', examples: [3000] }),
    description: z.string().optional().describe('What the component does.'),
    dependsOn: z
      .array(z.string())
      .optional()
      .meta({ description: 'Names of components of the same app that it needs.', examples: [['api']] }),
    annotations: annotationsSchema.optional(),
  })
  .meta({ id: 'Component' })

/** A place that people may look at. Only what is safe to click: no `javascript:` and the like. */
export const linkSchema = z
  .object({
    title: z.string().optional().describe('What is there.'),
    url: z.url({ protocol: /^(?:https?|mailto)$/ }).meta({
      description: 'Where it is: https:, http: or mailto:.',
      examples: ['https://wiki.example.com/shop'],
    }),
  })
  .describe('A place that people may look at.')

/** What `app-manifest.json` says: the original's shape, and optional keys beyond it. */
export const manifestSchema = z
  .object({
    $schema: z.string().optional().describe('Where the schema for editors is.'),
    appName: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'Name of the app, for people.', examples: ['Shop'] }),
    description: z.string().optional().describe('What the app does.'),
    components: z.array(componentSchema).describe('The deployable parts of the app.'),
    owner: z
      .string()
      .optional()
      .meta({ description: 'Team or person that owns the app.', examples: ['team-sales'] }),
    tags: z
      .array(z.string())
      .optional()
      .meta({ description: 'Words to find the app by.', examples: [['web', 'sales']] }),
    links: z.array(linkSchema).optional().describe('Places that belong to the app: wiki, board, on-call.'),
    annotations: annotationsSchema.optional(),
  })
  .meta({ id: 'Manifest' })

export type Component = z.infer<typeof componentSchema>
export type Manifest = z.infer<typeof manifestSchema>
