import type { FollowerPlaces, FollowerRecord, LogName, Place } from '../../../domain/log/ports/index.js';
import { PREPARED, type Sql } from '../engine/sql-access.js';
import { foreignRow, type RowSeal } from '../tables/index.js';

/** Name of the table in the seals. */
export const FOLLOWER = 'follower';

interface FollowerRow {
  name: string;
  log: LogName;
  seq: string;
  size: string;
  took_at: string;
  seal: Buffer | null;
}

/** A place that is to be stored without waiting for the disk. */
interface Passing {
  readonly record: FollowerRecord;
  readonly from: Place;
  readonly done: (didMove: boolean) => void;
  readonly fail: (cause: unknown) => void;
}

const COLUMNS = 'name, log, seq, size, took_at, seal';
const MENDING = 'Then remove it: what the follower had taken before it takes again.';

/**
 * Stores the places of followers in PostgreSQL, each under a keyed hash: whoever has the database alone cannot move one on, which would have
 * entries passed over.
 */
export class PostgresFollowerStore implements FollowerPlaces {
  readonly #sql: Sql;
  readonly #seal: RowSeal;
  readonly #passing: Passing[] = [];

  constructor(sql: Sql, seal: RowSeal) {
    this.#sql = sql;
    this.#seal = seal;
  }

  async readPlace(name: string): Promise<FollowerRecord | null> {
    const [row] = await this.#sql.query<FollowerRow>(`select ${COLUMNS} from follower where name = $1`, [name]);
    if (row === undefined) return null;
    const record = toRecord(row);
    if (this.#seal.isOwn(sealedPart(record), row.seal)) return record;
    throw foreignRow(`the place of follower ${name}`, MENDING);
  }

  async beginAt(record: FollowerRecord): Promise<void> {
    const { name, log, place, tookAtMs } = record;
    const text = `insert into follower (name, log, seq, size, took_at, seal) values ($1, $2, $3, $4, $5, $6)
      on conflict (name) do nothing`;
    const seal = this.#seal.of(sealedPart(record));
    await this.#sql.query(text, [name, log, place.seq, place.size, tookAtMs, seal]);
  }

  async movePlace(record: FollowerRecord, from: Place): Promise<boolean> {
    const { name, log, place, tookAtMs } = record;
    const text = `update follower set seq = $3, size = $4, took_at = $5, seal = $8
      where name = $1 and log = $2 and seq = $6 and size = $7 returning 1`;
    const seal = this.#seal.of(sealedPart(record));
    const values = [name, log, place.seq, place.size, tookAtMs, from.seq, from.size, seal];
    return (await this.#sql.query(text, values)).length > 0;
  }

  passPlace(record: FollowerRecord, from: Place): Promise<boolean> {
    return new Promise((done, fail) => {
      this.#passing.push({ record, from, done, fail });
      // A commit wakes all followers, and they pass it in the same moment: their places go out as one statement.
      if (this.#passing.length === 1) setImmediate(() => void this.#pass(this.#passing.splice(0)));
    });
  }

  async #pass(all: readonly Passing[]): Promise<void> {
    const text = `update follower f set seq = p.seq, size = p.size, took_at = p.took_at, seal = p.seal
      from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bytea[])
        as p (name, log, seq, size, took_at, from_seq, from_size, seal)
      where f.name = p.name and f.log = p.log and f.seq = p.from_seq and f.size = p.from_size
        and set_config('synchronous_commit', 'off', true) = 'off'
      returning f.name, f.seq`;
    const of = <Value>(value: (one: Passing) => Value): Value[] => all.map(value);
    try {
      const values = [
        ...[of(({ record }) => record.name), of(({ record }) => record.log)],
        ...[of(({ record }) => record.place.seq), of(({ record }) => record.place.size)],
        ...[of(({ record }) => record.tookAtMs), of(({ from }) => from.seq), of(({ from }) => from.size)],
        of(({ record }) => this.#seal.of(sealedPart(record))),
      ];
      const moved = await this.#sql.query<Pick<FollowerRow, 'name' | 'seq'>>(text, values, PREPARED);
      for (const { record, done } of all)
        done(moved.some(({ name, seq }) => name === record.name && Number(seq) === record.place.seq));
    } catch (cause) {
      for (const { fail } of all) fail(cause);
    }
  }

  /** Seals the places that a program without seals left, when the schema is brought up to date. */
  async adopt(): Promise<void> {
    for (const row of await this.#sql.query<FollowerRow>(`select ${COLUMNS} from follower where seal is null`))
      await this.#sql.query('update follower set seal = $2 where name = $1 and seal is null', [
        row.name,
        this.#seal.of(sealedPart(toRecord(row))),
      ]);
  }
}

const sealedPart = ({ name, log, place, tookAtMs }: FollowerRecord) => ({
  name,
  log,
  seq: place.seq,
  size: place.size,
  tookAtMs,
});

const toRecord = ({ name, log, seq, size, took_at }: FollowerRow): FollowerRecord => ({
  name,
  log,
  place: { seq: Number(seq), size: Number(size) },
  tookAtMs: Number(took_at),
});
