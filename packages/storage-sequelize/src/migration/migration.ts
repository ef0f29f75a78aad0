/**
 * One step of the schema, forward and back. SQL of any number of statements, run in the transaction of the whole
 * migration with the schema in the search path: names are not qualified.
 */
export interface Migration {
  readonly up: string
  readonly down: string
}

/** A migration with its name: number and subject, e.g. `0001-change-feed`. */
export interface NamedMigration extends Migration {
  readonly name: string
}
