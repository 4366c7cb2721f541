import { encodeHex } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import type { Calibration, CalibrationStore } from '../../../domain/calibrations/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface Columns {
  id: string;
  state: string;
  content: string;
  seal: Buffer;
}

interface SaidColumns {
  calibration: string;
  item: number;
  who: string;
  at: string;
  sealed: Buffer;
  seal: Buffer;
}

type StoredSaid = Parameters<CalibrationStore['say']>[0];

const MENDING = 'The log holds an entry of each calibration, and of each view with its digest.';

/** Calibrations in PostgreSQL. Every row stands under a keyed hash, with the bytes that are sealed. */
export class PostgresCalibrationStore implements CalibrationStore {
  readonly #sql: Sql;
  readonly #rows: RowSeal;
  readonly #said: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#rows = new RowSeal('calibration', deps);
    this.#said = new RowSeal('calibration_said', deps);
  }

  async insert(calibration: Calibration): Promise<void> {
    const text = 'insert into calibration (id, state, content, seal) values ($1, $2, $3, $4)';
    await this.#sql.query(text, this.#values(calibration));
  }

  async save(calibration: Calibration): Promise<void> {
    const text = 'update calibration set state = $2, content = $3, seal = $4 where id = $1';
    await this.#sql.query(text, this.#values(calibration));
  }

  async find(id: string): Promise<Calibration | null> {
    return isUuid(id) ? ((await this.#all('where id = $1', [id]))[0] ?? null) : null;
  }

  async lock(id: string): Promise<Calibration | null> {
    return isUuid(id) ? ((await this.#all('where id = $1 for update', [id]))[0] ?? null) : null;
  }

  list(limit: number): Promise<Calibration[]> {
    return this.#all('order by number desc limit $1', [limit]);
  }

  async say({ calibration, item, who, atMs, sealed }: StoredSaid): Promise<void> {
    const row = { calibration, item, who, at: String(atMs) };
    const text = `insert into calibration_said (calibration, item, who, at, sealed, seal) values ($1, $2, $3, $4, $5, $6)
      on conflict (calibration, item, who) do update set at = excluded.at, sealed = excluded.sealed, seal = excluded.seal`;
    const seal = this.#said.of({ ...row, sealed: digestOf(sealed) });
    await this.#sql.query(text, [...Object.values(row), asBuffer(sealed), seal]);
  }

  async saidIn(of: string): Promise<StoredSaid[]> {
    const text = 'select * from calibration_said where calibration = $1 order by item, who';
    const rows = await this.#sql.query<SaidColumns>(text, [of]);
    return rows.map(({ calibration, item, who, at, sealed, seal }) => {
      if (!this.#said.isOwn({ calibration, item, who, at, sealed: digestOf(sealed) }, seal))
        throw foreignRow(`what was said in the calibration ${calibration}`, MENDING);
      return { calibration, item, who, atMs: Number(at), sealed };
    });
  }

  async saidBy(calibration: string, who: string): Promise<number[]> {
    return (await this.saidIn(calibration)).flatMap((one) => (one.who === who ? [one.item] : []));
  }

  #values(calibration: Calibration): unknown[] {
    const { id, closedAtMs } = calibration;
    const columns = { id, state: closedAtMs === null ? 'open' : 'closed', content: JSON.stringify(calibration) };
    return [...Object.values(columns), this.#rows.of(columns)];
  }

  async #all(rest: string, values: readonly unknown[]): Promise<Calibration[]> {
    const rows = await this.#sql.query<Columns>(`select * from calibration ${rest}`, values);
    return rows.map(({ id, state, content, seal }) => {
      if (!this.#rows.isOwn({ id, state, content }, seal)) throw foreignRow(`the calibration ${id}`, MENDING);
      return JSON.parse(content) as Calibration;
    });
  }
}

const digestOf = (sealed: Uint8Array): string => encodeHex(sha256(sealed));
