import type * as FileSystem from 'node:fs/promises';
import type * as Path from 'node:path';
import { DecisionLogError } from './errors.js';

/**
 * Batches on disk until they are accepted. Files hold records as they are sent, hence personal data, and are readable by their owner only.
 */
export interface Spool {
  /** Batches that an earlier process left, oldest first. */
  readonly found: readonly string[];
  /** Stores a batch durably and returns its name. */
  put(idempotencyKey: string, body: Uint8Array): Promise<string>;
  read(name: string): Promise<Uint8Array>;
  remove(name: string): Promise<void>;
  /** Moves a batch that the service will never accept into the folder `failed`, for a person to examine. */
  setAside(name: string, body: Uint8Array): Promise<void>;
}

const NAME = /^\d{15}-\d{6}-([0-9a-f-]{36})\.ndjson$/;
const FAILED = 'failed';

/** Key under which the batch was sent, so that a restart uses the same. */
export const keyOf = (name: string): string => NAME.exec(name)![1]!;

/**
 * Loads modules of Node by a name that bundlers cannot follow, so that a build for browsers contains none of them. It is called only when a
 * spool is used.
 */
async function nodeModules(): Promise<{ fs: typeof FileSystem; path: typeof Path }> {
  const load = (name: string): Promise<unknown> => import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  const [fs, path] = await Promise.all([load('node:fs/promises'), load('node:path')]);
  return { fs: fs as typeof FileSystem, path: path as typeof Path };
}

/** Opens a spool folder, and makes it if it is absent. Several processes may share it. Throws `SPOOL_UNUSABLE`. */
export async function openSpool(folder: string): Promise<Spool> {
  try {
    const { fs, path } = await nodeModules();
    await fs.mkdir(path.join(folder, FAILED), { recursive: true, mode: 0o700 });
    const found = (await fs.readdir(folder)).filter((name) => NAME.test(name)).toSorted();
    const spool = new FolderSpool(folder, found, { fs, path });
    await spool.probe();
    return spool;
  } catch (cause) {
    throw new DecisionLogError('SPOOL_UNUSABLE', `the spool ${folder} cannot be used: ${(cause as Error).message}`, {
      cause,
    });
  }
}

class FolderSpool implements Spool {
  readonly found: readonly string[];
  readonly #folder: string;
  readonly #fs: typeof FileSystem;
  readonly #path: typeof Path;
  #count = 0;

  constructor(folder: string, found: readonly string[], { fs, path }: { fs: typeof FileSystem; path: typeof Path }) {
    this.#folder = folder;
    this.found = found;
    this.#fs = fs;
    this.#path = path;
  }

  /** Tests the folder, so that a fault shows now rather than at the first record. */
  async probe(): Promise<void> {
    await this.#fs.access(this.#folder, this.#fs.constants.R_OK | this.#fs.constants.W_OK);
  }

  async put(idempotencyKey: string, body: Uint8Array): Promise<string> {
    const time = String(Date.now()).padStart(15, '0');
    const name = `${time}-${String(this.#count++ % 1_000_000).padStart(6, '0')}-${idempotencyKey}.ndjson`;
    await this.#write(this.#path.join(this.#folder, name), body);
    return name;
  }

  async read(name: string): Promise<Uint8Array> {
    return new Uint8Array(await this.#fs.readFile(this.#path.join(this.#folder, name)));
  }

  async remove(name: string): Promise<void> {
    await this.#fs.rm(this.#path.join(this.#folder, name), { force: true });
  }

  async setAside(name: string, body: Uint8Array): Promise<void> {
    await this.#write(this.#path.join(this.#folder, FAILED, name), body);
    await this.remove(name);
  }

  /** Writes a file as a whole or not at all; it is on the disk when this returns. */
  async #write(path: string, body: Uint8Array): Promise<void> {
    const draft = `${path}.tmp`;
    const file = await this.#fs.open(draft, 'w', 0o600);
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#fs.rename(draft, path);
    await this.#syncFolder(this.#path.dirname(path));
  }

  async #syncFolder(folder: string): Promise<void> {
    // Windows cannot open folders, so there the rename is as durable as the system makes it.
    const handle = await this.#fs.open(folder, 'r').catch(() => null);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  }
}
