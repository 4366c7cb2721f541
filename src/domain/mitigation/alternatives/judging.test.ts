import { describe, expect, it } from 'vitest';
import { judgedByFew, levelsDown, movedOf } from './judging.js';
import type { Moved } from './result.js';
import type { Trial } from './trial.js';

const moved = (...moves: readonly [up: number, down: number][]): Moved[] =>
  moves.map(([toFavourable, toUnfavourable], g) => ({
    key: { group: String(g) },
    n: 200,
    toFavourable,
    toUnfavourable,
    rateBefore: 0.5,
    rateAfter: 0.5 + (toFavourable - toUnfavourable) / 200,
  }));

describe('levelling down', () => {
  // Two-sided sign tests: five of five by chance are 2/32, six of six 2/64.
  it.each<[string, Moved[], boolean]>([
    ['one who gains and two who lose', moved([1, 2], [0, 0]), false],
    ['five who lose, which is chance once in sixteen times', moved([0, 5], [0, 0]), false],
    ['six who lose', moved([0, 6], [0, 0]), true],
    ['six who lose where one of another group gains', moved([0, 6], [1, 0]), true],
    ['six who lose where six of another group gain', moved([0, 6], [6, 0]), false],
    ['nobody moved', moved([0, 0]), false],
  ])('%s', (_, given, expected) => expect(levelsDown(given, 0.95)).toBe(expected));
});

describe('people who judge by weight', () => {
  const said = (weightKind: 'sampling' | 'count', ...weights: number[]): string[] =>
    judgedByFew({
      weights: Float64Array.from(weights),
      parts: { judge: Int32Array.from(weights.keys()) },
      policy: { data: { weightKind } },
    } as unknown as Trial);

  it('are told to be few where one of them weighs as much as all, unless a row is so many people', () => {
    // Kish: (1,000 + 3)^2 / (1,000^2 + 3) is 1.006.
    expect(said('sampling', 1000, 1, 1, 1)).toEqual([
      'of the 4 people who judge, weights leave 1 (Kish): a few decide all figures, whose intervals are too narrow',
    ]);
    expect(said('count', 1000, 1, 1, 1)).toEqual([]);
    expect(said('sampling', 2, 1, 1, 1)).toEqual([]);
  });
});

describe('people who move', () => {
  it('are counted by rows, and their shares are by weight, as the gap beside them is', () => {
    const trial = {
      policy: { data: { favourable: 1 } },
      groups: { keys: [{ sex: 'f' }], codes: Int32Array.of(0, 0, 0) },
      weights: Float64Array.of(3, 1, 1),
    } as unknown as Trial;
    const found = movedOf(trial, Int32Array.of(0, 1, 2), Uint8Array.of(1, 1, 0), Uint8Array.of(0, 1, 0));
    expect(found).toEqual([
      { key: { sex: 'f' }, n: 3, toFavourable: 1, toUnfavourable: 0, rateBefore: 0.2, rateAfter: 0.8 },
    ]);
  });
});
