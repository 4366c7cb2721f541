/** What a statement is about. */
export const STATED_ABOUT = ['system', 'model', 'version', 'data'] as const;
export type StatedAbout = (typeof STATED_ABOUT)[number];

/** Most characters of a statement; it is a paragraph or two of a document, and no document of its own. */
export const LONGEST_STATEMENT = 20_000;

/** A person's words for a field of documents. */
export interface Statement {
  readonly about: StatedAbout;
  /** Id of the system, model or data set; digest of the version. */
  readonly id: string;
  readonly field: string;
  readonly text: string;
  readonly by: string;
  readonly saidAtMs: number;
}

/** What something is called that statements are about. */
export type StatedThing = Pick<Statement, 'about' | 'id'>;

/** Store of statements. Rows stand under keyed hashes; what was said before stays, and the newest counts. */
export interface StatementStore {
  insertStatement(statement: Statement): Promise<void>;
  /** The newest statement of each field, about any of these. */
  statementsAbout(things: readonly StatedThing[]): Promise<Statement[]>;
}
