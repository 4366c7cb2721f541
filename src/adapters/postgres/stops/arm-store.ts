import { type ArmCounts, type ArmStore, type RecordedArms, sumOf } from '../../../domain/stops/canaries/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface ArmColumns {
  canary: string;
  content: string;
  seal: Buffer;
}

const MENDING = 'The log holds every decision and every canary, by which each decision says how it stands to one.';

/** Stores in PostgreSQL how many decisions were recorded by arm. Every row stands under a keyed hash. */
export class PostgresArmStore implements ArmStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('canary_arms', deps);
  }

  async add(found: ReadonlyMap<string, ArmCounts>): Promise<void> {
    // Always in the same order, so that two processes do not wait for each other.
    for (const canary of [...found.keys()].toSorted()) await this.#addTo(canary, found.get(canary)!);
  }

  async of(canaries: readonly string[]): Promise<RecordedArms> {
    const [counts, foreign] = [new Map<string, ArmCounts>(), new Map<string, Error>()];
    if (canaries.length === 0) return { counts, foreign };
    const text = 'select canary, content, seal from canary_arms where canary = any($1::uuid[])';
    const rows = await this.#sql.query<ArmColumns>(text, [canaries]);
    for (const row of rows) {
      const own = this.#ownOf(row);
      if (own === null) foreign.set(row.canary, foreignArms(row));
      else counts.set(row.canary, own);
    }
    return { counts, foreign };
  }

  async #addTo(canary: string, more: ArmCounts): Promise<void> {
    const text = 'select canary, content, seal from canary_arms where canary = $1::uuid for update';
    const [row] = await this.#sql.query<ArmColumns>(text, [canary]);
    const content = JSON.stringify({ canary, counts: row === undefined ? more : sumOf(this.#read(row), more) });
    await this.#sql.query(
      `insert into canary_arms (canary, content, seal) values ($1, $2, $3)
       on conflict (canary) do update set content = excluded.content, seal = excluded.seal`,
      [canary, content, this.#seal.of({ content })],
    );
  }

  #read(row: ArmColumns): ArmCounts {
    const own = this.#ownOf(row);
    if (own === null) throw foreignArms(row);
    return own;
  }

  /** The counts of a row; null where it is not ours. */
  #ownOf({ canary, content, seal }: ArmColumns): ArmCounts | null {
    if (!this.#seal.isOwn({ content }, seal)) return null;
    const read = JSON.parse(content) as { readonly canary: string; readonly counts: ArmCounts };
    return read.canary === canary ? read.counts : null;
  }
}

const foreignArms = ({ canary }: Pick<ArmColumns, 'canary'>): Error =>
  foreignRow(`what was recorded while the canary ${canary} was on`, MENDING);
