import { readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readCheckpoint } from '../../core/ledger/index.js';
import type { LogName, SignedCheckpoint } from '../../domain/log/ports/index.js';
import { syncFolder, writeDurably } from '../durable-files/index.js';
import { storeError } from '../postgres/engine/index.js';

/**
 * The last checkpoint of each log, stored beside the signing keys, so that a database that was set back to an older state is detected.
 * Copies of the database do not contain it. When both are restored from the same day, only outsiders can detect it.
 */
export class PinnedCheckpoints {
  readonly #folder: string;

  constructor(keysFolder: string) {
    this.#folder = keysFolder;
  }

  async read(log: LogName): Promise<SignedCheckpoint | null> {
    const path = this.#path(log);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw storeError('STORE_INVALID', `cannot read ${path}`, 'Check its owner and permissions.', cause);
    }
    try {
      const { size, root } = readCheckpoint(bytes).checkpoint;
      return { log, size, root, note: new TextDecoder().decode(bytes) };
    } catch (cause) {
      const remedy =
        'It holds the last checkpoint of the log. Put its copy back, or see docs/guides/ledger-operations.md.';
      throw storeError('STORE_INVALID', `${path} is damaged`, remedy, cause);
    }
  }

  write({ log, note }: SignedCheckpoint): Promise<void> {
    return this.#put(this.#path(log), note);
  }

  /** The fault that was found in a log, in words; null while there is none. */
  async readFault(log: LogName): Promise<string | null> {
    const path = this.#faultPath(log);
    try {
      return (await readFile(path, 'utf8')).trim();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw storeError('STORE_INVALID', `cannot read ${path}`, 'Check its owner and permissions.', cause);
    }
  }

  async writeFault(log: LogName, fault: string | null): Promise<void> {
    const path = this.#faultPath(log);
    if (fault !== null) return this.#put(path, `${fault}\n`);
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  }

  async #put(path: string, content: string): Promise<void> {
    try {
      await writeDurably(path, content);
    } catch (cause) {
      throw storeError('STORE_UNAVAILABLE', `cannot write ${path}`, 'Free space or mend permissions.', cause);
    }
  }

  /** Moves the checkpoint of a log aside, as evidence of the abandoned state. Returns its new path; null when there was none. */
  async setAside(log: LogName, suffix: string): Promise<string | null> {
    const [path, aside] = [this.#path(log), `${this.#path(log)}.${suffix}`];
    if (!(await exists(path))) return null;
    await rename(path, aside);
    await syncFolder(dirname(path));
    return aside;
  }

  #faultPath(log: LogName): string {
    return join(this.#folder, `ledger-${log}.halted`);
  }

  #path(log: LogName): string {
    return join(this.#folder, `ledger-${log}.head`);
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
