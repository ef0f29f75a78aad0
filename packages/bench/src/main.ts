import { hideBin } from 'yargs/helpers'
import { runBench } from './program.js'

process.exitCode = await runBench(hideBin(process.argv))
