import { DataTypes } from 'sequelize'
import { required, type TableDefinition } from '../schema/table-definition.js'

/** Logs of runs in pieces, without gaps or overlaps; `start` is the offset of a piece's first byte. */
export const runLogChunksTable: TableDefinition = {
  name: 'run_log_chunks',
  columns: {
    run_id: required(DataTypes.UUID, {
      primaryKey: true,
      references: { model: 'runs', key: 'id' },
      onDelete: 'CASCADE',
    }),
    start: required(DataTypes.BIGINT, { primaryKey: true }),
    bytes: required(DataTypes.BLOB),
  },
}
