/**
 * A line that Terraform wrote outside of its stream, in the shape of its stream, with the line end. Warnings about
 * the CLI's configuration come this way, and a crash. Pure.
 */
export function formatStderrLine(message: string, at: Date): string {
  const line = {
    '@level': 'warn',
    '@message': message,
    '@module': 'terraform.stderr',
    '@timestamp': at.toISOString(),
    type: 'stderr',
  }
  return `${JSON.stringify(line)}\n`
}
