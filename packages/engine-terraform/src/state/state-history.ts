import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import type { StateSnapshot } from '@waybill/core'

/**
 * Which states the attempts of a run have begun with and made on this host, by their hashes. A serial alone does not
 * tell whether a state goes on from another one: two attempts that do not know of each other count alike.
 */
export interface StateHistory {
  /** A state that an attempt here began with or made. */
  has(state: StateSnapshot): boolean
  /** The state that the last attempt here began with: it was made elsewhere, or by an earlier one. */
  isBase(state: StateSnapshot): boolean
}

/** Undefined when nothing is known. */
export function readStateHistory(file: string): StateHistory | undefined {
  const lines = readLines(file)
  if (lines.length === 0) return undefined
  const hashes = new Set(lines.map(line => line.split(' ')[1]))
  const base = lines.findLast(line => line.startsWith('base '))
  return {
    has: state => hashes.has(hashOf(state)),
    isBase: state => base === `base ${hashOf(state)}`,
  }
}

/** Notes that an attempt begins with a state, or with none. */
export function noteBase(file: string, state: StateSnapshot | undefined): void {
  appendFileSync(file, `base ${state ? hashOf(state) : 'none'}\n`, { mode: 0o600 })
}

/** Notes a state that was made here. Where the disk is full it is only not known later. */
export function noteMade(file: string, state: StateSnapshot): void {
  try {
    appendFileSync(file, `made ${hashOf(state)}\n`, { mode: 0o600 })
  } catch {
    // The run says so by itself when it ends.
  }
}

function hashOf({ bytes }: StateSnapshot): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch {
    // No attempt was made here.
    return []
  }
}
