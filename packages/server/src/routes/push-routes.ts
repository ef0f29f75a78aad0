import { WaybillError } from '@waybill/core'
import { z } from 'zod'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'
import { concernsRef } from './pushed-ref.js'
import { verifyPush } from './verify-push.js'

const acceptedSchema = z
  .object({
    status: z
      .enum(['accepted', 'ignored'])
      .describe('`ignored`: another branch than the followed one was pushed.'),
  })
  .meta({ id: 'PushAccepted' })

const takePush = route({
  method: 'POST',
  path: '/api/v1/catalog/push',
  // Whoever knows the secret; Git hosts have no token of ours.
  role: 'public',
  operationId: 'takePush',
  tag: 'Catalog',
  summary: 'Take notice of a push from GitHub, GitLab or Gitea, and sync',
  description:
    'Signed with the secret WAYBILL_PUSH_SECRET, as each of them does it. The source is fetched and what changed is synced, unless another branch or tag was pushed than the one that is followed (`WAYBILL_SOURCE_REF`, else the default branch); how that ended is told by the reports of syncs.',
  body: {
    kind: 'text',
    schema: z.string().optional(),
    required: false,
    description: 'What the Git host sends. Its signature, `ref` and the default branch are looked at.',
    examples: { default: '{"ref": "refs/heads/main"}' },
  },
  responses: {
    202: { description: 'A sync was asked for, or is not needed.', content: json(acceptedSchema) },
  },
  errors: ['UNAUTHENTICATED', 'FORBIDDEN'],
  handler: ({ body = '', raw }, { waybill, pushSecret, pushRef }) => {
    if (pushSecret === undefined) {
      throw new WaybillError('FORBIDDEN', 'This server takes no notice of pushes.', {
        hint: 'Set WAYBILL_PUSH_SECRET, the same as at the Git host.',
      })
    }
    if (!verifyPush({ header: raw.header, body }, pushSecret)) {
      throw new WaybillError('UNAUTHENTICATED', 'The notice of a push is not signed with the secret.', {
        hint: 'Set the same secret here and at the Git host, and send it as application/json.',
      })
    }
    if (!concernsRef(body, pushRef)) return { status: 202, json: { status: 'ignored' } }
    // A failure is in the report of the sync and in the change feed; a Git host could do nothing with it.
    waybill.catalog.sync({ actor: 'push' }).catch(() => undefined)
    return { status: 202, json: { status: 'accepted' } }
  },
})

/** What a Git host tells. */
export const pushRoutes: readonly Route[] = [takePush]
