import type { DataType, IndexesOptions, ModelAttributeColumnOptions } from 'sequelize'

/** A table as Sequelize declares it. Columns have the names of the table's rows, so that rows are read alike. */
export interface TableDefinition {
  readonly name: string
  readonly columns: Readonly<Record<string, ModelAttributeColumnOptions>>
  readonly indexes?: readonly (IndexesOptions & { readonly name: string })[]
}

/** A column that always has a value. */
export function required(
  type: DataType,
  options: Omit<ModelAttributeColumnOptions, 'type' | 'allowNull'> = {},
): ModelAttributeColumnOptions {
  return { type, allowNull: false, ...options }
}

/** A column that may be NULL. */
export function optional(type: DataType): ModelAttributeColumnOptions {
  return { type, allowNull: true }
}
