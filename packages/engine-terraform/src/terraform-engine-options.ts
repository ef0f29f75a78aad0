import type { EngineName } from './command/engine-program.js'

/** Settings of {@link terraformEngine}. */
export interface TerraformEngineOptions {
  /** Which of the two; templates name it. @default 'terraform' */
  readonly name?: EngineName
  /** Path of the program, or its name on `env.PATH`. @default the name */
  readonly command?: string
  /**
   * Directory below which each run has one of its own, made when it is missing. It has to survive a restart of
   * the worker, because the next attempt takes over what lies there. It holds states and variables in clear.
   */
  readonly workDir: string
  /** The worker's environment. Terraform gets only what is on the allow-list and what a template asks for. */
  readonly env: Readonly<Record<string, string>>
  /** From SIGINT to SIGKILL of the process group, in ms. @default 20000 */
  readonly graceMs?: number
  /** Terraform's cache of providers (`TF_PLUGIN_CACHE_DIR`). @default what `env` says */
  readonly pluginCacheDir?: string
  /** Directory with `<template>.env` files: values for the names that the worker's environment does not have. */
  readonly templateEnvDir?: string
}
