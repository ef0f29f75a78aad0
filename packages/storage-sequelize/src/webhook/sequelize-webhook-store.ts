import {
  type ClaimedDelivery,
  type Delivery,
  type DeliveryOutcome,
  type DeliveryPage,
  type DeliveryQuery,
  makeIdCursor,
  type NewDelivery,
  openIdCursor,
  type Timestamp,
  type WebhookRecord,
  type WebhookSecrets,
  type WebhookStore,
} from '@waybill/core'
import type { Sequelize } from 'sequelize'
import type { Session } from '../database/session.js'
import type { BlobCodec } from '../run/blob-codec.js'
import { Table } from '../schema/table.js'
import {
  addDeliveries,
  claimDeliveries,
  finishDelivery,
  listDeliveries,
  requeueDelivery,
} from './delivery-statements.js'
import { type DeliveryRow, toDelivery } from './webhook-deliveries-table.js'
import { toWebhook, toWebhookRow, type WebhookRow, webhooksTable } from './webhooks-table.js'

/** What a webhook store works on. */
export interface WebhookTables {
  readonly webhooks: Table<WebhookRow>
  readonly codec: BlobCodec
}

export function makeWebhookTables(sequelize: Sequelize, codec: BlobCodec): WebhookTables {
  return { webhooks: new Table<WebhookRow>(sequelize, webhooksTable), codec }
}

type SealedSecrets = Pick<WebhookRow, 'secret' | 'previous_secret'>

interface ClaimedRow extends SealedSecrets {
  readonly id: string
  readonly webhook_id: string
  readonly body: string
  readonly attempts: number
  readonly url: string
}

/** Anything else is the id of nothing, and no value that the column could be compared with. */
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Keeps webhooks in the table `webhooks`, their messages in `webhook_deliveries`. */
export class SequelizeWebhookStore implements WebhookStore {
  readonly #session: Session
  readonly #tables: WebhookTables

  constructor(session: Session, tables: WebhookTables) {
    this.#session = session
    this.#tables = tables
  }

  async insert(webhook: WebhookRecord): Promise<void> {
    const secrets = await this.#sealSecrets(webhook, webhook.id)
    await this.#tables.webhooks.insert(this.#session, { ...toWebhookRow(webhook), ...secrets })
  }

  async list(): Promise<readonly WebhookRecord[]> {
    const rows = await this.#tables.webhooks.select(this.#session, { order: [['id', 'ASC']] })
    return Promise.all(rows.map(row => this.#open(row)))
  }

  async find(id: string, { lock = false }: { readonly lock?: boolean } = {}) {
    if (!uuid.test(id)) return undefined
    const [row] = await this.#tables.webhooks.select(this.#session, { where: { id }, lock })
    return row === undefined ? undefined : this.#open(row)
  }

  async update(webhook: WebhookRecord): Promise<boolean> {
    const { id, ...values } = toWebhookRow(webhook)
    return (await this.#tables.webhooks.update(this.#session, values, { id })) > 0
  }

  async saveSecrets(id: string, secrets: WebhookSecrets): Promise<boolean> {
    const values = await this.#sealSecrets(secrets, id)
    return (await this.#tables.webhooks.update(this.#session, values, { id })) > 0
  }

  async delete(id: string): Promise<boolean> {
    const rows = await this.#session.query({
      text: 'DELETE FROM webhooks WHERE id::text = $1 RETURNING id',
      values: [id],
    })
    return rows.length > 0
  }

  async lockLagging(last: number): Promise<WebhookRecord | undefined> {
    const [row] = await this.#session.query<WebhookRow>({
      text: `
        SELECT id, url, secret, previous_secret, previous_secret_expires_at, events, active, disabled_reason,
          failing_since, cursor, created_by, created_at, updated_at
        FROM webhooks WHERE active AND cursor < $1 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      values: [last],
    })
    return row === undefined ? undefined : this.#open(row)
  }

  async addDeliveries(deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length > 0) await this.#session.query(addDeliveries(deliveries))
  }

  async claimDeliveries(options: { readonly limit: number; readonly leaseMs: number }) {
    const rows = await this.#session.query<ClaimedRow>(claimDeliveries(options))
    return Promise.all(rows.map(row => this.#openClaimed(row)))
  }

  async finishDelivery(outcome: DeliveryOutcome): Promise<boolean> {
    return (await this.#session.query(finishDelivery(outcome))).length > 0
  }

  async listDeliveries(webhookId: string, query: DeliveryQuery): Promise<DeliveryPage> {
    const after = openIdCursor(query.cursor)
    const rows = await this.#session.query<DeliveryRow>(listDeliveries(webhookId, { ...query, after }))
    const items = rows.slice(0, query.limit).map(toDelivery)
    const last = items.at(-1)
    return {
      items,
      nextCursor: last === undefined || rows.length <= query.limit ? null : makeIdCursor(last.id),
    }
  }

  async requeueDelivery(webhookId: string, id: string): Promise<Delivery | undefined> {
    const [row] = await this.#session.query<DeliveryRow>(requeueDelivery(webhookId, id))
    return row === undefined ? undefined : toDelivery(row)
  }

  async pruneDeliveries(before: Timestamp): Promise<number> {
    const rows = await this.#session.query({
      text: 'DELETE FROM webhook_deliveries WHERE ended_at < $1 RETURNING id',
      values: [before],
    })
    return rows.length
  }

  async #open(row: WebhookRow): Promise<WebhookRecord> {
    return toWebhook(row, await this.#openSecrets(row, row.id))
  }

  async #openClaimed({ webhook_id: webhookId, id, body, attempts, url, ...sealed }: ClaimedRow) {
    const { secret, previousSecret } = await this.#openSecrets(sealed, webhookId)
    const secrets = previousSecret === null ? [secret] : [secret, previousSecret]
    const claimed: ClaimedDelivery = { id, webhookId, body, attempts, url, secrets }
    return claimed
  }

  async #openSecrets(row: SealedSecrets, webhookId: string): Promise<WebhookSecrets> {
    const open = async (bytes: Buffer) =>
      Buffer.from(await this.#tables.codec.decode(bytes, webhookId)).toString()
    const previous = row.previous_secret
    return {
      secret: await open(row.secret),
      previousSecret: previous === null ? null : await open(previous),
    }
  }

  async #sealSecrets({ secret, previousSecret }: WebhookSecrets, webhookId: string): Promise<SealedSecrets> {
    const seal = (text: string) => this.#tables.codec.encode(Buffer.from(text), webhookId)
    return {
      secret: await seal(secret),
      previous_secret: previousSecret === null ? null : await seal(previousSecret),
    }
  }
}
