/** One step of the schema, brought by the room whose tables it makes or changes. */
export interface Migration {
  /** Id of the migration such as `room/0001`: its room, and its number there. */
  readonly id: string;
  /** Subject of the migration, as in the name of its file. */
  readonly name: string;
  readonly sql: string;
  /** Migrations of other rooms whose tables this one refers to or changes; those of its own room come before it by their number. */
  readonly after?: readonly string[];
  /** Number of the migration in the list that all rooms shared before; older databases know it by this number. New migrations have none. */
  readonly formerly?: number;
}

/**
 * Declares a migration. Forward only, each in its own transaction. A released one is never edited: its digest is kept in every database
 * that it was applied to, and is compared at every start.
 *
 * @example
 * export const migration = defineMigration({ id: 'cases/0001', name: 'cases', sql: 'create table review_case (id uuid primary key)' });
 */
export const defineMigration = (migration: Migration): Migration => migration;
