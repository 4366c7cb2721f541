import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { LEAF_BYTES, recoverEdge, treeHasher } from '../../core/ledger/index.js';
import { CompactRange } from '../../core/ledger/merkle/compact-range.js';
import { entryBytes } from '../../domain/log/publish/leaves.js';
import { sealBatch } from '../../domain/log/seal/seal-batch.js';
import type { SealJob } from '../../domain/log/seal/seal-job.js';
import { nodeRuntime } from '../runtime/node-runtime.js';
import { type SealThread, sealThread } from '../sealing/seal-thread.js';
import { fileThread } from '../tile-files/file-thread.js';
import { OrderedThread } from './ordered-thread.js';

/** Threads run the built program (`npm test` builds first). */
const built = (name: string): URL => pathToFileURL(resolve(import.meta.dirname, `../../../dist/adapters/${name}`));
const url = built('sealing/seal-worker.js');
const fileUrl = built('tile-files/file-worker.js');
const indexKey = new Uint8Array(32).fill(7);
const ids = Uint8Array.from({ length: 32 }, (_, i) => i);

function job(): SealJob {
  const bytes = new TextEncoder().encode('{"a":{"x":1},"b":2}{"b":3}');
  return {
    kind: 'decision',
    log: 'main',
    seq: 5,
    firstIndex: 9,
    receivedAtMs: 0,
    n: 2,
    bytes,
    ids: ids.slice(),
    contexts: ['"d":"x"'],
    places: Int32Array.of(0, 19, 5, 12, 19, 26, -1, -1),
    which: Uint16Array.of(0, 0),
    subjects: new TextEncoder().encode('anneve'),
    subjectEnds: Int32Array.of(3, 6),
    keys: { payload: new Uint8Array(32).fill(1), attributes: new Uint8Array(32).fill(2) },
  };
}

let thread: SealThread | null = null;

afterEach(async () => {
  await thread?.close();
  thread = null;
});

describe('sealing in a thread', () => {
  it('gives what sealing here gives, but for what is random', async () => {
    thread = sealThread(indexKey, url);
    const [sealed] = await thread.seal([job()]);
    const here = sealBatch(nodeRuntime, indexKey, job());
    expect(sealed!.tags).toEqual(here.tags);
    expect(sealed!.leaves).toHaveLength(64);
    expect(sealed!.payload.length).toBeGreaterThan(28);
    expect(sealed!.attributes).not.toBe(null);
  });

  it('leaves keys and ids to its caller', async () => {
    thread = sealThread(indexKey, url);
    const mine = job();
    await thread.seal([mine]);
    expect(mine.ids).toEqual(ids);
    expect(mine.keys.payload).toEqual(new Uint8Array(32).fill(1));
  });

  it('answers in the order of asking', async () => {
    const started = sealThread(indexKey, url);
    thread = started;
    const jobs = [1, 2, 3].map((n) => Array.from({ length: n }, job));
    const sealed = await Promise.all(jobs.map((some) => started.seal(some)));
    expect(sealed.map(({ length }) => length)).toEqual([1, 2, 3]);
  });

  it('says what went wrong, and goes on', async () => {
    thread = sealThread(indexKey, url);
    const bad = { ...job(), keys: { payload: new Uint8Array(3), attributes: null } };
    await expect(thread.seal([bad])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await thread.seal([job()])).toHaveLength(1);
  });
});

describe('growing a tree in a thread', () => {
  const leaves = (n: number, first: number): Uint8Array =>
    Uint8Array.from({ length: 32 * n }, (_, i) => (7 * i + first) & 0xff);
  const hasher = treeHasher(nodeRuntime.sha256);
  const folder = mkdtempSync(join(tmpdir(), 'tribune-tree-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  it('stores the tiles of both its logs, and goes on at an edge', async () => {
    const files = fileThread(fileUrl);
    try {
      for (const log of ['one', 'two']) {
        const place = join(folder, log);
        const read = async (path: string) => new Uint8Array(await readFile(join(place, path)));
        const tree = files.growTree(place);
        await tree.begin(null);
        await tree.append([leaves(300, 1), leaves(5, 2)]);
        const head = await tree.settle();
        await tree.append([leaves(700, 3)]);
        await tree.settle();
        // As after a crash: back to the head that was signed.
        await tree.begin(await recoverEdge(hasher, read, head));
        await tree.append([leaves(1, 4)]);
        const grown = await tree.settle();
        const expected = new CompactRange(hasher);
        for (const some of [leaves(300, 1), leaves(5, 2), leaves(1, 4)]) {
          expected.appendAll(hasher.equalLeaves(entryBytes(some), LEAF_BYTES));
        }
        expect(grown).toEqual({ size: 306, root: expected.root() });
        await recoverEdge(hasher, read, grown);
      }
    } finally {
      await files.close();
    }
  });

  it('refuses a tree that was not begun, as after the thread was lost', async () => {
    const files = fileThread(fileUrl);
    await expect(files.growTree(folder).append([leaves(1, 0)])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await files.close();
  });
});

describe('a thread that ends', () => {
  const source = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

  it('fails what it did not answer and starts anew', async () => {
    const text = `import { parentPort } from 'node:worker_threads';
      let asked = 0;
      parentPort.on('message', (what) => (what === 'die' ? process.exit(3) : parentPort.postMessage({ answer: ++asked })));`;
    const other = new OrderedThread<string, number>(source(text), null);
    expect(await other.ask('a')).toBe(1);
    const [dying, behind] = [other.ask('die'), other.ask('b')];
    await expect(dying).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(behind).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await other.ask('c')).toBe(1);
    await other.close();
  });

  it('names the fault of a thread that cannot start', async () => {
    const other = new OrderedThread<string, number>(source('throw new Error("no luck")'), null);
    await expect(other.ask('a')).rejects.toThrow(/no answer/);
  });
});
