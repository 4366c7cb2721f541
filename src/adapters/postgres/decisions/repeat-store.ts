import { HOUR_MS } from '../../../core/base/durations.js';
import type { LateRepeat, RepeatStore } from '../../../domain/decisions/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';

const COLUMNS = 'index, first_index, decision, content, deployment, hour, detected_at';

interface RepeatRow {
  index: string;
  first_index: string;
  decision: Buffer;
  content: LateRepeat['content'];
  deployment: string;
  hour: string;
  detected_at: string;
}

/** Stores repetitions found beyond the window in PostgreSQL. */
export class PostgresRepeatStore implements RepeatStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async keep(found: readonly LateRepeat[]): Promise<void> {
    if (found.length === 0) return;
    const types = ['bigint', 'bigint', 'bytea', 'text', 'text', 'bigint', 'bigint'];
    const lists = types.map((type, i) => `$${i + 1}::${type}[]`).join(', ');
    const text = `insert into late_repeat (${COLUMNS}) select * from unnest(${lists}) on conflict (index) do nothing`;
    await this.#sql.query(text, [
      found.map(({ index }) => index),
      found.map(({ firstIndex }) => firstIndex),
      found.map(({ decision }) => asBuffer(decision)),
      found.map(({ content }) => content),
      found.map(({ deployment }) => deployment),
      found.map(({ hourMs }) => hourMs),
      found.map(({ detectedAtMs }) => detectedAtMs),
    ]);
  }

  async between(first: number, end: number): Promise<LateRepeat[]> {
    const text = `select ${COLUMNS} from late_repeat where index >= $1 and index < $2 order by index`;
    return (await this.#sql.query<RepeatRow>(text, [first, end])).map(toRepeat);
  }

  async newest(limit: number): Promise<LateRepeat[]> {
    const text = `select ${COLUMNS} from late_repeat order by index desc limit $1`;
    return (await this.#sql.query<RepeatRow>(text, [limit])).map(toRepeat);
  }

  async about(decisions: readonly Uint8Array[]): Promise<LateRepeat[]> {
    const text = `select ${COLUMNS} from late_repeat where decision = any($1::bytea[]) order by index`;
    return (await this.#sql.query<RepeatRow>(text, [decisions.map(asBuffer)])).map(toRepeat);
  }

  async firstOf(decision: Uint8Array): Promise<number | null> {
    const text = 'select min(first_index) as first from late_repeat where decision = $1';
    const [row] = await this.#sql.query<{ first: string | null }>(text, [asBuffer(decision)]);
    return row === undefined || row.first === null ? null : Number(row.first);
  }

  async counts(): Promise<Readonly<Record<LateRepeat['content'], number>>> {
    const rows = await this.#sql.query<{ content: LateRepeat['content']; n: string }>(
      'select content, count(*) as n from late_repeat group by content',
    );
    return { same: 0, other: 0, unknown: 0, ...Object.fromEntries(rows.map(({ content, n }) => [content, Number(n)])) };
  }

  async forget(decisions: readonly Uint8Array[]): Promise<void> {
    const received = `select received_at from batch where log = 'main' and first_index <= late_repeat.index
      order by first_index desc limit 1`;
    await this.#sql.query(
      `update late_repeat set hour = (${received}) / ${HOUR_MS} * ${HOUR_MS} where decision = any($1::bytea[])`,
      [decisions.map(asBuffer)],
    );
  }
}

const toRepeat = (row: RepeatRow): LateRepeat => ({
  index: Number(row.index),
  firstIndex: Number(row.first_index),
  decision: row.decision,
  content: row.content,
  deployment: row.deployment,
  hourMs: Number(row.hour),
  detectedAtMs: Number(row.detected_at),
});
