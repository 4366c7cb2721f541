import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../adapters/runtime/index.js';
import { TribuneError } from '../../core/base/errors.js';
import { UUID_BYTES, uuidV7 } from '../../core/base/uuid.js';
import { IdIndex, mix } from './id-index.js';
import type { SpilledBytes } from './ports.js';

const NOW = Date.UTC(2026, 10, 22, 10);
const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** More than a table that is not worth a file. */
const MANY = 700;

/** Keeps tables in memory; a test may damage them and make writing fail. */
class MemorySpill {
  readonly files: (Uint8Array | null)[] = [];
  readonly problems: Error[] = [];
  isFull = false;
  readonly onProblem = (cause: Error): void => void this.problems.push(cause);
  readonly clock = nodeClock;
  readonly spill = { keep: (parts: readonly Uint8Array[]) => this.#keep(parts) };

  get nFiles(): number {
    return this.files.filter((file) => file !== null).length;
  }

  async #keep(parts: readonly Uint8Array[]): Promise<SpilledBytes> {
    await Promise.resolve();
    if (this.isFull) throw new TribuneError('STORE_UNAVAILABLE', 'the disk is full');
    const number = this.files.push(Uint8Array.from(Buffer.concat(parts))) - 1;
    return {
      read: (offset, into) => {
        const file = this.files[number] ?? new Uint8Array(0);
        if (offset + into.length > file.length) throw new TribuneError('STORE_INVALID', 'the file is short');
        into.set(file.subarray(offset, offset + into.length));
      },
      remove: () => void this.files.splice(number, 1, null),
    };
  }
}

let counter = 0;

/** An id that no other equals: of version 7 with a time, or of version 4. */
function makeId(timeMs: number | null): Uint8Array {
  const random = new Uint8Array(UUID_BYTES);
  const view = new DataView(random.buffer);
  view.setUint32(12, ++counter);
  view.setUint32(0, Math.imul(counter, 0x9e3779b1));
  const id = uuidV7(timeMs ?? 0, random);
  if (timeMs !== null) return id;
  view.setUint8(6, 0x40);
  view.setUint8(8, 0x80);
  return random;
}

function makeIds(n: number, timeMs: number | null): Uint8Array {
  const ids = new Uint8Array(n * UUID_BYTES);
  for (let i = 0; i < n; i++) ids.set(makeId(timeMs), i * UUID_BYTES);
  return ids;
}

const cutShort = (file: Uint8Array): Uint8Array => file.subarray(0, file.length - 512);

const eachAt = (ids: Uint8Array): number[] => Array.from({ length: ids.length / UUID_BYTES }, (_, i) => i * UUID_BYTES);

/** An index with one table put away: the ids of batch 5, made and received at `NOW`. */
async function spilled(): Promise<{ index: IdIndex; files: MemorySpill; ids: Uint8Array }> {
  const files = new MemorySpill();
  const index = new IdIndex(1, files);
  const ids = makeIds(MANY, NOW);
  index.add(ids, 5, NOW);
  index.add(makeIds(1, NOW + 60 * SECOND), 6, NOW + 60 * SECOND);
  await index.settled();
  return { index, files, ids };
}

