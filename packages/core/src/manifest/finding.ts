import type { RuleName } from '../diagnostic/codes.js'
import type { RelatedPlace, Severity } from '../diagnostic/diagnostic.js'
import type { JsonPath } from './json-tree.js'

/**
 * So many findings of a manifest are kept. A bound on the work as well: a manifest of 1 MiB can be wrong in a
 * hundred thousand places, and no one reads that many.
 */
export const maxFindings = 100

/** So many are collected by each kind of rule: one more than is kept shows that there are more. */
export const maxCollected = maxFindings + 1

/** Which part of a value is meant: all of it, its key, or only the bracket that opens it. */
export type FindingPart = 'value' | 'key' | 'opening'

/** A finding about what a manifest says, placed by path; positions are looked up only when there is one. */
export interface Finding {
  /** One of Waybill's own, or what a rule of somebody else says of itself. */
  readonly rule: RuleName | { readonly code: string; readonly severity: Severity }
  readonly path: JsonPath
  /** @default 'value' */
  readonly part?: FindingPart
  readonly message: string
  readonly help?: string
  readonly related?: readonly { readonly path: JsonPath; readonly message: string }[]
  /** Places in other files. */
  readonly places?: readonly RelatedPlace[]
  /** Replaces the part that the finding points at. */
  readonly fix?: { readonly title: string; readonly safe: boolean; readonly newText: string }
  /** The finding says that something is absent from here: it is dropped when not all of that could be read. */
  readonly absentFrom?: JsonPath
}
