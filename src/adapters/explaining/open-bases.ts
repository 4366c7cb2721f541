import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Basis, makeExplanations, openBasis } from '../../domain/explained-decisions/making/index.js';
import type { ExplainAnswer, ExplainRequest } from '../../domain/explained-decisions/ports/index.js';
import type { TableReader } from '../../domain/explanations/ports/index.js';
import { readRows } from '../dataset/index.js';

/** Time for which a version stays open that nobody asks about, ms: files that hold persons are in memory no longer. */
const IDLE_MS = 600_000;
/** Versions that stay open: one that many decisions are asked about, and those before it. */
const MOST_OPEN = 4;

/** Explains decisions by versions that stay open, the last ones that were asked for. */
export class OpenBases {
  readonly #folder: string;
  readonly #open = new Map<string, { readonly basis: Basis; readonly idle: NodeJS.Timeout }>();

  /**
   * Opens nothing yet.
   *
   * @param folder for the people to compare with while they are read, which holds nothing afterwards
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async explain(request: ExplainRequest): Promise<ExplainAnswer> {
    const open = this.#open.get(request.basis);
    open?.idle.refresh();
    const basis = open?.basis ?? (await this.#opened(request));
    if (basis === null) return { kind: 'files-wanted' };
    return { kind: 'made', facts: basis.facts, made: await makeExplanations(basis, request) };
  }

  async #opened({ basis: name, files, version, explain }: ExplainRequest): Promise<Basis | null> {
    if (files === null) return null;
    const basis = await withTable(this.#folder, files.background, `the background ${explain.background}`, (people) =>
      openBasis({ version, explain }, files, people),
    );
    this.#open.set(name, { basis, idle: setTimeout(() => this.forget(name), IDLE_MS).unref() });
    if (this.#open.size > MOST_OPEN) this.forget(this.#open.keys().next().value!);
    return basis;
  }

  /** Closes a version; nothing happens where it is not open. */
  forget(name: string): void {
    clearTimeout(this.#open.get(name)?.idle);
    this.#open.delete(name);
  }
}

/** Reads a table from a file that exists only that long, closed to others, because it holds people. */
async function withTable<T>(
  folder: string,
  bytes: Uint8Array,
  name: string,
  use: (table: TableReader) => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomBytes(8).toString('hex')}${endingOf(bytes)}`);
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
    return await use({
      name,
      read: async ({ purpose: _, ...reading }) => readRows(path, { ...reading, purpose: 'inputs of the model' }),
    });
  } finally {
    rmSync(path, { force: true });
  }
}

/** What the file is called at its end, by its first bytes: those of Parquet, an object of JSON Lines, otherwise CSV. */
function endingOf(bytes: Uint8Array): string {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  if (start.startsWith('PAR1')) return '.parquet';
  return start.startsWith('{') ? '.jsonl' : '.csv';
}
