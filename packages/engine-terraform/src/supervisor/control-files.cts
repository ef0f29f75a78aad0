import { join } from 'node:path'

/** What lies beside a run's module: who runs, what was said, how it ended. Never inside it, where templates write. */
export interface ControlFiles {
  readonly directory: string
  /** The log: what Terraform and Waybill say, appended by both. */
  readonly spool: string
  /** What Terraform says outside of its JSON stream; joined into the spool when the process has ended. */
  readonly errors: string
  /** What a plan holds, as JSON; only while it is read. */
  readonly shown: string
  /** Where in the run's log the spool begins. */
  readonly logBase: string
  /** Which states were begun with and made here. */
  readonly states: string
  /** Identity of the supervisor. */
  readonly supervisor: string
  /** Identity of the Terraform process, which leads its group. */
  readonly terraform: string
  /** Exists once Terraform has been interrupted. */
  readonly interrupted: string
  /** How the last Terraform process ended. */
  readonly exit: string
}

/** Names of the control files in a run's directory. Pure. */
export function controlFiles(directory: string): ControlFiles {
  return {
    directory,
    spool: join(directory, 'spool.jsonl'),
    errors: join(directory, 'stderr.txt'),
    shown: join(directory, 'plan.json'),
    logBase: join(directory, 'log-base'),
    states: join(directory, 'states'),
    supervisor: join(directory, 'supervisor.json'),
    terraform: join(directory, 'terraform.json'),
    interrupted: join(directory, 'interrupted'),
    exit: join(directory, 'exit.json'),
  }
}
