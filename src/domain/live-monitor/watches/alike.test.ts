import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Observed } from '../../monitor/index.js';
import { observeAlike } from './alike.js';
import { BytesMemo } from './bytes-memo.js';
import type { PiecesOfText } from './watched-decision.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A decision that says a group, and has a score. */
function decision(group: string, score: number) {
  const one = {
    isPeculiar: false,
    lookup: (column: string) => {
      if (column === 'group') return group;
      one.isPeculiar = true;
      return score;
    },
    describe: (text: PiecesOfText) => {
      one.isPeculiar = false;
      text.begin('');
      const bytes = encode(group);
      text.add(bytes, 0, bytes.length);
    },
  };
  return one;
}

it('observes decisions alike once, and anew whatever looks up a score', () => {
  let observed = 0;
  const observe = observeAlike((lookup): Observed => {
    observed += 1;
    const group = String(lookup('group'));
    // Only of the group b the score is asked for.
    const decided = group === 'b' ? Number(Number(lookup('score')) > 0.5) : 1;
    return { observation: { values: [group], decided, label: null } };
  }, 7);
  const decidedOf = (group: string, score: number) => {
    const seen = observe(decision(group, score));
    return 'observation' in seen ? [seen.observation.values[0], seen.observation.decided] : null;
  };
  for (let i = 0; i < 10; i++) {
    expect(decidedOf('a', i / 10)).toEqual(['a', 1]);
    expect(decidedOf('b', i / 10)).toEqual(['b', Number(i / 10 > 0.5)]);
  }
  expect(observed).toBe(1 + 10);
});

it('gives one object for all that are counted alike, with the inputs that are looked for again', () => {
  const observe = observeAlike((lookup): Observed => {
    const group = String(lookup('group'));
    return { observation: { values: [group.slice(0, 1)], decided: 1, label: null }, inputs: group.slice(0, 1) };
  }, 3);
  const first = observe(decision('a1', 0));
  expect(first).toMatchObject({ observation: { values: ['a'] }, inputs: 'a' });
  const again = observe(decision('a1', 0));
  expect(again).toMatchObject({ observation: { values: ['a'] }, inputs: 'a' });
  observe(decision('a2', 0));
  expect(observe(decision('a2', 0))).toBe(again);
});

it('gives what it would give without remembering, however many values there are', () => {
  const observe = observeAlike((lookup): Observed => ({ uncounted: `excluded: ${String(lookup('group'))}` }), 1);
  for (let i = 0; i < 40_000; i++) {
    const group = `g${(i * 7919) % 20_000}`;
    expect(observe(decision(group, 0))).toEqual({ uncounted: `excluded: ${group}` });
  }
});

it('remembers texts by heading and every byte, also where pieces are cut elsewhere', () => {
  const memo = new BytesMemo<string>(3);
  const piece = fc.string({ maxLength: 3 }).map((text) => text.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.nat(9000), fc.array(piece, { maxLength: 3 }), (heading, pieces) => {
      const name = JSON.stringify([heading, pieces]);
      memo.begin(`${heading}`);
      for (const text of pieces) {
        const bytes = encode(`<${text}>`);
        memo.add(bytes, 1, bytes.length - 1);
      }
      // Very many headings make it forget, and never say anything else.
      const found = memo.get();
      expect(found ?? name).toBe(name);
      if (found === undefined) memo.set(name);
      expect(memo.get()).toBe(name);
    }),
    { numRuns: 12_000 },
  );
  memo.begin('');
  memo.add(encode('x'.repeat(5000)), 0, 5000);
  expect(memo.get()).toBeUndefined();
});

it('remembers no long text, and few bytes of many', () => {
  const memo = new BytesMemo<string>(5);
  const put = (text: string): void => {
    memo.begin('');
    const bytes = encode(text);
    memo.add(bytes, 0, bytes.length);
    if (memo.get() === undefined) memo.set(text);
  };
  put('x'.repeat(3000));
  expect(memo.size).toBe(0);
  let most = 0;
  for (let i = 0; i < 10_000; i++) {
    put(`${i}${'y'.repeat(1900)}`);
    most = Math.max(most, memo.bytes);
  }
  expect(most).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(memo.size).toBeGreaterThan(0);
  memo.forget();
  expect([memo.size, memo.bytes]).toEqual([0, 0]);
  put('again');
  memo.begin('');
  memo.add(encode('again'), 0, 5);
  expect(memo.get()).toBe('again');
});

it('observes anew what it was told to forget, and remembers nothing while remembering does not pay', () => {
  let observed = 0;
  const observe = observeAlike((lookup): Observed => {
    observed += 1;
    return { uncounted: `excluded: ${String(lookup('group'))}` };
  }, 1);
  for (let i = 0; i < 3; i++) observe(decision('a', 0));
  expect(observed).toBe(1);
  observe.forget();
  for (let i = 0; i < 3; i++) observe(decision('a', 0));
  expect(observed).toBe(2);
  for (let i = 0; i < 20_000; i++) observe(decision(`g${i}`, 0));
  observed = 0;
  for (let i = 0; i < 3; i++) observe(decision('g1', 0));
  expect(observed).toBe(3);
});
