/**
 * Writes lines that Terraform wrote outside of its stream in the shape of its stream, with line ends. Warnings about
 * the CLI's configuration come this way, and a crash. Pure.
 */
export function formatStderrLines(messages: readonly string[], at: Date): string {
  const head = '{"@level":"warn","@message":'
  const tail = `,"@module":"terraform.stderr","@timestamp":"${at.toISOString()}","type":"stderr"}\n`
  return messages.map(message => head + JSON.stringify(message) + tail).join('')
}
