import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountAccumulator } from '../../../core/fairness/outcomes/amount/index.js';
import { classTally, orderedTally } from '../../../core/fairness/outcomes/index.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { judgeOutcome } from '../judge-outcome.js';
import { bindLive, LEAST_CELL, type OutcomeTally, type WordPart } from '../source/index.js';
import { bandNames, safeBands } from './bands.js';
import { demandGroupsOnly, wordParts } from './parts.js';

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
const AMOUNT = policyOf('{ type: amount, column: limit, unit: USD, favourable: higher }', [
  requirement('thousand', 'metric: share_at_least\n    value: 1000\n    compare: ratio\n    min: 0.8'),
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
];

const partsOrNone = (tally: OutcomeTally, policy: string): WordPart[] => {
  try {
    return wordParts(tally, read(policy));
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
  it('are refused, whatever the policy asks about: who moves the value of share_at_least finds one of them to the cent', () => {
    expect(() => demandGroupsOnly(bindLive(read(AMOUNT)))).toThrow(
      'this caller sees no person, and cells of amounts can hold a single one',
    );
    const tally = new AmountAccumulator({ ...SPEC, unit: 'USD', decimals: 2, weightKind: 'none' });
    for (let i = 0; i < 200; i++)
      tally.add({ values: [i % 2 === 0 ? 'x' : 'y', 'f'], amount: 50_000 + i * 1000, actual: null, weight: 1 });
    expect(() => wordParts(tally.take(), read(AMOUNT))).toThrow('tallies of amount have no parts');
  });
});
