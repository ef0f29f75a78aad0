import type { CreateOptions, FindOptions, Model, ModelStatic, Sequelize, WhereOptions } from 'sequelize'
import type { Session } from '../database/session.js'
import type { TableDefinition } from './table-definition.js'

/** A table by its Sequelize model. Rows are plain objects. */
export class Table<Row extends object> {
  readonly #model: ModelStatic<Model<Row>>

  constructor(sequelize: Sequelize, { name, columns, indexes }: TableDefinition) {
    // Sequelize writes into what it is given.
    const attributes = Object.fromEntries(
      Object.entries(columns).map(([column, options]) => [column, { ...options }]),
    )
    this.#model = sequelize.define<Model<Row>>(name, attributes as never, {
      tableName: name,
      indexes: indexes?.map(index => ({ ...index })),
    })
  }

  async select(session: Session, options: FindOptions<Row>): Promise<Row[]> {
    const rows: unknown = await session.useModels(binding =>
      this.#model.findAll({ ...options, raw: true, ...binding }),
    )
    return rows as Row[]
  }

  async insert(session: Session, row: Row): Promise<void> {
    const options: CreateOptions<Row> = { validate: false, hooks: false, returning: false }
    await session.useModels(binding => this.#model.create(row as never, { ...options, ...binding }))
  }

  /** How many rows were changed. */
  async update(session: Session, values: Partial<Row>, where: WhereOptions<Row>): Promise<number> {
    const options = { where, validate: false, hooks: false, returning: false } as const
    const [count] = await session.useModels(binding =>
      this.#model.update(values as never, { ...options, ...binding }),
    )
    return count
  }
}
