import type { Clock } from '../id/timestamp.js'
import type { Engine } from './engine.js'
import { SimulatedSession } from './simulated-session.js'

/** How to simulate. */
export interface SimulatedEngineOptions {
  /** Time that the plan and each resource take, in ms. @default 20 */
  readonly stepDelayMs?: number
  /** Times in the log. @default () => new Date() */
  readonly clock?: Clock
}

/**
 * The engine that makes nothing: each component with a port gets the endpoint `http://localhost:<port>`, where
 * nothing listens. It says so in every log.
 */
export function simulatedEngine({
  stepDelayMs = 20,
  clock = () => new Date(),
}: SimulatedEngineOptions = {}): Engine {
  return {
    name: 'simulated',
    simulated: true,
    probe: async () => ({
      name: 'simulated',
      available: true,
      version: null,
      detail: 'built in; makes nothing real',
    }),
    open: async job => new SimulatedSession(job, { clock, stepDelayMs }),
  }
}
