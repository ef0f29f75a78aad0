/** yargs drops a bare `-` among positionals; this name means the same, also to whatever opens files. */
export const standardInput = '/dev/stdin'
