/** Who says a line that is not Terraform's JSON: Waybill itself, or Terraform outside of its stream. */
export type LogVoice = 'waybill' | 'stderr'

export interface LogLineOptions {
  readonly voice: LogVoice
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly at: Date
}

/** One line of the log in the shape of Terraform's own lines, with its end. Pure. */
export function formatLogLine({ voice, level, message, at }: LogLineOptions): string {
  const line = {
    '@level': level,
    '@message': message,
    '@module': voice === 'waybill' ? 'waybill' : 'terraform.stderr',
    '@timestamp': at.toISOString(),
    type: voice,
  }
  return `${JSON.stringify(line)}\n`
}
