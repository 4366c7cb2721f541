import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSigner } from '../../../src/adapters/data-folder/signing-keys.js';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import { memoryStores } from '../../../src/apps/testing/stores/memory-stores.js';
import { type DecisionServices, openDecisionService } from '../../../src/domain/decisions/service.js';
import type { KeySlot, LogSigner } from '../../../src/domain/log/ports/index.js';
import { KeyPages } from '../../../src/domain/log/seal/key-pages.js';
import { type OpenedBatch, openBatch } from '../../../src/domain/log/seal/open-batch.js';
import { type Mortality, mortalStores } from './mortal.js';
import { clockedRuntime } from './service.js';

const folders: string[] = [];

/** Removes the key files of every world. */
export function removeWorlds(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** No write comes by itself within the life of a test. */
const NEVER = 1e9;

/** What stays when a process dies: stores, key files and the clock on the wall. */
export class World {
  readonly stores = memoryStores(Date.UTC(2026, 10, 22, 12));
  readonly runtime = clockedRuntime();
  readonly ids: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'tribune-cut-'));

  constructor() {
    folders.push(this.folder);
  }

  /** A process over what stays; `life` says when it dies. */
  async start(life?: Mortality): Promise<Process> {
    const signers = {
      main: await openSigner(join(this.folder, 'main.key'), { name: 'ledger.test/main', mayCreate: true }),
      reads: await openSigner(join(this.folder, 'reads.key'), { name: 'ledger.test/reads', mayCreate: true }),
    };
    const stores = life === undefined ? this.stores : mortalStores(life, this.stores);
    const mortalSigner = (signer: LogSigner): LogSigner =>
      life === undefined
        ? signer
        : new Proxy(signer, {
            get: (of, name) => (name === 'keys' ? life.mortal(of.keys!) : Reflect.get(of, name, of)),
          });
    const service = await openDecisionService({
      stores,
      registry: stores.registry,
      runtime: this.runtime,
      signers: { main: mortalSigner(signers.main), reads: mortalSigner(signers.reads) },
      // Heads and epochs come when a test says so: every run makes the same writes.
      publishIntervalMs: NEVER,
      epochMs: 0,
      limits: { recordsPerBatch: 3 },
      onProblem: () => undefined,
    });
    return { world: this, service, stores };
  }

  async opened(): Promise<OpenedBatch[]> {
    const { decisions, keys, keyring } = this.stores;
    const deps = { store: keys, keyring, runtime: nodeRuntime };
    const pages = { payload: new KeyPages('payload', deps), attributes: new KeyPages('attributes', deps) };
    const batches = await decisions.readFrom('main', 0, NEVER);
    return Promise.all(batches.map((batch) => openBatch({ runtime: nodeRuntime, pages }, batch)));
  }

  /** Every entry of events, as type and payload. */
  async entries(): Promise<{ index: number; type: string; payload: Record<string, unknown> }[]> {
    const entries = [];
    for (const { batch, payload, envelopes, which } of await this.opened()) {
      if (batch.kind !== 'event') continue;
      for (const [position, content] of payload.contents.entries()) {
        const { type } = JSON.parse(`${envelopes[which?.[position] ?? 0]}}`) as { type: string };
        const index = batch.firstIndex + position;
        entries.push({ index, type, payload: JSON.parse(Buffer.from(content!).toString()) });
      }
    }
    return entries;
  }

  /** Decisions about a subject that are not erased. */
  async left(subject: string): Promise<number> {
    const contents = (await this.opened()).flatMap(({ payload }) => payload.contents);
    return contents.filter((content) => content && JSON.parse(Buffer.from(content).toString()).subject === subject)
      .length;
  }

  async entriesOf(type: string): Promise<Record<string, unknown>[]> {
    return (await this.entries()).filter((entry) => entry.type === type).map(({ payload }) => payload);
  }

  /** Keys that the batches of the log are sealed under. */
  async slots(): Promise<{ seq: number; payload: KeySlot; attributes: KeySlot | null }[]> {
    const batches = await this.stores.decisions.readFrom('main', 0, NEVER);
    return batches.map(({ seq, payload, attributes }) => ({ seq, payload, attributes }));
  }

  /** Whether a key is still in its page. */
  async isThere(slot: KeySlot): Promise<boolean> {
    const { keys, keyring } = this.stores;
    const pages = new KeyPages('payload', { store: keys, keyring, runtime: nodeRuntime });
    return pages.key(slot).then(
      () => true,
      () => false,
    );
  }
}

export interface Process {
  readonly world: World;
  readonly service: DecisionServices;
  readonly stores: World['stores'];
}
