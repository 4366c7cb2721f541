import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Basis, makeExplanations, openBasis } from '../../domain/explained-decisions/making/index.js';
import type { ExplainAnswer, ExplainRequest } from '../../domain/explained-decisions/ports/index.js';
import type { TableReader } from '../../domain/explanations/ports/index.js';
import { type EndpointBasis, explainByEndpoint, openEndpointBasis } from '../../domain/remote-explanations/index.js';
import { isPin } from '../../domain/remote-models/pins/index.js';
import type { AskEndpoint } from '../../domain/remote-models/ports.js';
import { readRows } from '../dataset/index.js';
import { remoteAsker } from '../model-servers/index.js';
import type { ExplainerPlace } from './place.js';

/** Time for which a version stays open that nobody asks about, ms: files that hold persons are in memory no longer. */
const IDLE_MS = 600_000;
/** Versions that stay open: one that many decisions are asked about, and those before it. */
const MOST_OPEN = 4;

/** A version that is open, by its bytes or as an endpoint. */
type Opened = { readonly basis: Basis } | { readonly endpoint: EndpointBasis };

/** Explains decisions by versions that stay open, the last ones that were asked for. */
export class OpenBases {
  readonly #folder: string;
  readonly #endpoints: { readonly ask: AskEndpoint; readonly evaluations: number } | null;
  readonly #open = new Map<string, { readonly opened: Opened; readonly idle: NodeJS.Timeout }>();

  /**
   * Opens nothing yet.
   *
   * @param place its folder is for the people to compare with while they are read, which holds nothing afterwards
   */
  constructor({ folder, endpoints }: ExplainerPlace) {
    this.#folder = folder;
    this.#endpoints = endpoints && { ask: remoteAsker(endpoints), evaluations: endpoints.evaluations };
  }

  async explain(request: ExplainRequest): Promise<ExplainAnswer> {
    const open = this.#open.get(request.basis);
    open?.idle.refresh();
    const opened = open?.opened ?? (await this.#opened(request));
    if (opened === null) return { kind: 'files-wanted' };
    if ('basis' in opened) {
      const { basis } = opened;
      return { kind: 'made', facts: basis.facts, made: await makeExplanations(basis, request) };
    }
    const { endpoint } = opened;
    const made = await explainByEndpoint(endpoint, request.decisions, this.#endpoints!.ask);
    return { kind: 'made', facts: endpoint.facts, made };
  }

  async #opened({ basis: name, files, version, explain }: ExplainRequest): Promise<Opened | null> {
    if (files === null) return null;
    const endpoints = isPin(files.model) ? this.#endpoints : null;
    const what = { version, explain };
    const opened = await withTable(
      this.#folder,
      files.background,
      `the background ${explain.background}`,
      async (people): Promise<Opened> =>
        endpoints === null
          ? { basis: await openBasis(what, files, people) }
          : { endpoint: await openEndpointBasis(what, files, { ...endpoints, background: people }) },
    );
    this.#open.set(name, { opened, idle: setTimeout(() => this.forget(name), IDLE_MS).unref() });
    if (this.#open.size > MOST_OPEN) this.forget(this.#open.keys().next().value!);
    return opened;
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
