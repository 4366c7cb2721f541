import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { groupRows, localProxies, markedWords } from '../index.js';

describe('marked words', () => {
  const words = { woman: ['she', 'her', 'mother'], man: ['he', 'his', 'father'] };
  const score = (texts: readonly string[]): number[] =>
    texts.map((text) => 0.5 + (/\bshe\b/i.test(text) ? -0.2 : 0) + (/\bher\b/i.test(text) ? -0.1 : 0));
  const texts = [
    'She knows her trade.',
    'HE leads; the sheriff agrees.',
    'A good person.',
    null,
    'his Mother wrote it',
  ];

  it('are taken out and swapped as whole words, in their case', () => {
    const seen: string[] = [];
    const seeing = (given: readonly string[]): number[] => {
      seen.push(...given);
      return score(given);
    };
    const found = markedWords(texts, { words, cutoff: 0.4, score: seeing });
    expect([found.texts, found.marked]).toEqual([4, 3]);
    const [without, woman, man] = found.changes;
    expect([without!.to, woman!.to, man!.to]).toEqual(['without', 'woman', 'man']);
    expect(seen).toEqual(
      expect.arrayContaining([
        'He knows his trade.',
        'SHE leads; the sheriff agrees.',
        'her Mother wrote it',
        'his Father wrote it',
        'knows trade.',
      ]),
    );
    expect(man).toMatchObject({ texts: 2, toOne: 1, toZero: 0 });
    expect(man!.most[0]).toEqual({ row: 0, before: expect.closeTo(0.2, 12), after: 0.5 });
    expect(woman).toMatchObject({ texts: 2, toOne: 0, toZero: 1 });
    expect(woman!.change).toBeCloseTo(-0.15, 12);
  });

  it('are known again in letters that are the same but for their small ones', () => {
    const found = markedWords(['\u017fhe knows', 'she knows'], { words, cutoff: 0.4, score });
    expect(found.changes.find(({ to }) => to === 'man')!.texts).toBe(2);
  });

  it('that no text has say nothing', () => {
    const [without] = markedWords(['a good person'], { words, score, cutoff: 0.5 }).changes;
    expect(without).toEqual({
      to: 'without',
      texts: 0,
      change: null,
      lower: null,
      upper: null,
      toOne: 0,
      toZero: 0,
      most: [],
    });
  });

  it.each<[string, Parameters<typeof markedWords>[1], string]>([
    ['a word of two groups', { words: { a: ['x'], b: ['X'] }, score, cutoff: 0.5 }, '"X" stands for "a" and "b"'],
    ['no words', { words: { a: [] }, score, cutoff: 0.5 }, '0 marked words'],
    ['scores that are none', { words, score: () => [Number.NaN], cutoff: 0.5 }, 'not one number for each'],
  ])('refuse %s', (_, options, said) => {
    expect(() => markedWords(texts, options)).toThrow(said);
  });
});

describe('local proxies', () => {
  it('are found in the cluster in which an input tells the group, and nowhere else', () => {
    const random = createGenerator('local');
    const rows = 800;
    const sex = Array.from({ length: rows }, () => (random.nextInteger(2) === 0 ? 'f' : 'm'));
    const values = new Float64Array(rows * 3);
    for (let r = 0; r < rows; r++) {
      // Two kinds of people by the first input; among the first kind the second input tells the sex, a little every way.
      const isFirst = r % 2 === 0;
      values[r * 3] = (isFirst ? 4 : -4) + random.nextNormal();
      values[r * 3 + 1] = random.nextNormal() + (isFirst ? (sex[r] === 'f' ? 1 : -1) : 0);
      values[r * 3 + 2] = random.nextNormal();
    }
    const groups = groupRows({ sex });
    const found = localProxies(values, groups, { names: ['kind', 'hours', 'noise'], clusters: 2, seed: 1 });
    expect(found.clusters.map(({ people }) => people > 150)).toEqual([true, true]);
    expect(new Set(found.proxies.map(({ input }) => input))).toEqual(new Set(['hours']));
    const [first] = found.proxies;
    expect(found.clusters[first!.cluster]!.centre[0]).toBeGreaterThan(2);
    expect(first!.auc).toBeGreaterThan(0.85);
    expect(first!.everywhere!).toBeLessThan(first!.auc);
    expect(found.lookedAt + found.tooFew).toBe(2 * 3 * 2);
  });

  it('are not found in noise', () => {
    const random = createGenerator('noise');
    const sex = Array.from({ length: 400 }, () => (random.nextInteger(2) === 0 ? 'f' : 'm'));
    const values = Float64Array.from({ length: 1600 }, () => random.nextNormal());
    const names = ['a', 'b', 'c', 'd'];
    expect(localProxies(values, groupRows({ sex }), { names, seed: 1 }).proxies).toEqual([]);
    expect(() => localProxies(values, groupRows({ sex }), { names: ['a'], seed: 1 })).toThrow('1600 attributions');
    expect(() => localProxies(values, groupRows({ sex }), { names, clusters: 0, seed: 1 })).toThrow('0 clusters');
  });
});