describe('the ids of the window', () => {
  it.each([
    ['of version 4', null],
    ['of version 7 made now', NOW],
    ['of version 7 made long ago', NOW - 48 * HOUR],
    ['of version 7 made at time 0', 0],
    ['of version 7 made at the end of time', 2 ** 48 - 1],
  ])('finds the batch of an id %s', (_, timeMs) => {
    for (const index of [new IdIndex(1), new IdIndex(1, new MemorySpill())]) {
      const ids = makeIds(2000, timeMs);
      index.add(ids.subarray(0, 1000 * UUID_BYTES), 3, NOW);
      index.add(ids.subarray(1000 * UUID_BYTES), 4, NOW);
      expect(index.size).toBe(2000);
      for (const at of eachAt(ids)) expect(index.candidates(ids, at)).toEqual([at < 1000 * UUID_BYTES ? 3 : 4]);
      expect(index.candidates(makeId(timeMs))).toEqual([]);
    }
  });

  it('gives every batch of an id, oldest first', () => {
    const index = new IdIndex(1, new MemorySpill());
    const id = makeId(NOW);
    index.add(id, 9, NOW);
    // Received when its time was far: it goes another way, and is found all the same.
    index.add(id, 7, NOW + 2 * HOUR);
    index.add(id, 8, NOW);
    expect(index.candidates(id)).toEqual([7, 8, 9]);
  });

  it('takes bursts of any size', async () => {
    const files = new MemorySpill();
    const index = new IdIndex(1, files);
    const batches = [30_000, 120_000, 0, 1, 50_000, 2].map((n, i) => makeIds(n, NOW + 10 * i * SECOND));
    batches.forEach((ids, seq) => void index.add(ids, seq, NOW + 10 * seq * SECOND));
    index.add(makeId(null), batches.length, NOW + 100 * SECOND);
    await index.settled();
    expect(files.nFiles).toBeGreaterThan(0);
    const lost = batches.flatMap((ids, seq) => eachAt(ids).filter((at) => index.candidates(ids, at)[0] !== seq));
    expect(lost).toEqual([]);
  });

  it('has places that depend on the seed', () => {
    const ids = makeIds(MANY, NOW);
    const tables = [1, 2].map(async (seed) => {
      const files = new MemorySpill();
      const index = new IdIndex(seed, files);
      index.add(ids, 0, NOW);
      index.add(makeId(NOW + 60 * SECOND), 1, NOW + 60 * SECOND);
      await index.settled();
      return files.files[0];
    });
    return Promise.all(tables).then(([one, other]) => expect(one).not.toEqual(other));
  });

  it('forgets segments and tables received before a time, with their files', async () => {
    const { index, files, ids } = await spilled();
    index.add(makeIds(10, null), 7, NOW);
    index.dropBefore(NOW);
    expect(index.size).toBe(MANY + 11);
    index.dropBefore(NOW + 1);
    expect(index.size).toBe(1);
    expect(files.nFiles).toBe(0);
    expect(index.candidates(ids)).toEqual([]);
  });
});

describe('the keyed hash', () => {
  it('stays what it was: tags in databases are made with it', () => {
    const id = Uint8Array.from({ length: UUID_BYTES }, (_, i) => 17 * i);
    expect([mix(0x5eed1234, id, 0), mix(~0x5eed1234, id, 0)]).toEqual([0xe2bce97a, 0xa20494a8]);
  });
});

describe('ids put away', () => {
  it('are found in their file', async () => {
    const { index, files, ids } = await spilled();
    expect(files.nFiles).toBeGreaterThan(0);
    expect(index.size).toBe(MANY + 1);
    for (const at of eachAt(ids)) expect(index.candidates(ids, at)).toEqual([5]);
    expect(index.candidates(makeId(NOW))).toEqual([]);
  });

  it('do not keep late ids of the same seconds from being found, in memory or in a second file', async () => {
    const { index, files, ids } = await spilled();
    const before = files.nFiles;
    const late = makeIds(MANY, NOW);
    index.add(late, 7, NOW + 61 * SECOND);
    expect(index.candidates(late, 0)).toEqual([7]);
    index.add(makeId(NOW + 120 * SECOND), 8, NOW + 120 * SECOND);
    await index.settled();
    expect(files.nFiles).toBeGreaterThan(before);
    for (const at of eachAt(ids)) expect(index.candidates(ids, at)).toEqual([5]);
    for (const at of eachAt(late)) expect(index.candidates(late, at)).toEqual([7]);
  });

  it('of the future wait for their time', async () => {
    const files = new MemorySpill();
    const index = new IdIndex(1, files);
    index.add(makeIds(MANY, NOW + 600 * SECOND), 0, NOW);
    for (const [ms, isAway] of [
      [NOW + 120 * SECOND, false],
      [NOW + 700 * SECOND, true],
    ] as const) {
      index.add(makeId(null), 1, ms);
      await index.settled();
      expect(files.nFiles > 0).toBe(isAway);
    }
  });

  it('still leave memory after the clock went a day ahead and was set back', async () => {
    const files = new MemorySpill();
    const index = new IdIndex(1, files);
    index.add(makeIds(MANY, NOW + 24 * HOUR), 0, NOW + 24 * HOUR);
    index.add(makeIds(MANY, NOW), 1, NOW);
    index.add(makeId(null), 2, NOW + 60 * SECOND);
    await index.settled();
    expect(files.nFiles).toBe(1);
  });

  it('are an error, never new, when a file is gone, short or damaged', async () => {
    const { index, files, ids } = await spilled();
    const found = (): number[][] => eachAt(ids).map((at) => index.candidates(ids, at));
    const whole = files.files.map((file) => file ?? new Uint8Array(0));
    const put = (change: (file: Uint8Array) => Uint8Array | null): void =>
      void files.files.splice(0, whole.length, ...whole.map(change));
    for (const damage of [() => null, cutShort, ({ length }: Uint8Array) => new Uint8Array(length)]) {
      put(damage);
      expect(found).toThrow(expect.objectContaining({ code: 'STORE_INVALID' }));
    }
    put((file) => file);
    expect(found().every(([seq]) => seq === 5)).toBe(true);
  });

  it('stay in memory while they cannot be written, which is told once a minute', async () => {
    const files = new MemorySpill();
    const index = new IdIndex(1, files);
    const ids = makeIds(MANY, NOW);
    index.add(ids, 0, NOW);
    files.isFull = true;
    const wait = async (seconds: number): Promise<void> => {
      index.add(makeId(null), 1, NOW + seconds * SECOND);
      await index.settled();
    };
    await wait(60);
    await wait(62);
    expect(files.problems.map(({ message }) => message)).toEqual(['the disk is full']);
    expect(index.candidates(ids)).toEqual([0]);
    files.isFull = false;
    await wait(122);
    expect(files.problems).toHaveLength(1);
    expect(files.nFiles).toBeGreaterThan(0);
    for (const at of eachAt(ids)) expect(index.candidates(ids, at)).toEqual([0]);
  });
});

