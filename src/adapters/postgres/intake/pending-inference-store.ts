import { MAX_PROBLEMS } from '../../../domain/intake/index.js';
import type {
  IntakeProblem,
  PendingInference,
  PendingInferenceKey,
  PendingInferenceStore,
} from '../../../domain/intake/ports.js';
import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';

type Part = PendingInference['part'];

interface PendingInferenceRow {
  deployment: string;
  event: string;
  part: Part;
  received_at: string;
  epoch: number;
  sealed: Buffer;
}

interface ProblemRow {
  noted_at: string;
  deployment: string;
  event: string;
  kind: IntakeProblem['kind'];
  detail: string;
}

const encoder = new TextEncoder();
const LABEL = encoder.encode('tribune.half/v1');

/**
 * Stores waiting messages of inferences in PostgreSQL, each sealed with AES-256-GCM under a key derived from that of the epoch: a backup of
 * the database opens none once the epoch is over, as erasure promises for decisions. A random nonce of 96 bits allows 2^32 messages an
 * epoch
 * (NIST SP 800-38D section 8.3); epochs last a day.
 */
export class PostgresPendingInferenceStore implements PendingInferenceStore {
  readonly #sql: Sql;
  readonly #keyring: Keyring;
  readonly #runtime: Runtime;

  constructor(sql: Sql, { keyring, runtime }: { keyring: Keyring; runtime: Runtime }) {
    this.#sql = sql;
    this.#keyring = keyring;
    this.#runtime = runtime;
  }

  async insert(half: PendingInference): Promise<boolean> {
    const epoch = this.#keyring.currentEpoch();
    const rows = await this.#sql.query(
      `insert into intake_half (deployment, event, part, received_at, epoch, sealed) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning epoch`,
      [half.deployment, half.event, half.part, half.receivedAtMs, epoch, this.#seal(half, epoch, half.bytes)],
    );
    return rows.length === 1;
  }

  async find({ deployment, event }: PendingInferenceKey, part: Part): Promise<PendingInference | null> {
    const [row] = await this.#sql.query<PendingInferenceRow>(
      'select * from intake_half where deployment = $1 and event = $2 and part = $3',
      [deployment, event, part],
    );
    return row === undefined ? null : this.#open(row);
  }

  async remove({ deployment, event }: PendingInferenceKey): Promise<void> {
    await this.#sql.query('delete from intake_half where deployment = $1 and event = $2', [deployment, event]);
  }

  async count(): Promise<number> {
    const [row] = await this.#sql.query<{ n: string }>('select count(*) as n from intake_half');
    return Number(row?.n ?? 0);
  }

  async waitingSince(receivedAtMs: number, limit: number): Promise<Omit<PendingInference, 'bytes'>[]> {
    const rows = await this.#sql.query<Omit<PendingInferenceRow, 'sealed'>>(
      `select deployment, event, part, received_at from intake_half where received_at <= $1 order by received_at limit $2`,
      [receivedAtMs, limit],
    );
    return rows.map(({ deployment, event, part, received_at }) => {
      return { deployment, event, part, receivedAtMs: Number(received_at) };
    });
  }

  async leaveEpoch(epoch: number): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      const rows = await sql.query<PendingInferenceRow>('select * from intake_half where epoch = $1 for update', [
        epoch,
      ]);
      const next = this.#keyring.currentEpoch();
      for (const row of rows) {
        const half = this.#open(row);
        await sql.query(
          'update intake_half set epoch = $4, sealed = $5 where deployment = $1 and event = $2 and part = $3',
          [half.deployment, half.event, half.part, next, this.#seal(half, next, half.bytes)],
        );
      }
    });
  }

  async note({ notedAtMs, deployment, event, kind, detail }: IntakeProblem): Promise<void> {
    const [row] = await this.#sql.query<{ id: string }>(
      'insert into intake_problem (noted_at, deployment, event, kind, detail) values ($1, $2, $3, $4, $5) returning id',
      [notedAtMs, deployment, event, kind, detail],
    );
    await this.#sql.query('delete from intake_problem where id <= $1', [Number(row?.id ?? 0) - MAX_PROBLEMS]);
  }

  async problems(limit: number): Promise<IntakeProblem[]> {
    const rows = await this.#sql.query<ProblemRow>('select * from intake_problem order by id desc limit $1', [limit]);
    return rows.map(({ noted_at, deployment, event, kind, detail }) => {
      return { notedAtMs: Number(noted_at), deployment, event, kind, detail };
    });
  }

  #key(epoch: number): Uint8Array {
    return this.#runtime.hmacSha256(this.#keyring.key(epoch), LABEL);
  }

  #seal(half: PendingInferenceKey & { part: Part }, epoch: number, bytes: Uint8Array): Buffer {
    return asBuffer(this.#runtime.seal(this.#key(epoch), aadOf(half, epoch), this.#runtime.compress(bytes)));
  }

  #open(row: PendingInferenceRow): PendingInference {
    const { deployment, event, part, epoch } = row;
    const packed = this.#runtime.open(this.#key(epoch), aadOf(row, epoch), row.sealed);
    const bytes = this.#runtime.decompress(packed, MAX_OPENED);
    return { deployment, event, part, receivedAtMs: Number(row.received_at), bytes };
  }
}

/** Greatest size of an opened message. It exceeds what the service takes in, as JSON written anew may be longer. */
const MAX_OPENED: number = 64 * 1024 * 1024;

const aadOf = ({ deployment, event, part }: PendingInferenceKey & { part: Part }, epoch: number): Uint8Array =>
  encoder.encode(JSON.stringify(['tribune.half/v1', deployment, event, part, epoch]));

/** A keyring that destroys no key while waiting messages still need it: they are sealed anew first. */
export function keyringFor(keyring: Keyring, pendingInferences: PendingInferenceStore): Keyring {
  return {
    currentEpoch: () => keyring.currentEpoch(),
    epochStartedAtMs: () => keyring.epochStartedAtMs(),
    key: (epoch) => keyring.key(epoch),
    epochs: () => keyring.epochs(),
    indexKey: () => keyring.indexKey(),
    begin: (epoch, nowMs) => keyring.begin(epoch, nowMs),
    async destroy(epoch) {
      await pendingInferences.leaveEpoch(epoch);
      await keyring.destroy(epoch);
    },
  };
}
