import { expect, it } from 'vitest';
import { isAnyAgainst } from './stop-decisions.js';

const count = (kind: string, n: number) => ({
  ...{ stop: 's', deployment: `d${n}`, kind, decisions: 1, listed: 1 },
  ...{ firstAt: '2026-11-30T05:00:00Z', lastAt: '2026-11-30T05:00:00Z' },
});
/** A service that answers with the first thousand counts, as the real one does. */
const service = (all: readonly ReturnType<typeof count>[]) => ({
  async get(path: string) {
    const asked = new URLSearchParams(path.split('?')[1]).get('kind');
    const counts = all.filter(({ kind }) => asked === null || kind === asked);
    return { counts: counts.slice(0, 1000), moreCounts: counts.length > 1000, decisions: [], next: null };
  },
});

it.each([
  ['none of few', 0, '', false],
  ['none of many', 1500, '', false],
  ['one behind the counts of the answer', 1500, 'against', true],
])('knows whether the model decided against a stop: %s', async (_, kept, last, expected) => {
  const admin = service([
    ...Array.from({ length: kept }, (_, n) => count('kept', n)),
    ...(last === '' ? [] : [count(last, kept)]),
  ]);
  const asked = new URLSearchParams({ deployment: 'd' });
  expect(await isAnyAgainst(admin, asked, await admin.get('?'))).toBe(expected);
  // Whoever asks for one kind is answered about that.
  const ofKept = new URLSearchParams({ kind: 'kept' });
  expect(await isAnyAgainst(admin, ofKept, await admin.get(`?${ofKept}`))).toBe(false);
});
