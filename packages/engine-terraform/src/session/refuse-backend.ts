import { type TemplateVersion, WaybillError } from '@waybill/core'

const block = /^\s*(?:backend\s+"?[\w-]+"?\s*\{|cloud\s*\{)/m
const key = /"(?:backend|cloud)"\s*:/

/**
 * Waybill owns the state: one that Terraform keeps elsewhere would be neither journalled nor taken over.
 * @throws WaybillError `TEMPLATE_INVALID`
 */
export function refuseBackend(template: TemplateVersion): void {
  const file = template.files.find(({ path, bytes }) => {
    if (path.includes('/') || !/\.(tf|tofu)(\.json)?$/.test(path)) return false
    return (path.endsWith('.json') ? key : block).test(Buffer.from(bytes).toString('utf8'))
  })
  if (!file) return
  throw new WaybillError(
    'TEMPLATE_INVALID',
    `Template "${template.name}" has a backend or cloud block in ${file.path}, but Waybill keeps the state itself.`,
    { hint: 'Remove the block: the state is kept in the database, version by version.' },
  )
}
