/** One promise that was not kept. */
export interface Violation {
  /** Which promise. */
  readonly rule:
    | 'every run ends'
    | 'made once, as the state says'
    | 'ready means complete'
    | 'no lock or lease is left'
    | 'no log line is lost or doubled'
    | 'a status is what its runs explain'
    | 'events have no gap'
    | 'no process is left'
    | 'a process lives until it is killed'
  /** What it is about: a workspace, a run, a process. */
  readonly subject: string
  readonly detail: string
}
