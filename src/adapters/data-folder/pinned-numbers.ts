import { readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Mutex } from '../../core/base/mutex.js';
import { syncFolder, writeDurably } from '../durable-files/index.js';
import { storeError } from '../postgres/engine/index.js';

/** Numbers that only grow, by name. */
type Numbers = Readonly<Record<string, number>>;

/**
 * How far tables had come that lie beside the log, in a file of the folder of keys: how many rows there were, or the last number of each.
 * Whoever has the database alone can take rows away, and can put back older rows of ours, but not below these numbers unnoticed. An older
 * copy of the file asks for less, so it never refuses a database that is whole.
 */
export class PinnedNumbers {
  readonly path: string;
  readonly #writing = new Mutex();

  constructor(keysFolder: string) {
    this.path = join(keysFolder, 'pinned-numbers.json');
  }

  /** Gives the numbers of a table; none where nothing was noted yet. */
  async read(table: string): Promise<Numbers> {
    return (await this.#read())[table] ?? {};
  }

  /** Replaces the numbers of a table, durably. */
  write(table: string, numbers: Numbers): Promise<void> {
    return this.#writing.run(async () => {
      const all = await this.#read();
      try {
        await writeDurably(this.path, `${JSON.stringify({ ...all, [table]: numbers })}\n`);
      } catch (cause) {
        throw storeError('STORE_UNAVAILABLE', `cannot write ${this.path}`, 'Free space or mend permissions.', cause);
      }
    });
  }

  /** Moves the file aside, after a deliberate restore to an older state. */
  async setAside(suffix: string): Promise<void> {
    try {
      await rename(this.path, `${this.path}.${suffix}`);
      await syncFolder(dirname(this.path));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  }

  async #read(): Promise<Readonly<Record<string, Numbers>>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw storeError('STORE_INVALID', `cannot read ${this.path}`, 'Check its owner and permissions.', cause);
    }
    const tables = parseTables(text);
    if (tables !== null) return tables;
    const remedy = 'It says how far tables beside the log had come. Put its copy back from the backup of the folder.';
    throw storeError('STORE_INVALID', `${this.path} is damaged`, remedy);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseTables(text: string): Readonly<Record<string, Numbers>> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isWhole =
      isRecord(value) &&
      Object.values(value).every((table) => isRecord(table) && Object.values(table).every(Number.isSafeInteger));
    return isWhole ? (value as Readonly<Record<string, Numbers>>) : null;
  } catch {
    return null;
  }
}
