import type { TemplateVersion } from '@waybill/core'
import type { Statement } from '../database/statement.js'
import { toTemplateVersionRow } from './template-versions-table.js'

/** Keeps a template version, unless it is there already: the same version is the same content. */
export function saveTemplate(template: TemplateVersion): Statement {
  const { name, version, settings, files } = toTemplateVersionRow(template)
  return {
    text: `
      INSERT INTO template_versions (name, version, settings, files, created_at)
      VALUES ($1, $2, $3, $4, now()) ON CONFLICT (name, version) DO NOTHING`,
    values: [name, version, JSON.stringify(settings), JSON.stringify(files)],
  }
}
