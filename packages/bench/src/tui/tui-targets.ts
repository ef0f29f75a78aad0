import { percentile } from '../measure/statistics.js'

/** What the terminal UI is to reach; idle: of one second. */
export const targets = { firstFrameMs: 400, keyMs: 33, memoryMb: 200, idleMs: 10 }

export const p99 = (samples: readonly number[]): number => percentile(samples, 0.99)
