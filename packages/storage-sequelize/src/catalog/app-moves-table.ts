import { DataTypes } from 'sequelize'
import { required, type TableDefinition } from '../schema/table-definition.js'

/** Slugs that an app gave up for another one, each with the last app that did. */
export const appMovesTable: TableDefinition = {
  name: 'app_moves',
  columns: {
    old_slug: required(DataTypes.TEXT, { primaryKey: true }),
    app_id: required(DataTypes.UUID),
  },
}
