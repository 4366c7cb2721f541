import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, miettinenNurminenDifference, smallestDetectableGaps } from '../../core/stats/index.js';
import type { ColumnReader } from '../learning/ports/index.js';
import { type FailureAnswer, KNOWN_FAILURES, type KnownFailuresResult, testKnownFailures } from './index.js';

type Row = Readonly<Record<string, string | number | null>>;

/** A table in memory, as the reader of files gives it: texts and their codes. */
function readerOf(rows: readonly Row[]): ColumnReader {
  return {
    name: 'planted.csv',
    async read({ columns }) {
      const names = columns(Object.keys(rows[0]!));
      return {
        digest: 'sha256:planted',
        rows: rows.length,
        columns: names.map((name) => {
          const texts = rows.map((row) => (row[name] === null || row[name] === undefined ? null : String(row[name])));
          const categories = [...new Set(texts.filter((one): one is string => one !== null))].sort();
          const codes = new Map(categories.map((one, code) => [one, code]));
          return {
            name,
            categories,
            values: Float64Array.from(texts, (one) => (one === null ? Number.NaN : codes.get(one)!)),
          };
        }),
      };
    },
  };
}

const policyText = (data: string, section: string): string => `
tribune: policy/v1
name: planted
version: 1.0.0
data:
${data}
  attributes:
    sex: { reference: m }
  minGroupSize: 30
requirements:
  - { id: parity, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: "the test" } }
knownFailures:
${section}
`;
const DECIDED = '  prediction: yes_no\n  label: truth\n  favourable: 1';

async function test(rows: readonly Row[], section: string, data = DECIDED): Promise<KnownFailuresResult> {
  const { policy } = parsePolicy(policyText(data, section), { file: 'policy.yaml', isUndecided: true });
  return testKnownFailures(readerOf(rows), {
    ...{ policy, policyDigest: 'sha256:p', today: '2026-12-01', toolVersion: '0' },
  });
}

async function answer(name: string, rows: readonly Row[], section: string, data = DECIDED): Promise<FailureAnswer> {
  return (await test(rows, section, data)).failures.find((one) => one.name === name)!;
}

const PEOPLE = 1200;
/** People whose columns a row makes from chance and the strength of what is planted, 0 or 1. */
function people(make: (chance: { (): number; normal: () => number }, i: number, planted: number) => Row) {
  return (planted: number): Row[] => {
    const random = createGenerator('planted people c');
    const chance = Object.assign(() => random.nextUniform(), { normal: () => random.nextNormal() });
    return Array.from({ length: PEOPLE }, (_, i) => make(chance, i, planted));
  };
}
const flag = (is: boolean): number => (is ? 1 : 0);
const sexOf = (i: number): string => (i % 2 === 0 ? 'm' : 'f');
const BASE = { truth: 1, yes_no: 1 };

interface Case {
  readonly section: string;
  readonly rows: (planted: number) => Row[];
  readonly data?: string;
}

