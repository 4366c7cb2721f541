import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from '../durable-files/index.js';
import { storeError } from '../postgres/engine/index.js';

/**
 * Which steps of upgrades are under way and which have ended, in two files of the folder of keys. Their place is not the database: whoever
 * can write there could have a step done again, and so have rows adopted that the service never wrote.
 */
export class UpgradeSteps {
  /** Migrations whose step beside SQL has not ended yet; the file is there only while there are some. */
  readonly #unfinished: string;
  /** Migrations whose step has ended; it is never done again. */
  readonly #finished: string;

  constructor(keysFolder: string) {
    this.#unfinished = join(keysFolder, 'unfinished-steps.json');
    this.#finished = join(keysFolder, 'finished-steps.json');
  }

  /** Ids of the migrations whose step is due, in the order in which they were added. */
  async due(): Promise<string[]> {
    const finished = new Set(await readIds(this.#finished));
    return (await readIds(this.#unfinished)).filter((id) => !finished.has(id));
  }

  /**
   * Adds migrations durably, before they are applied.
   *
   * @throws TribuneError STORE_INVALID where the step of one of them has ended before: then the database was changed or set back
   */
  async add(ids: readonly string[]): Promise<void> {
    const finished = new Set(await readIds(this.#finished));
    const again = ids.find((id) => finished.has(id));
    if (again !== undefined) throw wasFinished(again);
    const there = await readIds(this.#unfinished);
    await write(this.#unfinished, [...new Set([...there, ...ids])]);
  }

  /** Notes durably that the steps of these migrations have ended. After a crash between the two files the first one counts. */
  async finish(ids: readonly string[]): Promise<void> {
    const before = await readIds(this.#finished);
    const finished = [...new Set([...before, ...ids])];
    if (finished.length > before.length) await write(this.#finished, finished);
    const unfinished = await readIds(this.#unfinished);
    const left = unfinished.filter((id) => !finished.includes(id));
    if (left.length < unfinished.length) await write(this.#unfinished, left);
  }

  /**
   * Lets steps that have ended be done again, on a database that was restored on purpose to a state before them.
   *
   * @returns those of `ids` that had ended
   */
  async repeat(ids: readonly string[]): Promise<readonly string[]> {
    const finished = await readIds(this.#finished);
    const again = finished.filter((id) => ids.includes(id));
    if (again.length > 0)
      await write(
        this.#finished,
        finished.filter((id) => !ids.includes(id)),
      );
    return again;
  }
}

async function readIds(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storeError('STORE_INVALID', `cannot read ${path}`, 'Check its owner and permissions.', cause);
  }
  const ids = parseIds(text);
  if (ids !== null) return ids;
  const remedy = 'It lists steps of upgrades. Put its copy back from the backup of the folder.';
  throw storeError('STORE_INVALID', `${path} is damaged`, remedy);
}

async function write(path: string, ids: readonly string[]): Promise<void> {
  try {
    if (ids.length > 0) return await writeDurably(path, `${JSON.stringify(ids)}\n`);
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  } catch (cause) {
    throw storeError('STORE_UNAVAILABLE', `cannot write ${path}`, 'Free space or mend permissions.', cause);
  }
}

function parseIds(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
  } catch {
    return null;
  }
}

const wasFinished = (id: string): Error =>
  storeError(
    'STORE_INVALID',
    `the database says that it never had migration ${id}, but the folder of keys says that its rows were sealed`,
    'Somebody changed the database: find out who, and restore the newest backup. After a deliberate restore to a state before that upgrade: tribune ledger accept-rollback.',
  );