/** What a run of the property does next; times are relative to the clock of the run. */
type Step =
  | { readonly do: 'add'; readonly n: number; readonly madeAt: number | null }
  | { readonly do: 'repeat'; readonly back: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'settle' }
  | { readonly do: 'drop'; readonly windowMs: number };

const anOffset = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -90 * SECOND, max: 30 * SECOND }),
  fc.integer({ min: -90 * 60 * SECOND, max: 90 * 60 * SECOND }),
);
const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), n: fc.nat(900), madeAt: fc.option(anOffset) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat(5) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: -5000, max: 70_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), windowMs: fc.nat(400_000) }) },
);

/** The index and what it was told. */
class Run {
  readonly files = new MemorySpill();
  readonly index: IdIndex;
  readonly #batches: { readonly ids: Uint8Array; readonly receivedAtMs: number }[] = [];
  nowMs = NOW;
  #droppedMs = 0;

  constructor(seed: number) {
    this.index = new IdIndex(seed, this.files);
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'add') this.#add(makeIds(step.n, step.madeAt === null ? null : this.nowMs + step.madeAt));
    else if (step.do === 'repeat') this.#add(this.#batches.at(-1 - step.back)?.ids ?? makeIds(1, this.nowMs));
    else if (step.do === 'pass') this.nowMs += step.ms;
    else if (step.do === 'settle') await this.index.settled();
    else this.#drop(this.nowMs - step.windowMs);
  }

  /** Batches of the window that the index does not give for each of their ids. */
  lost(): number[] {
    return this.#batches.flatMap(({ ids, receivedAtMs }, seq) => {
      const isKept = eachAt(ids).every((at) => this.index.candidates(ids, at).includes(seq));
      return isKept || receivedAtMs < this.#droppedMs ? [] : [seq];
    });
  }

  /** How many ids must be there; null when some were dropped, which happens in groups. */
  get size(): number | null {
    if (this.#droppedMs > 0) return null;
    return this.#batches.reduce((sum, { ids }) => sum + ids.length / UUID_BYTES, 0);
  }

  #add(ids: Uint8Array): void {
    this.index.add(ids, this.#batches.length, this.nowMs);
    this.#batches.push({ ids, receivedAtMs: this.nowMs });
  }

  #drop(timeMs: number): void {
    this.#droppedMs = Math.max(this.#droppedMs, timeMs);
    this.index.dropBefore(timeMs);
  }
}

describe('the index against all it was told', () => {
  it('holds every id of the window with every batch, and nothing that was never added, whatever is put away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(aStep, { minLength: 5, maxLength: 30 }), async (seed, steps) => {
        const run = new Run(seed);
        for (const step of steps) await run.take(step);
        expect(run.lost()).toEqual([]);
        if (run.size !== null) expect(run.index.size).toBe(run.size);
        const strangers = [makeId(null), makeId(run.nowMs), makeId(NOW), makeId(NOW - 60 * SECOND)];
        expect(strangers.flatMap((id) => run.index.candidates(id))).toEqual([]);
        expect(run.files.problems).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
