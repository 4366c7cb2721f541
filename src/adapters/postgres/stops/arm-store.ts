import { type ArmCounts, type ArmStore, sumOf } from '../../../domain/stops/canaries/ports.js';
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

  async of(canaries: readonly string[]): Promise<Map<string, ArmCounts>> {
    if (canaries.length === 0) return new Map();
    const text = 'select canary, content, seal from canary_arms where canary = any($1::uuid[])';
    const rows = await this.#sql.query<ArmColumns>(text, [canaries]);
    return new Map(rows.map((row) => [row.canary, this.#read(row)]));
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

  #read({ canary, content, seal }: ArmColumns): ArmCounts {
    if (this.#seal.isOwn({ content }, seal)) {
      const read = JSON.parse(content) as { readonly canary: string; readonly counts: ArmCounts };
      if (read.canary === canary) return read.counts;
    }
    throw foreignRow(`what was recorded while the canary ${canary} was on`, MENDING);
  }
}
