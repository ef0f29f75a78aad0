import { type TemplateVersion, templateSettingsSchema } from './template.js'
import { templateVersionOf } from './template-version.js'

/** Name of the template that is built in. */
export const simulatedTemplateName = 'simulated'

const settings = {
  title: 'Simulated',
  description:
    'Makes nothing real: shows the whole way of a workspace, with the ports of the manifest as endpoints.',
  engine: 'simulated',
  parameters: {
    type: 'object',
    additionalProperties: false,
    properties: {
      step_seconds: {
        type: 'number',
        title: 'Seconds per step',
        description: 'How long the plan and each component take. Left out: almost no time.',
        minimum: 0,
        maximum: 600,
      },
      fail_at: {
        type: 'string',
        title: 'Fail at',
        description: 'Shows what a failure looks like, in the plan or at the end of the apply.',
        enum: ['plan', 'apply'],
      },
    },
  },
  approve: 'never',
  takeover: 'auto',
}

function makeSimulatedTemplate(): TemplateVersion {
  const bytes = new TextEncoder().encode(`${JSON.stringify(settings, undefined, 2)}\n`)
  const files = [{ path: 'template.json', executable: false, bytes }]
  return {
    name: simulatedTemplateName,
    version: templateVersionOf(files),
    settings: templateSettingsSchema.parse(settings),
    files,
  }
}

/** The built-in template: the original's mock. */
export const simulatedTemplate: TemplateVersion = makeSimulatedTemplate()
