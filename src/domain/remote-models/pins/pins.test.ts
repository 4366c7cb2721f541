import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.js';
import { compareCanaries, isPin, type Pin, printCanaries, printPin, readCanaries, readPin } from './index.js';

const PIN: Pin = {
  endpoint: { kind: 'address', address: 'oip+https://scorer.example/v2/models/credit' },
  ...{ inputs: ['age', 'job'], texts: ['job'], output: 1, tolerance: 1e-9, canaries: `sha256:${'a'.repeat(64)}` },
};
const rows = Array.from({ length: 8 }, (_, i) => ({ age: 20 + i, job: 'clerk' }));
const scores = rows.map(({ age }) => age / 100);

describe('a pin', () => {
  it('is read as it was printed, and known by how it begins', () => {
    const bytes = utf8(printPin(PIN));
    expect([isPin(bytes), readPin(bytes, 'pin')]).toEqual([true, PIN]);
    expect(isPin(utf8('{"kind":"linear"}'))).toBe(false);
  });

  it.each([
    ['a name that is misspelt', { canary: 1 }, /Unrecognized key: "canary"/],
    ['neither address nor request', { endpoint: undefined }, /expected either endpoint or http/],
    ['both', { http: { url: 'https://a.example', request: '{rows}' } }, /expected either endpoint or http/],
    [
      'a header, which may be a secret',
      { endpoint: undefined, http: { url: 'https://a.example', request: '{rows}', headers: {} } },
      /headers/,
    ],
    ['an input twice', { inputs: ['age', 'age'], texts: [] }, /a name stands twice/],
    ['a text that is no input', { texts: ['jobs'] }, /names no input/],
    ['a tolerance below none', { tolerance: -1 }, /tolerance/],
    ['no digest of canaries', { canaries: 'sha256:abc' }, /64 hexadecimal digits/],
  ])('with %s is refused by name', (_, change, message) => {
    const text = JSON.stringify({ ...JSON.parse(printPin(PIN)), ...change });
    expect(() => readPin(utf8(text), 'pin.json')).toThrow(message);
  });

  it('that is too large or no JSON is refused before it is looked through', () => {
    expect(() => readPin(utf8(' '.repeat(70_000)), 'pin')).toThrow('70000 bytes');
    expect(() => readPin(utf8('{"tribune":"remote-model/v1",'), 'pin')).toThrow('is no JSON');
  });
});

describe('canaries', () => {
  it('are read as they were printed', () => {
    expect(readCanaries(utf8(printCanaries({ rows, scores })), 'c', 0.03)).toEqual({ rows, scores });
  });

  it.each([
    ['too few', { rows: rows.slice(1), scores: scores.slice(1) }, /7 rows, and at least 8/],
    ['of other lengths', { rows, scores: scores.slice(1) }, /8 rows and 7 scores/],
    ['all of one score', { rows, scores: scores.map(() => 0.5) }, /every row has the score 0.5/],
  ])('that are %s tell no models apart', (_, given, message) => {
    expect(() => readCanaries(utf8(printCanaries(given)), 'c', 0)).toThrow(message);
  });

  it('tell no models apart where a constant answer lies within the tolerance of all', () => {
    // Scores from 0.2 to 0.27: 0.235 is within 0.04 of each.
    const bytes = utf8(printCanaries({ rows, scores }));
    expect(() => readCanaries(bytes, 'c', 0.04)).toThrow(/within 0.04 of each lies 0.235\d*, a constant answer/);
  });

  it('are the same to the bit, or within what counts as none', () => {
    const moved = scores.map((score, i) => (i === 3 ? score + 1e-6 : score));
    expect(compareCanaries({ rows, scores }, scores, 0)).toEqual({ rows: 8, other: 0, greatest: 0, first: null });
    expect(compareCanaries({ rows, scores }, moved, 0)).toMatchObject({ other: 1, first: 3 });
    expect(compareCanaries({ rows, scores }, moved, 0).greatest).toBeCloseTo(1e-6, 12);
    expect(compareCanaries({ rows, scores }, moved, 1e-5).other).toBe(0);
    expect(compareCanaries({ rows, scores }, moved.fill(Number.NaN), 1e9)).toMatchObject({
      other: 8,
      greatest: Infinity,
    });
  });
});
