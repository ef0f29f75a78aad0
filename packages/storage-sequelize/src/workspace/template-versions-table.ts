import type { TemplateFile, TemplateVersion } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { required, type TableDefinition } from '../schema/table-definition.js'

/** Snapshots of templates, each with its files: every worker unpacks the same ones. */
export const templateVersionsTable: TableDefinition = {
  name: 'template_versions',
  columns: {
    name: required(DataTypes.TEXT, { primaryKey: true }),
    version: required(DataTypes.TEXT, { primaryKey: true }),
    settings: required(DataTypes.JSONB),
    files: required(DataTypes.JSONB),
    created_at: required(DataTypes.DATE),
  },
}

/** A file as JSON can hold it. */
interface StoredFile {
  readonly path: string
  readonly executable: boolean
  readonly base64: string
}

export interface TemplateVersionRow {
  readonly name: string
  readonly version: string
  readonly settings: TemplateVersion['settings']
  readonly files: readonly StoredFile[]
}

export function toTemplateVersion(row: TemplateVersionRow): TemplateVersion {
  return { name: row.name, version: row.version, settings: row.settings, files: row.files.map(toFile) }
}

export function toTemplateVersionRow(template: TemplateVersion): TemplateVersionRow {
  return {
    name: template.name,
    version: template.version,
    settings: template.settings,
    files: template.files.map(({ path, executable, bytes }) => ({
      path,
      executable,
      base64: Buffer.from(bytes).toString('base64'),
    })),
  }
}

function toFile({ path, executable, base64 }: StoredFile): TemplateFile {
  return { path, executable, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }
}