/** What each failure is planted in: with 1 it is there, with 0 it is not. */
const PLANTED: Readonly<Record<string, Case>> = {
  markedPapers: {
    section: '  markedPapers: { mark: womens, given: [degree] }',
    rows: people((chance, i, planted) => {
      const [degree, womens] = [chance() < 0.5 ? 'ba' : 'ma', flag(chance() < 0.4)];
      const rate = (degree === 'ma' ? 0.6 : 0.3) - 0.2 * planted * womens;
      return { sex: sexOf(i), degree, womens, truth: 1, yes_no: flag(chance() < rate) };
    }),
  },
  unequalErrors: {
    section: '  unequalErrors: {}',
    rows: people((chance, i, planted) => ({
      sex: sexOf(i),
      truth: flag(chance() < 0.7),
      yes_no: flag(chance() < 0.75 - 0.2 * planted * (i % 2)),
    })),
  },
  worstCombination: {
    section: '  worstCombination: {}',
    data: `${DECIDED}\n  intersections: [[sex, skin]]`,
    rows: people((chance, i, planted) => {
      const [sex, skin] = [sexOf(i), i % 4 < 2 ? 'light' : 'dark'];
      const wrong = chance() < 0.05 + 0.25 * planted * flag(sex === 'f' && skin === 'dark');
      return { sex, skin, truth: 1, yes_no: flag(!wrong) };
    }),
  },
  taughtByUsers: {
    section: '  taughtByUsers: { flagged: harmful, period: day, before: [1] }',
    rows: people((chance, i, planted) => ({
      ...BASE,
      sex: sexOf(i),
      day: 1 + (i % 3),
      harmful: flag(chance() < 0.02 + 0.1 * planted * flag(i % 3 > 0)),
    })),
  },
  sameMeans: {
    section: '  sameMeans: { given: [income], amount: limit }',
    rows: people((chance, i, planted) => {
      const income = chance() < 0.5 ? 'low' : 'high';
      const limit = (income === 'high' ? 10 : 5) + chance.normal() - 2 * planted * (i % 2);
      return { ...BASE, sex: sexOf(i), income, limit };
    }),
  },
  costForNeed: {
    section: '  costForNeed: { need: ill }',
    data: '  score: cost\n  cutoff: 0.5\n  favourable: 1',
    rows: people((chance, i, planted) => {
      const cost = chance();
      return { sex: sexOf(i), cost, ill: flag(chance() < 0.2 + 0.5 * cost + 0.2 * planted * (i % 2)) };
    }),
  },
  treatedRisk: {
    section: '  treatedRisk: { condition: asthma, treated: care }',
    data: '  score: risk\n  cutoff: 0.5\n  favourable: 0',
    rows: people((chance, i, planted) => {
      const asthma = flag(chance() < 0.3);
      const risk = 0.4 + 0.1 * chance.normal() + (planted === 1 ? -0.1 : 0.1) * asthma;
      return { sex: sexOf(i), asthma, care: flag(chance() < 0.1 + 0.8 * asthma), risk };
    }),
  },
  unseenKind: {
    section: '  unseenKind: { kind: where, usual: [crossing, kerb] }',
    rows: people((chance, i, planted) => {
      const where = ['crossing', 'kerb', 'road'][i % 3]!;
      return { sex: sexOf(i), where, truth: 1, yes_no: flag(chance() > 0.1 + 0.4 * planted * flag(where === 'road')) };
    }),
  },
  priceBesideCost: {
    section: '  priceBesideCost: { price: premium, cost: expected, by: [loyal] }',
    rows: people((chance, i, planted) => {
      const [expected, loyal] = [100 + 20 * chance.normal(), chance() < 0.5 ? 'yes' : 'no'];
      const premium = expected * 1.2 + 5 * chance.normal() + 12 * planted * flag(loyal === 'yes');
      return { ...BASE, sex: sexOf(i), expected, loyal, premium };
    }),
  },
  fallTogether: {
    section: '  fallTogether: { beside: [other] }',
    rows: people((chance, i, planted) => {
      const [truth, wrong] = [flag(chance() < 0.5), chance() < 0.2];
      const own = chance() < 0.15 + 0.4 * planted * flag(wrong);
      return { sex: sexOf(i), truth, other: wrong ? 1 - truth : truth, yes_no: own ? 1 - truth : truth };
    }),
  },
  keptOfTwo: {
    section: '  keptOfTwo: { pair: picture }',
    rows: (planted) => {
      const random = createGenerator('planted pairs c');
      return Array.from({ length: PEOPLE / 2 }, (_, pair) => {
        const first = random.nextUniform() < 0.5 + 0.2 * planted;
        return ['f', 'm'].map((sex, place) => ({
          sex,
          picture: `p${pair}`,
          truth: 1,
          yes_no: flag(first === (place === 0)),
        }));
      }).flat();
    },
  },
  roundTrip: {
    section: '  roundTrip: { before: said, after: back }',
    rows: people((chance, i, planted) => {
      const said = i % 2 === 0 ? 'he' : 'she';
      const back = chance() < 0.1 + 0.3 * planted * (i % 2) ? (said === 'he' ? 'she' : 'he') : said;
      return { sex: sexOf(i), said, back };
    }),
    data: '  favourable: 1',
  },
  insultingName: {
    section: '  insultingName: { named: called, insults: [gorilla, ape] }',
    rows: (planted) =>
      Array.from({ length: PEOPLE }, (_, i) => ({
        sex: sexOf(i),
        called: planted === 1 && i === 7 ? 'Gorilla' : 'person',
      })),
    data: '  favourable: 1',
  },
};

