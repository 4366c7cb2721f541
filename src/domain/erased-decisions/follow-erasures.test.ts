import { expect, it } from 'vitest';
import type { BatchRecords } from '../log/seal/index.js';
import { endErased, followErasures } from './index.js';

/** Decisions that wait, and what was looked for. */
function world(n: number) {
  const waiting = Array.from({ length: n }, (_, at) => `d-${at}`);
  const looked: string[][] = [];
  const store = {
    waiting: async (limit: number) => waiting.slice(0, limit),
    done: async (ids: readonly string[]) => void waiting.splice(0, ids.length),
  };
  const end = async (decisions: readonly string[]) => void looked.push([...decisions]);
  return { waiting, looked, deps: { store, endings: [end, end] } };
}
const batch = (type: string): BatchRecords =>
  ({ batch: { kind: 'event' }, envelopes: [JSON.stringify({ type }).slice(0, -1)] }) as unknown as BatchRecords;

it('every ending sees each erased decision once, some at a time, and nothing else', async () => {
  const { waiting, looked, deps } = world(2500);
  expect(await endErased(deps)).toBe(2500);
  expect(looked.map((decisions) => decisions.length)).toEqual([1000, 1000, 1000, 1000, 500, 500]);
  expect([new Set(looked.flat()).size, waiting.length]).toEqual([2500, 0]);
});

it('what fails is tried again with the same decisions', async () => {
  const { waiting, deps } = world(2);
  const failing = { ...deps, endings: [async () => Promise.reject(new Error('away'))] };
  await expect(endErased(failing)).rejects.toThrow('away');
  expect(waiting).toEqual(['d-0', 'd-1']);
});

it('only an entry of an erasure has anything looked for', async () => {
  const { looked, deps } = world(1);
  const place = { seq: 0 } as never;
  const take = (type: string) => followErasures(deps).take({ from: place, to: place, batches: [batch(type)] });
  expect(await take('case.opened')).toBeUndefined();
  expect(looked).toEqual([]);
  expect(await take('subject.erased')).toEqual({});
  expect(looked).toEqual([['d-0'], ['d-0']]);
});
