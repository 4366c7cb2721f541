import type { IdempotentAnswer, SeenNumber } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, type RowSeal } from '../tables/index.js';
import { asBuffer } from './as-buffer.js';

/** Name of the table in the seals. */
export const KEPT_ANSWER = 'kept_answer';

/** An answer with its keyed hash. */
export interface SealedAnswer extends IdempotentAnswer {
  readonly seal: Uint8Array;
}

interface AnswerRow {
  scope: string;
  key: string;
  body_digest: Buffer;
  answer: string;
  received_at: string;
  producer: string | null;
  sequence: string | null;
  seal: Buffer | null;
}

const COLUMNS = 'scope, key, body_digest, answer, received_at, producer, sequence, seal';
/** Number of rows that are sealed at once when the schema is brought up to date. */
const PAGE = 1000;
const ANSWER_MENDING =
  'Send the records again under another idempotency key: those that were taken count as duplicates by their ids.';
const NUMBER_MENDING = 'Then remove the row: its number counts as one that never came.';

/**
 * Reads and seals the answers to requests that may come again, and the numbers of requests. A changed row is never given out: it would tell a
 * sender that records were taken which were not, or hide that numbers never came.
 */
export class AnswerTable {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, seal: RowSeal) {
    this.#sql = sql;
    this.#seal = seal;
  }

  prepare(answers: readonly IdempotentAnswer[]): SealedAnswer[] {
    return answers.map((answer) => ({ ...answer, seal: this.#seal.of(sealedPart(answer)) }));
  }

  async find(scope: string, key: string): Promise<IdempotentAnswer | null> {
    const text = `select ${COLUMNS} from kept_answer where scope = $1 and key = $2`;
    const [row] = await this.#sql.query<AnswerRow>(text, [scope, key]);
    if (row === undefined) return null;
    if (!this.#isOwn(row)) throw foreignRow('the answer under this idempotency key', ANSWER_MENDING);
    const { seen: _, ...answer } = toAnswer(row);
    return answer;
  }

  /** Gives the numbers of requests received at or after a time, in the order of answering. */
  async numbersSince(receivedAtMs: number): Promise<SeenNumber[]> {
    const text = `select ${COLUMNS} from kept_answer where received_at >= $1 and sequence is not null
      order by received_at, sequence`;
    return (await this.#sql.query<AnswerRow>(text, [receivedAtMs])).map((row) => {
      if (this.#isOwn(row)) return toAnswer(row).seen!;
      throw foreignRow(`request ${row.sequence} of producer ${row.producer} in the table kept_answer`, NUMBER_MENDING);
    });
  }

  /** Seals the rows that a program without seals left, when the schema is brought up to date. */
  async adopt(): Promise<void> {
    const text = `select ${COLUMNS} from kept_answer where (scope, key) > ($1, $2) order by scope, key limit ${PAGE}`;
    const update = `update kept_answer a set seal = s.seal from unnest($1::text[], $2::text[], $3::bytea[]) as s (scope, key, seal)
      where a.scope = s.scope and a.key = s.key and a.seal is null`;
    let last = { scope: '', key: '' };
    for (;;) {
      const rows = await this.#sql.query<AnswerRow>(text, [last.scope, last.key]);
      const unsealed = rows.filter(({ seal }) => seal === null);
      if (unsealed.length > 0) {
        const seals = unsealed.map((row) => this.#seal.of(sealedPartOf(row)));
        await this.#sql.query(update, [unsealed.map(({ scope }) => scope), unsealed.map(({ key }) => key), seals]);
      }
      if (rows.length < PAGE) return;
      last = rows.at(-1)!;
    }
  }

  #isOwn(row: AnswerRow): boolean {
    return this.#seal.isOwn(sealedPartOf(row), row.seal);
  }
}

const sealedPart = ({ scope, key, bodyDigest, answer, receivedAtMs, seen }: IdempotentAnswer) => ({
  scope,
  key,
  bodyDigest: asBuffer(bodyDigest).toString('hex'),
  answer,
  receivedAtMs,
  producer: seen?.source ?? null,
  sequence: seen?.sequence ?? null,
});

/** The same of a row, every column as it stands there. */
const sealedPartOf = (row: AnswerRow): ReturnType<typeof sealedPart> => ({
  ...sealedPart(toAnswer(row)),
  producer: row.producer,
  sequence: row.sequence === null ? null : Number(row.sequence),
});

function toAnswer({ scope, key, body_digest: bodyDigest, answer, producer, ...row }: AnswerRow): IdempotentAnswer {
  const receivedAtMs = Number(row.received_at);
  const isNumbered = row.sequence !== null && producer !== null;
  const seen = isNumbered ? { seen: { source: producer, sequence: Number(row.sequence), receivedAtMs } } : {};
  return { scope, key, bodyDigest, answer, receivedAtMs, ...seen };
}