const withSkin = (name: string, data: string): string =>
  name === 'worstCombination' ? data.replace('\n  intersections: [[sex, skin]]', '') : data;

async function planted(name: string, strength: number): Promise<FailureAnswer> {
  const { section, rows, data = DECIDED } = PLANTED[name]!;
  if (name !== 'worstCombination') return answer(name, rows(strength), section, data);
  const text = policyText(withSkin(name, data), section).replace(
    '    sex:',
    '    skin: { reference: light }\n    sex:',
  );
  const { policy } = parsePolicy(text, { file: 'policy.yaml' });
  const found = await testKnownFailures(readerOf(rows(strength)), {
    ...{ policy, policyDigest: 'sha256:p', today: '2026-12-01', toolVersion: '0' },
  });
  return found.failures.find((one) => one.name === name)!;
}

describe('known failures', () => {
  it('are thirteen, each with its story, source and formula, and each is planted here', () => {
    expect(KNOWN_FAILURES.map(({ name }) => name)).toEqual(Object.keys(PLANTED));
    for (const { happened, source, formula, bias } of KNOWN_FAILURES)
      for (const text of [happened, source, formula, bias]) expect(text.length).toBeGreaterThan(10);
    expect(KNOWN_FAILURES).toHaveLength(13);
  });

  it.each(Object.keys(PLANTED))('%s is shown where it was planted', async (name) => {
    const found = await planted(name, 1);
    expect(found).toMatchObject({ answer: 'shown', why: null, needs: null });
    const { estimate, simultaneous, isShown } = found.decisive!;
    expect(isShown).toBe(true);
    expect(simultaneous!.lower > 0 || simultaneous!.upper < 0).toBe(true);
    expect(simultaneous!.lower).toBeLessThanOrEqual(estimate!);
    expect(simultaneous!.upper).toBeGreaterThanOrEqual(estimate!);
  });

  it.each(Object.keys(PLANTED))(
    '%s is not shown where it was not, with the effect that may be there unseen',
    async (name) => {
      const found = await planted(name, 0);
      expect(found.answer).toBe('not-shown');
      expect(found.unseenUpTo).toBeGreaterThan(0);
      expect(found.comparisons).toBeGreaterThan(0);
      expect(found.findings.every(({ isShown }) => !isShown)).toBe(true);
    },
  );

  it('have the intervals and the power of the rooms of statistics', async () => {
    const found = await planted('unequalErrors', 1);
    const { n, nReference, value, referenceValue, lower, upper, simultaneous, detectable } = found.decisive!;
    const [a, b] = [
      { n, successes: value! * n },
      { n: nReference!, successes: referenceValue! * nReference! },
    ];
    expect({ lower, upper }).toEqual(miettinenNurminenDifference(a, b, 0.95));
    expect(simultaneous!.level).toBe(0.95);
    const { above, below } = smallestDetectableGaps({
      n1: n,
      n2: nReference!,
      p: referenceValue!,
      level: 0.95,
      power: 0.8,
    });
    expect(detectable).toBe(Math.max(above!, below!));
  });

  it('of a name that is an insult are seen in 1 - 0.2^(1/n) of the people or more', async () => {
    const found = await planted('insultingName', 0);
    const everybody = found.findings.find(({ n }) => n === PEOPLE)!;
    expect(everybody.detectable).toBeCloseTo(1 - 0.2 ** (1 / PEOPLE), 15);
    expect((1 - everybody.detectable!) ** PEOPLE).toBeCloseTo(0.2, 12);
  });

  it('say why they cannot be looked for, and what that needs', async () => {
    const found = await test([{ sex: 'f', yes_no: 1, truth: 1 }], '  off: [keptOfTwo]');
    const by = new Map(found.failures.map((one) => [one.name, one]));
    expect(by.get('markedPapers')).toMatchObject({
      answer: 'not-applicable',
      why: expect.stringContaining('knownFailures.markedPapers'),
      needs: expect.stringContaining('`mark`'),
    });
    expect(by.get('keptOfTwo')!.why).toContain('says that the system cannot have it');
    expect(by.get('worstCombination')!.needs).toContain('two attributes');
    expect(by.get('unequalErrors')!.why).toContain('no two sides');
    expect(found).toMatchObject({ shown: 0, notShown: 0, notApplicable: 13, expectedByChance: 0 });
    const unlabelled = await test(
      [{ sex: 'f', yes_no: 1 }],
      '  unequalErrors: {}',
      '  prediction: yes_no\n  favourable: 1',
    );
    expect(unlabelled.failures[1]).toMatchObject({ why: 'The policy binds no label.' });
  });

  it('are never denied with too few people', async () => {
    const few = PLANTED.unequalErrors!.rows(0).slice(0, 40);
    expect(await answer('unequalErrors', few, '  unequalErrors: {}')).toMatchObject({
      answer: 'undecided',
      unseenUpTo: null,
    });
  });

  it('are never denied where nothing varies within the sides, however far these are apart', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({
      sex: sexOf(i),
      paid: sexOf(i) === 'f' ? 120 : 100,
      cost: 1,
    }));
    const found = await answer(
      'priceBesideCost',
      rows,
      '  priceBesideCost: { price: paid, cost: cost }',
      '  favourable: 1',
    );
    expect(found).toMatchObject({ answer: 'undecided', comparisons: 1, unseenUpTo: null });
    expect(found.decisive!.estimate).toBeGreaterThan(1);
  });

  it('below what counts are not shown', async () => {
    const rows = PLANTED.unequalErrors!.rows(1);
    expect((await answer('unequalErrors', rows, '  unequalErrors: { least: 0.5 }')).answer).toBe('not-shown');
  });

  it('that nobody has seen a case of are no good news', async () => {
    const rows = PLANTED.unseenKind!.rows(1).filter(({ where }) => where !== 'road');
    const found = await answer('unseenKind', rows, PLANTED.unseenKind!.section);
    expect(found.why).toContain('was never looked at');
  });

  it('leave out what the policy leaves out, and count it', async () => {
    const rows = PLANTED.unequalErrors!.rows(1).map((row, i) => (i < 10 ? { ...row, yes_no: null } : row));
    const found = await test(rows, '  unequalErrors: {}');
    expect(found.data.excluded).toEqual([{ reason: 'missing prediction', rows: 10 }]);
  });

  it('count people, where a row stands for several', async () => {
    const rows = PLANTED.unequalErrors!.rows(1);
    const data = `${DECIDED}\n  weight: people\n  weightKind: count`;
    const weighted = await answer(
      'unequalErrors',
      rows.map((row) => ({ ...row, people: 2 })),
      '  unequalErrors: {}',
      data,
    );
    const twice = await answer('unequalErrors', [...rows, ...rows], '  unequalErrors: {}');
    expect(weighted.findings).toEqual(twice.findings);
  });

  it.each([
    [
      'a value that is neither 0 nor 1',
      'markedPapers: { mark: sex }',
      /column "sex" holds "m", which is neither 0 nor 1/,
    ],
    ['a text that is no number', 'priceBesideCost: { price: sex, cost: truth }', /which is no number/],
    ['a failure that is not known', 'off: [unequalError]', /"unequalError" is no known failure/],
    ['a misspelt key', 'markedPapers: { marks: sex }', /marks/],
    ['one that is off and asked for', 'off: [unequalErrors]\n  unequalErrors: {}', /unequalErrors is off/],
    ['a combination of one attribute', 'worstCombination: {}', /needs two attributes/],
  ])('refuse %s by name', async (_, section, message) => {
    await expect(test(PLANTED.unequalErrors!.rows(0), `  ${section}`)).rejects.toThrow(message);
  });

  it('refuse sampling weights', async () => {
    const data = `${DECIDED}\n  weight: truth\n  weightKind: sampling`;
    await expect(test(PLANTED.unequalErrors!.rows(0), '  unequalErrors: {}', data)).rejects.toThrow(/sampling weights/);
  });
});
