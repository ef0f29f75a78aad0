import gte from 'semver/functions/gte.js'
import valid from 'semver/functions/valid.js'

/** Engines that this package runs. OpenTofu speaks Terraform's language and command line. */
export const engineNames = ['terraform', 'tofu'] as const
export type EngineName = (typeof engineNames)[number]

/** A program that was found and fits. */
export interface EngineProgram {
  readonly name: EngineName
  readonly title: string
  readonly version: string
  /** Absolute path. */
  readonly path: string
}

/** What people call them. */
export const engineTitles = { terraform: 'Terraform', tofu: 'OpenTofu' } as const satisfies Record<
  EngineName,
  string
>

/** Oldest release that Waybill is written for: `terraform_data`, and what the plan's `-json` stream tells. */
export const minimumVersions = { terraform: '1.5.0', tofu: '1.6.0' } as const satisfies Record<
  EngineName,
  string
>

/** Why a release does not fit, and what to do; undefined when it does. Pure. */
export function findVersionProblem(name: EngineName, version: string | undefined): string | undefined {
  const title = engineTitles[name]
  const minimum = minimumVersions[name]
  if (version === undefined || valid(version) === null)
    return `it does not say its version as ${title} does: set the path of ${title} ${minimum} or newer`
  // A pre-release of the minimum lacks nothing, but one cannot know of which build: the release is the bound.
  return gte(version, minimum)
    ? undefined
    : `it is ${title} ${version}: install ${minimum} or newer, or set the path of one`
}
