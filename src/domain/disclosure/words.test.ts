import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountAccumulator, type AmountRow } from '../../core/fairness/outcomes/amount/index.js';
import { classTally, orderedTally } from '../../core/fairness/outcomes/index.js';
import { parsePolicy } from '../../core/policy/index.js';
import type { DeclaredOutcome } from '../../core/policy/sections/index.js';
import { judgeOutcome } from '../audits/judge-outcome.js';
import { bindLive, type OutcomeTally } from '../audits/source/index.js';
import { bandNames, safeBands } from './bands.js';
import { demandGroupsOnly, wordParts } from './parts.js';
import { LEAST_CELL, type WordPart } from './types.js';

const SPEC = { policyDigest: 'sha256:x', attributes: ['a', 'b'] };

const TODAY = '2026-11-22';
const requirement = (id: string, body: string, by = '[a]'): string => `  - id: ${id}
    by: ${by}
    ${body}
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;
const policyOf = (outcome: string, requirements: readonly string[], more = ''): string => `tribune: policy/v1
name: p
version: 1.0.0
data:
  outcome: ${outcome}
  ${more}
  attributes: { a: {}, b: {} }
  minGroupSize: 5
requirements:
${requirements.join('')}`;

const LEVELS = ['U', 'E', 'D', 'C', 'B', 'A'];
const ORDERED = policyOf(
  `{ type: ordered, column: grade, levels: [${LEVELS.join(', ')}], favourable: higher }`,
  [
    requirement('c-or-better', 'metric: share_at_least\n    level: C\n    compare: ratio\n    min: 0.8'),
    requirement('a', 'metric: share_at_least\n    level: A\n    compare: ratio\n    min: 0.8'),
    requirement('outranks', 'metric: superiority\n    compare: value\n    min: 0.4'),
  ],
  'label: due',
);
const CLASSES = ['home', 'clinic', 'hospital', 'morgue'];
const CLASS = policyOf(`{ type: class, column: c, classes: [${CLASSES.join(', ')}], favourable: [home] }`, [
  requirement('home', 'metric: class_rate\n    class: home\n    compare: difference\n    max: 0.2'),
  requirement('morgue', 'metric: class_rate\n    class: morgue\n    compare: difference\n    max: 0.2'),
  requirement('good', 'metric: class_rate\n    compare: difference\n    max: 0.2'),
]);
/** Where the bands of the deployment begin, in USD. */
const BANDS = [1000, 1500, 1_000_000];
const DECLARED: DeclaredOutcome = { type: 'amount', unit: 'USD', decimals: 2, bands: BANDS, none: false };
const AMOUNT = policyOf('{ type: amount, column: limit, unit: USD, favourable: higher }', [
  requirement('thousand', 'metric: share_at_least\n    value: 1000\n    compare: ratio\n    min: 0.8'),
  requirement('million', 'metric: share_at_least\n    value: 1000000\n    compare: ratio\n    min: 0.8'),
  requirement('mean', 'metric: mean_amount\n    compare: ratio\n    min: 0.8'),
]);
const read = (text: string) => parsePolicy(text, { file: 'policy' }).policy;

interface Person {
  readonly values: readonly (string | null)[];
  readonly place: number;
  readonly label: number | null;
}
const orderedOf = (people: readonly Person[]) =>
  orderedTally(
    { ...SPEC, levels: LEVELS, favourable: 'higher' },
    people.map(({ values, place, label }) => ({
      values,
      level: LEVELS[place]!,
      label: label === null ? null : LEVELS[label]!,
    })),
  );
const classesOf = (people: readonly Person[]) =>
  classTally(
    { ...SPEC, classes: CLASSES, favourable: ['home'] },
    people.map(({ values, place }) => ({ values, class: CLASSES[place % CLASSES.length]! })),
  );
function amountTally(rows: readonly Pick<AmountRow, 'values' | 'amount'>[]) {
  const accumulator = new AmountAccumulator({ ...SPEC, unit: 'USD', decimals: 2, weightKind: 'none' });
  for (const row of rows) accumulator.add({ ...row, actual: null, weight: 1 });
  return accumulator.take();
}
/** Amounts in cents: each person has one of her own near the size of her place. */
const amountsOf = (people: readonly Person[]) =>
  amountTally(people.map(({ values, place }, i) => ({ values, amount: place * 40_000 + i })));

const person = fc.record({
  values: fc.tuple(fc.constantFrom('x', 'y', 'rare', null), fc.constantFrom('f', 'm', null)),
  place: fc.nat(5),
  label: fc.option(fc.nat(5), { freq: 2 }),
});
const people = fc
  .array(fc.tuple(person, fc.oneof(fc.constantFrom(1, 2, 10, 11, 12), fc.integer({ min: 13, max: 90 }))), {
    maxLength: 30,
  })
  .map((crowds) => crowds.flatMap(([one, n]) => Array.from({ length: n }, () => one)));

const KINDS: readonly [string, string, (all: readonly Person[]) => OutcomeTally][] = [
  ['levels', ORDERED, orderedOf],
  ['classes', CLASS, classesOf],
  ['amounts', AMOUNT, amountsOf],
];

const partsOrNone = (tally: OutcomeTally, policy: string): WordPart[] => {
  try {
    return wordParts(tally, read(policy), BANDS);
  } catch (error) {
    expect(error).toMatchObject({ code: 'DATA_TOO_FEW' });
    return [];
  }
};
const cellsOf = ({
  tally,
}: WordPart): { rows: number; place: number; label: number | null; values: readonly unknown[] }[] =>
  tally.cells.map((cell) => ({ ...cell, place: 'class' in cell ? cell.class : cell.level }));
const total = (cells: readonly { rows: number }[]): number => cells.reduce((sum, { rows }) => sum + rows, 0);

describe.each(KINDS)('%s, to a caller who may see no person', (_kind, policy, tallyOf) => {
  it('show no cell of fewer people than the least, nor one by subtraction, and leave nobody out', () => {
    let shown = 0;
    fc.assert(
      fc.property(people, (all) => {
        const parts = partsOrNone(tallyOf(all), policy);
        for (const part of parts) {
          shown += 1;
          const cells = cellsOf(part);
          expect(total(cells)).toBe(all.length);
          for (const { rows } of cells) expect(rows).toBeGreaterThanOrEqual(LEAST_CELL);
          // Labels of everybody less those of the groups whose labels are shown are those of the others, together.
          for (const place of part.bands.keys())
            for (const label of part.bands.keys()) {
              const is = (cell: { place: number; label: number | null }) =>
                cell.place === place && cell.label === label;
              const others = total(cellsOf(parts[0]!).filter(is)) - total(cells.filter(is));
              if (parts[0]!.withheld.unlabelledPeople === 0)
                expect(others <= 0 || others >= LEAST_CELL, `${others}`).toBe(true);
            }
        }
      }),
      { numRuns: 150, seed: 5 },
    );
    expect(shown).toBeGreaterThan(100);
  });
});

/** So many people of one kind. */
const crowd = (n: number, a: string, place: number): Person[] =>
  Array.from({ length: n }, (_, i) => ({ values: [a, i % 2 === 0 ? 'f' : 'm'], place, label: null }));
const judged = (parts: readonly WordPart[], policy: string) =>
  judgeOutcome(
    { tally: parts[0]!.tally, parts, sources: [] },
    { policy: read(policy), policyDigest: 'sha256:x', policyPath: null, today: TODAY },
  );

describe('words that too few people have', () => {
  const base = [
    ...crowd(60, 'x', 3),
    ...crowd(40, 'x', 5),
    ...crowd(50, 'y', 3),
    ...crowd(45, 'y', 5),
    ...crowd(30, 'x', 0),
    ...crowd(30, 'y', 0),
  ];

  it('stand with a neighbour, in the same answer for nobody and for a few', () => {
    // The neighbour of B that has fewer people is A. Who is moved to B is taken from there.
    const few = (n: number) => base.map((one, i) => (i >= 60 && i < 60 + n ? { ...one, place: 4 } : one));
    const answers = [0, 1, 10].map((n) => wordParts(orderedOf(few(n)), read(ORDERED)));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]![0]!.bands.map((words) => words.join(''))).toEqual(['UED', 'C', 'BA']);
    const result = judged(answers[0]!, ORDERED);
    expect(result.requirements.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
      ['c-or-better', 'pass', 'estimates-within'],
      ['a', 'inconclusive', 'withheld'],
      ['outranks', 'inconclusive', 'withheld'],
    ]);
    expect(result.requirements[0]).toMatchObject({ estimate: expect.closeTo(95 / 125 / (100 / 130), 12) });
  });

  it('of classes stand with each other, and only what they share in is not decided', () => {
    const all = [
      ...crowd(60, 'x', 0),
      ...crowd(70, 'y', 0),
      ...crowd(40, 'x', 1),
      ...crowd(40, 'y', 1),
      ...crowd(12, 'x', 2),
      ...crowd(12, 'y', 2),
      ...crowd(1, 'x', 3),
    ];
    const parts = wordParts(classesOf(all), read(CLASS));
    expect(parts[0]!.bands).toEqual([['home'], ['clinic'], ['hospital', 'morgue']]);
    expect(JSON.stringify(parts)).not.toMatch(/"rows":1[,}]/);
    const result = judged(parts, CLASS);
    expect(result.requirements.map(({ verdict }) => verdict)).toEqual(['pass', 'inconclusive', 'pass']);
    expect(result.requirements[1]!.message).toContain(
      'classes finer than 3 classes would stand in cells of fewer than 11 people',
    );
  });

  it('of classes stand together alike in whatever order a policy names them, so that no two policies show one of them by subtraction', () => {
    const partition = (words: readonly string[], counts: Readonly<Record<string, number>>): string[] =>
      safeBands(
        words,
        words.map((word) => counts[word]!),
        false,
      )
        .map((band) => band.toSorted().join(' '))
        .sort();
    const counts = { a: 6, b: 11, c: 11, d: 50 };
    expect(partition(['a', 'b', 'c', 'd'], counts)).toEqual(['a b c', 'd']);
    expect(partition(['a', 'c', 'b', 'd'], counts)).toEqual(['a b c', 'd']);
    const words = ['a', 'b', 'c', 'd', 'e'];
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 5, maxLength: 5 }),
        fc.shuffledSubarray(words, { minLength: 5 }),
        (ns, other) => {
          const by = Object.fromEntries(words.map((word, i) => [word, ns[i]!]));
          const bands = partition(words, by);
          expect(partition(other, by)).toEqual(bands);
          const sizes = bands.map((band) => band.split(' ').reduce((sum, word) => sum + by[word]!, 0));
          if (bands.length > 1) expect(Math.min(...sizes)).toBeGreaterThanOrEqual(LEAST_CELL);
          // A class that nobody has, which a policy may add, puts no class of a few people with others.
          if (ns.some((n) => n < LEAST_CELL)) {
            const added = partition([...other, 'x'], { ...by, x: 0 });
            expect(added.map((band) => band.replace(' x', ''))).toEqual(bands);
          }
        },
      ),
      { numRuns: 1000, seed: 11 },
    );
  });

  it('have a name that no declared word and no other band has', () => {
    const outcome = read(CLASS).data.outcome as Parameters<typeof bandNames>[1];
    expect(bandNames([['a', 'b'], ['a or b'], ['z']], outcome)).toEqual(['a or b (together)', 'a or b', 'z']);
    expect(bandNames([['a or b', 'c'], ['a', 'b or c'], ['a or b or c (together)']], outcome)).toEqual([
      'a or b or c',
      'a or b or c (together 2)',
      'a or b or c (together)',
    ]);
    const levels = read(ORDERED).data.outcome as Parameters<typeof bandNames>[1];
    expect(bandNames([['1', '2', '3'], ['1 to 3'], ['4']], levels)).toEqual(['1 to 3 (together)', '1 to 3', '4']);
  });

  it('are never fewer than two, or nothing is shown', () => {
    expect(safeBands(['a', 'b'], [5, 5], true)).toEqual([['a', 'b']]);
    expect(() => wordParts(orderedOf(crowd(40, 'x', 3)), read(ORDERED))).toThrow(
      'fewer than 11 of the decisions, or none, differ',
    );
  });
});

describe('amounts', () => {
  const people = Array.from({ length: 200 }, (_, i) => ({
    values: [i % 2 === 0 ? 'x' : 'y', 'f'],
    amount: 50_000 + i * 1000,
  }));
  const withHers = (amount: number) => amountTally([...people, { values: ['x', 'f'], amount }]);
  const demand = (policy: string, declared?: DeclaredOutcome) => () =>
    demandGroupsOnly(bindLive(read(policy)), declared);

  it('are refused where the deployment declares no bands', () => {
    const { bands: _, ...without } = DECLARED as Extract<DeclaredOutcome, { type: 'amount' }>;
    for (const declared of [undefined, without])
      expect(demand(AMOUNT, declared)).toThrow(
        'this caller sees no person, and cells of amounts can hold a single one',
      );
    expect(demand(AMOUNT, DECLARED)).not.toThrow();
  });

  it.each([
    [
      'a value where no band begins',
      AMOUNT.replace('1000\n', '1000.01\n'),
      'thousand asks about 1000.01 USD, where no band',
    ],
    [
      'more decimals than the unit has',
      AMOUNT.replace('unit: USD', 'unit: USD, decimals: 6'),
      'data.outcome.decimals is 6',
    ],
    [
      'an amount that is taken for missing',
      AMOUNT.replace('  attributes', '  missing: ["250"]\n  attributes'),
      'data.missing leaves out amounts of 250',
    ],
  ])('are refused by %s, which would tell one amount from others', (_what, policy, why) => {
    expect(demand(policy, DECLARED)).toThrow(`this caller sees no person, and `);
    expect(demand(policy, DECLARED)).toThrow(why);
  });

  it('are shown as counts between the values that the deployment declares: no digit of them tells anything', () => {
    const answer = (cents: number) => JSON.stringify(wordParts(withHers(cents), read(AMOUNT), BANDS));
    expect(answer(999_999_999)).toBe(answer(150_000));
    expect(answer(123_456_789)).toBe(answer(150_000));
    const result = judged(wordParts(withHers(123_456_789), read(AMOUNT), BANDS), AMOUNT);
    expect(JSON.stringify(result)).not.toContain('1234567');
    expect(result.requirements.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['thousand', 'pass'],
      ['million', 'inconclusive'],
      ['mean', 'inconclusive'],
    ]);
    expect(result.policy.outcome).toMatchObject({ type: 'ordered', levels: ['0 USD', '1000 USD', '1500 USD'] });
    expect(result.data.unlabelled).toBe(0);
  });

  it('have the shares of an audit that shows every amount', () => {
    const [, part] = wordParts(withHers(123_456_789), read(AMOUNT), BANDS);
    const counts = new Map(cellsOf(part!).map(({ values, place, rows }) => [`${values[0]} ${place}`, rows]));
    // Amounts run from 500 to 2,490 USD by tens: 50 of each 200 have less than 1,000 USD, 50 less than 1,500.
    expect(Object.fromEntries(counts)).toEqual({ 'x 0': 25, 'x 1': 25, 'x 2': 51, 'y 0': 25, 'y 1': 25, 'y 2': 50 });
  });

  it('are in the same bands whatever a policy asks about, so that no two policies show a small band by subtraction', () => {
    // 20, 6 and 11 people: with one band left out the 6 would stand with the 20, else they stand with the 11.
    const few = [...Array(20).fill(500), ...Array(6).fill(1200), ...Array(11).fill(2000)];
    const tally = amountTally(few.map((amount) => ({ values: ['x', 'f'], amount: amount * 100 })));
    const asked = [1000, 1500].map((value) =>
      wordParts(tally, read(AMOUNT.replace('value: 1000\n', `value: ${value}\n`)), BANDS),
    );
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[0]![0]!.tally.cells.map(({ rows }) => rows)).toEqual([20, 17]);
  });

  it('of two audits that differ by one person differ by one in her band, and by no digit of her amount', () => {
    const rows = (parts: readonly WordPart[]) => parts.map((part) => cellsOf(part).map((cell) => cell.rows));
    const one = rows(wordParts(withHers(150_000), read(AMOUNT), BANDS));
    expect(rows(wordParts(withHers(99_999_999), read(AMOUNT), BANDS))).toEqual(one);
    const less = rows(wordParts(amountTally(people), read(AMOUNT), BANDS)).flat();
    const differences = one.flat().map((n, i) => n - less[i]!);
    // Everybody, and the people by each of the two attributes.
    expect(differences.filter((n) => n !== 0)).toEqual([1, 1, 1]);
  });

  it('cannot be found by halving: of the policies that ask about other values none is answered', () => {
    let answered = 0;
    let [low, high] = [100_000, 99_999_999];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      try {
        demand(AMOUNT.replace('value: 1000\n', `value: ${middle / 100}\n`), DECLARED)();
        answered += 1;
      } catch {
        // Refused.
      }
      if (middle > 123_456) high = middle;
      else low = middle;
    }
    expect(answered).toBe(0);
  });
});
