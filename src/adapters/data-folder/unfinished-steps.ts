import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeDurably } from '../durable-files/index.js';
import { storeError } from '../postgres/engine/index.js';

/**
 * Migrations whose step beside SQL has not ended yet, in a file of the folder of keys that is there only while there are some. Its place is
 * not the database: who can write there could have such a step done again, and so have waiting events adopted that the service never kept.
 */
export class UnfinishedSteps {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Ids of the migrations, in the order in which they were added. */
  async read(): Promise<string[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw storeError('STORE_INVALID', `cannot read ${this.#path}`, 'Check its owner and permissions.', cause);
    }
    const ids = readIds(text);
    if (ids !== null) return ids;
    const remedy =
      'It lists the steps of an upgrade that have not ended. Put its copy back from the backup of the folder.';
    throw storeError('STORE_INVALID', `${this.#path} is damaged`, remedy);
  }

  /** Adds migrations durably, before they are applied. */
  async add(ids: readonly string[]): Promise<void> {
    const there = await this.read();
    await this.#write([...new Set([...there, ...ids])]);
  }

  /** Takes out a migration whose step has ended. */
  async finish(id: string): Promise<void> {
    await this.#write((await this.read()).filter((one) => one !== id));
  }

  async #write(ids: readonly string[]): Promise<void> {
    try {
      if (ids.length > 0) return await writeDurably(this.#path, `${JSON.stringify(ids)}\n`);
      await rm(this.#path, { force: true });
      await syncFolder(dirname(this.#path));
    } catch (cause) {
      throw storeError('STORE_UNAVAILABLE', `cannot write ${this.#path}`, 'Free space or mend permissions.', cause);
    }
  }
}

function readIds(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
  } catch {
    return null;
  }
}
