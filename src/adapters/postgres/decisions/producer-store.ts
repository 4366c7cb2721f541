import { Mutex } from '../../../core/base/mutex.js';
import type { NumberRange, ProducerState, ProducerStore } from '../../../domain/decisions/ports/index.js';
import type { SeenNumber } from '../../../domain/log/ports/index.js';
import type { PinnedNumbers } from '../../data-folder/index.js';
import type { Sql } from '../engine/sql-access.js';
import type { AnswerTable } from '../log/index.js';
import { foreignRow, type RowSeal } from '../tables/index.js';

/** Name of the table in the seals and among the pinned numbers. */
export const PRODUCER = 'producer';

interface ProducerRow {
  source: string;
  last: string;
  missing: NumberRange[];
  lost: string;
  seen_at: string;
  seal: Buffer | null;
}

export interface ProducerStoreDeps {
  readonly answers: Pick<AnswerTable, 'numbersSince'>;
  readonly seal: RowSeal;
  readonly pinnedNumbers: PinnedNumbers;
}

/**
 * Stores the numberings of producers in PostgreSQL; the numbers of the last day are in the rows of the stored answers. Each row stands under
 * a keyed hash, and how far each numbering had come is noted beside the keys, so that whoever has the database alone cannot hide numbers that
 * never came: neither by another row, nor by none, nor by one of before.
 */
export class PostgresProducerStore implements ProducerStore {
  readonly #sql: Sql;
  readonly #deps: ProducerStoreDeps;
  /** Rows and what is noted of them are read and written as one. */
  readonly #turns = new Mutex();

  constructor(sql: Sql, deps: ProducerStoreDeps) {
    this.#sql = sql;
    this.#deps = deps;
  }

  load(): Promise<ProducerState[]> {
    return this.#turns.run(async () => {
      const states = (await this.#rows()).map((row) => this.#own(row));
      const { pinnedNumbers } = this.#deps;
      const reached = new Map(states.map((state) => [state.source, reachedBy(state)]));
      for (const [source, number] of Object.entries(await pinnedNumbers.read(PRODUCER))) {
        if ((reached.get(source) ?? -1) >= number) continue;
        throw foreignRow(nameOf(source), `${RESTORED} Without one, remove ${pinnedNumbers.path}: ${ANEW}`);
      }
      return states;
    });
  }

  save(states: readonly ProducerState[], forgotten: readonly string[] = []): Promise<void> {
    return this.#turns.run(async () => {
      const pinned = new Map(Object.entries(await this.#deps.pinnedNumbers.read(PRODUCER)));
      // What is noted never asks for more than the rows hold, wherever a crash comes. A numbering that was forgotten may have begun anew.
      const begunAnew = states.filter((state) => reachedBy(state) < (pinned.get(state.source) ?? 0));
      const gone = [...forgotten, ...begunAnew.map(({ source }) => source)].filter((source) => pinned.delete(source));
      if (gone.length > 0) await this.#pin(pinned);
      await this.#save(states, forgotten);
      for (const state of states) pinned.set(state.source, reachedBy(state));
      await this.#pin(pinned);
    });
  }

  seenSince(receivedAtMs: number): Promise<SeenNumber[]> {
    return this.#deps.answers.numbersSince(receivedAtMs);
  }

  /** Seals the rows that a program without seals left, when the schema is brought up to date. */
  async adopt(): Promise<void> {
    for (const row of await this.#rows())
      await this.#sql.query('update producer set seal = $2 where source = $1 and seal is null', [
        row.source,
        this.#deps.seal.of(sealedPart(toState(row))),
      ]);
  }

  #rows(): Promise<ProducerRow[]> {
    return this.#sql.query<ProducerRow>('select source, last, missing, lost, seen_at, seal from producer');
  }

  #pin(numbers: ReadonlyMap<string, number>): Promise<void> {
    return this.#deps.pinnedNumbers.write(PRODUCER, Object.fromEntries(numbers));
  }

  async #save(states: readonly ProducerState[], forgotten: readonly string[]): Promise<void> {
    const text = `with gone as (delete from producer where source = any($6::text[]))
      insert into producer (source, last, missing, lost, seen_at, seal)
      select * from unnest($1::text[], $2::bigint[], $3::jsonb[], $4::bigint[], $5::bigint[], $7::bytea[])
      on conflict (source) do update
      set last = excluded.last, missing = excluded.missing, lost = excluded.lost, seen_at = excluded.seen_at, seal = excluded.seal`;
    await this.#sql.query(text, [
      states.map(({ source }) => source),
      states.map(({ last }) => last),
      states.map(({ missing }) => JSON.stringify(missing)),
      states.map(({ lost }) => lost),
      states.map(({ seenAtMs }) => seenAtMs),
      forgotten,
      states.map((state) => this.#deps.seal.of(sealedPart(state))),
    ]);
  }

  #own(row: ProducerRow): ProducerState {
    const state = toState(row);
    if (this.#deps.seal.isOwn(sealedPart(state), row.seal)) return state;
    const { path } = this.#deps.pinnedNumbers;
    throw foreignRow(nameOf(row.source), `${RESTORED} Without one, remove the row and ${path}: ${ANEW}`);
  }
}

const RESTORED = 'Put it back from a backup of the database.';
const ANEW = 'its numbers count anew from the next that comes, and what was missing is forgotten.';

const nameOf = (source: string): string => `the numbers of producer ${source}`;

/** A number that no later state of the same numbering falls below. Numbers of producers go up to the largest that is exact. */
const reachedBy = ({ last, lost }: ProducerState): number => Math.min(last + lost, Number.MAX_SAFE_INTEGER);

const sealedPart = ({ source, last, missing, lost, seenAtMs }: ProducerState) => ({
  source,
  last,
  missing,
  lost,
  seenAtMs,
});

const toState = ({ source, last, missing, lost, seen_at }: ProducerRow): ProducerState => ({
  source,
  last: Number(last),
  missing,
  lost: Number(lost),
  seenAtMs: Number(seen_at),
});
