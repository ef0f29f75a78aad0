/** Answers each key with an empty frame: what a terminal and this machine take by themselves. */
process.stdin.setRawMode(true)
process.stdin.on('data', () => process.stdout.write('\u001b[?2026h\u001b[?2026l'))
process.on('SIGTERM', () => process.exit(0))
process.stdout.write('echoes')
