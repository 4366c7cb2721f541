import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  LedgerStore,
  LogName,
  PendingEvent,
  RotationRecord,
  SignedCheckpoint,
  TreeGrowth,
} from '../../../domain/log/ports/index.js';
import type { PinnedCheckpoints } from '../../data-folder/index.js';
import type { FileThread } from '../../tile-files/index.js';
import { storeError } from '../engine/fail.js';
import type { Sql } from '../engine/sql-access.js';
import type { Writer } from '../engine/writer.js';
import type { EventSeal } from '../tables/store-room.js';
import { asBuffer } from './as-buffer.js';
import { insertEvent } from './outbox.js';

/** Matches the paths of the C2SP layout and nothing else; none contains `..`, so none leaves the folder. */
const SAFE_PATH = /^(checkpoint|rotations|tile\/[0-9a-z]+(\/[0-9x]+)*(\.p\/[0-9]+)?)$/;

interface CheckpointRow {
  size: string;
  root: Buffer;
  note: string;
}

interface RotationRow {
  from_size: string;
  statement: string;
  rotated_at: string;
  retires_at: string;
}

interface Places {
  readonly folder: string;
  readonly files: FileThread;
  readonly pinned: PinnedCheckpoints;
  readonly seal: EventSeal;
}

/**
 * Stores checkpoints in PostgreSQL, the last one also among the keys, and tiles as files below `DIR/ledger/LOG`, a folder that
 * `tribune verify --log` reads as it is.
 */
export class PostgresLedgerStore implements LedgerStore {
  readonly #sql: Sql;
  readonly #writer: Writer;
  readonly #folder: string;
  readonly #files: FileThread;
  readonly #pinned: PinnedCheckpoints;
  readonly #seal: EventSeal;

  constructor(sql: Sql, writer: Writer, { folder, files, pinned, seal }: Places) {
    this.#sql = sql;
    this.#writer = writer;
    this.#folder = folder;
    this.#files = files;
    this.#pinned = pinned;
    this.#seal = seal;
  }

  async lastCheckpoint(log: LogName): Promise<SignedCheckpoint | null> {
    const rows = await this.#sql.query<CheckpointRow>('select size, root, note from ledger_head where log = $1', [log]);
    return toHead(log, rows[0]);
  }

  async saveCheckpoint({ log, size, root, note }: SignedCheckpoint): Promise<void> {
    const text = `insert into ledger_head as h (log, size, root, note) values ($1, $2, $3, $4)
      on conflict (log) do update set size = excluded.size, root = excluded.root, note = excluded.note
      where excluded.size > h.size or (excluded.size = h.size and excluded.root = h.root) returning 1`;
    const kept = await this.#writer.query(
      { name: 'keep_head', text, values: [log, size, asBuffer(root), note] },
      'keeping a head',
    );
    if (kept.length === 1) return;
    const remedy = 'Restore the newest backup; never sign a head that contradicts one that was shown.';
    throw storeError(
      'LEDGER_INVALID',
      `a checkpoint of ${size} entries contradicts the one signed before in log ${log}`,
      remedy,
    );
  }

  pinnedCheckpoint(log: LogName): Promise<SignedCheckpoint | null> {
    return this.#pinned.read(log);
  }

  pinCheckpoint(head: SignedCheckpoint): Promise<void> {
    return this.#pinned.write(head);
  }

  loadFault(log: LogName): Promise<string | null> {
    return this.#pinned.readFault(log);
  }

  saveFault(log: LogName, fault: string | null): Promise<void> {
    return this.#pinned.writeFault(log, fault);
  }

  async cosignedCheckpoint(log: LogName): Promise<SignedCheckpoint | null> {
    const rows = await this.#sql.query<CheckpointRow>('select size, root, note from cosigned_head where log = $1', [
      log,
    ]);
    return toHead(log, rows[0]);
  }

  async saveCosignedCheckpoint({ log, size, root, note }: SignedCheckpoint): Promise<void> {
    const text = `insert into cosigned_head (log, size, root, note) values ($1, $2, $3, $4)
      on conflict (log) do update set size = excluded.size, root = excluded.root, note = excluded.note`;
    await this.#sql.query(text, [log, size, asBuffer(root), note]);
  }

  async rotations(log: LogName): Promise<RotationRecord[]> {
    const text = 'select from_size, statement, rotated_at, retires_at from key_rotation where log = $1 order by id';
    return (await this.#sql.query<RotationRow>(text, [log])).map((row) => ({
      log,
      fromSize: Number(row.from_size),
      statement: row.statement,
      rotatedAtMs: Number(row.rotated_at),
      retiresAtMs: Number(row.retires_at),
    }));
  }

  async saveRotation(rotation: RotationRecord, event: PendingEvent): Promise<void> {
    const { log, fromSize, statement, rotatedAtMs, retiresAtMs } = rotation;
    await this.#sql.transaction(async (sql) => {
      const text = `insert into key_rotation (log, from_size, statement, rotated_at, retires_at) values ($1, $2, $3, $4, $5)`;
      await sql.query(text, [log, fromSize, statement, rotatedAtMs, retiresAtMs]);
      await insertEvent(sql, event, this.#seal);
    });
  }

  async readFile(log: LogName, path: string): Promise<Uint8Array | null> {
    if (!SAFE_PATH.test(path)) return null;
    try {
      return new Uint8Array(await readFile(join(this.#folder, log, path)));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
      throw storeError('STORE_UNAVAILABLE', `cannot read ${path} of log ${log}`, 'Check the disk.', cause);
    }
  }

  async writeFiles(log: LogName, files: readonly { path: string; bytes: Uint8Array }[]): Promise<void> {
    const absolute = files.map(({ path, bytes }) => ({ target: join(this.#folder, log, path), bytes }));
    await written(log, this.#files.write(absolute));
  }

  growTree(log: LogName): TreeGrowth {
    const tree = this.#files.growTree(join(this.#folder, log));
    return {
      begin: (edge) => written(log, tree.begin(edge)),
      append: (leaves) => written(log, tree.append(leaves)),
      settle: () => written(log, tree.settle()),
    };
  }

  async clearFiles(log: LogName): Promise<void> {
    await rm(join(this.#folder, log), { recursive: true, force: true });
  }
}

async function written<T>(log: LogName, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (cause) {
    const remedy = 'Free space or mend permissions; the publisher tries again.';
    throw storeError('STORE_UNAVAILABLE', `cannot write tiles of log ${log}`, remedy, cause);
  }
}

const toHead = (log: LogName, row: CheckpointRow | undefined): SignedCheckpoint | null =>
  row === undefined ? null : { log, size: Number(row.size), root: new Uint8Array(row.root), note: row.note };
