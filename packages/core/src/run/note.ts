/** The `type` of Waybill's own lines in a run's log. */
export const noteType = 'waybill'

/** A line of Waybill's own for a run's log, with the line break: JSON with the keys that Terraform's `-json` uses. */
export function formatNote(message: string, at: Date): string {
  return `${JSON.stringify({
    '@level': 'info',
    '@message': message,
    '@module': 'waybill',
    '@timestamp': at.toISOString(),
    type: noteType,
  })}\n`
}
