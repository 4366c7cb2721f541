import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IdSpill, SpilledBytes } from '../../domain/log/ports/index.js';
import { storeError } from '../postgres/engine/index.js';

/** Most files that are held open; opening one costs ten times a read. */
const MOST_OPEN = 128;
const REMEDY = 'Check the disk and start the service again: the files are made anew out of the database.';

/**
 * Tables of ids as files of one folder, readable by the owner only. They hold fingerprints under a key that only this process has, so they
 * are emptied at start, and nothing is forced to the disk.
 */
export class FileIdSpill implements IdSpill {
  readonly #folder: string;
  /** Descriptors by path, oldest first. */
  readonly #open = new Map<string, number>();
  /** Paths of files that exist. A file that is being removed must not be opened again, because its descriptor would stay open. */
  readonly #kept = new Set<string>();
  #nFiles = 0;
  #isClosed = false;

  /** Empties the folder, or makes it. Throws `STORE_INVALID` when it cannot. */
  constructor(folder: string) {
    this.#folder = folder;
    try {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { mode: 0o700 });
    } catch (cause) {
      throw storeError('STORE_INVALID', `cannot empty the folder ${folder}`, 'Check space and permissions.', cause);
    }
  }

  async keep(parts: readonly Uint8Array[]): Promise<SpilledBytes> {
    const path = join(this.#folder, `${this.#nFiles++}.ids`);
    try {
      await writeFile(path, parts, { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      await rm(path, { force: true }).catch(() => undefined);
      const problem = `cannot write ${path}; ids stay in memory`;
      throw storeError('STORE_UNAVAILABLE', problem, 'Check space and permissions; it is tried again.', cause);
    }
    this.#kept.add(path);
    return { read: (offset, into) => this.#read(path, offset, into), remove: () => this.#remove(path) };
  }

  /** Removes the folder. */
  close(): void {
    this.#isClosed = true;
    for (const path of [...this.#open.keys()]) this.#shut(path);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(path: string, offset: number, into: Uint8Array): void {
    if (!this.#kept.has(path)) throw storeError('STORE_INVALID', `${path} was removed`, REMEDY);
    let got: number;
    try {
      got = readSync(this.#open.get(path) ?? this.#opened(path), into, 0, into.length, offset);
    } catch (cause) {
      const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      throw storeError(isGone ? 'STORE_INVALID' : 'STORE_UNAVAILABLE', `cannot read ${path}`, REMEDY, cause);
    }
    if (got < into.length) throw storeError('STORE_INVALID', `${path} is shorter than it was`, REMEDY);
  }

  #opened(path: string): number {
    if (this.#open.size >= MOST_OPEN) this.#shut(this.#open.keys().next().value!);
    const file = openSync(path, 'r');
    this.#open.set(path, file);
    return file;
  }

  #shut(path: string): void {
    const file = this.#open.get(path);
    if (file === undefined) return;
    this.#open.delete(path);
    closeSync(file);
  }

  #remove(path: string): void {
    this.#kept.delete(path);
    this.#shut(path);
    // A file that remains after a failure is removed at the next start.
    if (!this.#isClosed) void rm(path, { force: true }).catch(() => undefined);
  }
}
