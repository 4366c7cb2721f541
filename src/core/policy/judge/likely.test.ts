import { describe, expect, it } from 'vitest';
import { judgeMembership, membershipGap, membershipOf } from '../../fairness/membership/index.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { Tally } from '../../fairness/tally/types.js';
import { createGenerator } from '../../stats/index.js';
import { judgeBaseline } from '../baseline/index.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

const RULE =
  'metric: selection_rate, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us }';

const policyText = (
  rule: string,
  { extra = '', membership = 'race: { probabilities: { a: p_a, b: p_b } }', rest = RULE } = {},
): string => `tribune: policy/v1
name: likely
version: "1"
data: { prediction: p, label: y, favourable: 1, attributes: {}, membership: { ${membership} } ${extra} }
requirements:
  - { id: one, ${rule}, ${rest} }
`;

const BY = 'by: [race], compare: difference, max: 0.2';
const read = (rule: string, options = {}) => parsePolicy(policyText(rule, options)).policy;
const ASSUMED = 'race: { probabilities: { a: p_a, b: p_b }, assume: independent }';

type Person = readonly [a: string, b: string, selected: 0 | 1];

function tallyOf(people: readonly Person[]): Tally {
  const rows = people.map(
    ([a, b, prediction]): TallyRow => ({ values: [a, b], label: 1, prediction, score: null, weight: 1 }),
  );
  const spec = {
    policyDigest: '',
    attributes: ['p_a', 'p_b'],
    weightKind: 'none',
    score: { kind: 'none' },
    scoreScale: 1,
  } as const;
  return tallyRows(spec, rows);
}

/** People whose chance to be selected is 0.6 - 0.3 p, with probabilities near 0 and 1. */
function crowd(n: number, seed: number): Person[] {
  const generator = createGenerator(seed);
  const at = [0, 0.04, 0.5, 0.97, 1];
  return Array.from({ length: n }, (): Person => {
    const p = at[Math.floor(generator.nextUniform() * at.length)]!;
    return [String(p), (1 - p).toFixed(2), generator.nextUniform() < 0.6 - 0.3 * p ? 1 : 0];
  });
}

const TODAY = { today: '2026-11-29' };

describe('requirements about groups that are known as probabilities', () => {
  const people = crowd(2000, 4);
  const tally = tallyOf(people);
  const membership = membershipOf(tally, { a: 'p_a', b: 'p_b' });
  const pair = { group: 'a', reference: 'b', compare: 'difference' } as const;
  const gap = membershipGap(membership, 'selection_rate', pair, { favourable: 1 });

  it.each([
    ['within what the bounds leave', 'max: 0.35', undefined],
    ['below all that the bounds leave', 'max: 0.02', undefined],
    ['above all that the bounds leave', 'max: 0.6', undefined],
    ['beyond the weighted interval', 'max: 0.1', 'independent'],
    ['in the weighted interval', 'max: 0.2', 'independent'],
    ['above the weighted interval', 'max: 0.4', 'independent'],
  ] as const)('are judged as the library judges a bound %s', (_, bound, assume) => {
    const policy = read(`by: [race], compare: difference, ${bound}`, assume && { membership: ASSUMED });
    const max = Number(bound.slice(5));
    const [result] = judgePolicy(policy, tally, TODAY);
    const alone = judgeMembership(gap, { min: -max, max, ...(assume && { assume }) });
    const turned = result!.group!.race === 'b';
    expect(result!.verdict).toBe(alone.verdict);
    expect(result!.likely!.by).toBe(alone.by);
    expect([result!.lower, result!.upper].map((end) => (turned ? -end! : end)).sort()).toEqual(
      [alone.lower, alone.upper].sort(),
    );
    expect(Math.abs(result!.likely!.weighted.estimate!)).toBeCloseTo(Math.abs(gap.estimate!), 12);
    expect(result!.likely!.weighted.variance).toBeCloseTo(gap.variance!, 12);
  });

  it('have no estimate where the bounds judge, whatever the standard, and say both readings', () => {
    const policy = read(BY, { rest: RULE.replace('violation', 'point') });
    const [result] = judgePolicy(policy, tally, TODAY);
    expect(result).toMatchObject({ verdict: 'inconclusive', evidence: 'point', estimate: null, status: 'undefined' });
    expect(result!.message).toContain('race is known as probabilities only, and without an assumption they leave');
    expect(result!.message).toContain('which is right only if among people with equal probabilities');
    expect(explainRequirement(result!).join(' ')).toContain('No estimate decides, since nothing is assumed');
  });

  it('print the assumption that a verdict rests on', () => {
    const [result] = judgePolicy(read('by: [race], compare: ratio, min: 0.3', { membership: ASSUMED }), tally, TODAY);
    expect(result).toMatchObject({ verdict: 'pass', status: 'ok' });
    expect(result!.message).toContain(
      'The verdict rests on the assumption, which the policy declares, that among people',
    );
  });

  it('hold each group to a floor', () => {
    const [result] = judgePolicy(read('by: [race], compare: value, min: 0.1'), tally, TODAY);
    expect(result).toMatchObject({ verdict: 'pass', estimate: null, group: { race: 'a' } });
    expect(result!.parts!.map(({ bounds }) => bounds!.outerLower! > 0.1)).toEqual([true, true]);
  });

  it('pass nothing on a group of whom hardly a member is expected, whatever its effective size', () => {
    const rare = tallyOf(Array.from({ length: 400 }, (_, i): Person => ['0.001', '0.999', i % 4 === 0 ? 1 : 0]));
    const [result] = judgePolicy(
      read(BY, { membership: ASSUMED, rest: RULE.replace('report', 'inconclusive') }),
      rare,
      TODAY,
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', insufficientGroups: [{ race: 'a' }] });
  });

  it('end in the same bits in any order of rows, however a probability is written', () => {
    const other: Person[] = people
      .map(([a, b, selected]): Person => [`${Number(a).toFixed(4)}`, b === '0.50' ? '.5' : b, selected])
      .reverse();
    const policy = read(BY);
    expect(judgePolicy(policy, tallyOf(other), TODAY)).toEqual(judgePolicy(policy, tally, TODAY));
  });

  it('count people without probabilities, and refuse rows that are none, by number and example', () => {
    const policy = read(BY);
    const none: Person[] = people.map(([a, b, selected], i) =>
      i < 7 ? ([null, null, selected] as never) : [a, b, selected],
    );
    expect(judgePolicy(policy, tallyOf(none), TODAY)[0]!.likely!.missing).toBe(7);
    const wrong: Person[] = [...people, ['0.7', '0.7', 1], ['0.4', '0.7', 1], ['1.2', '-0.2', 0]];
    expect(() => judgePolicy(policy, tallyOf(wrong), TODAY)).toThrow(
      '2 rows whose probabilities do not add up to 1 (p_a 0.4, p_b 0.7); 1 row with one outside 0 to 1 (p_a 1.2, p_b -0.2)',
    );
  });

  it('do not apply to a tally without the columns, and have no change since a baseline', () => {
    const bare = { ...tally, attributes: ['x', 'y'] };
    expect(judgePolicy(read(BY), bare, TODAY)[0]).toMatchObject({
      verdict: 'not_applicable',
      message: 'Does not apply: race is known as probabilities, and the tally does not carry p_a, p_b.',
    });
    const baseline = {
      schemaVersion: '1',
      policy: { name: 'likely', version: '1', favourable: 1 },
      groups: [],
      requirements: [{ id: 'one', metric: 'selection_rate', by: ['race'], compare: 'difference' }],
    };
    expect(judgeBaseline({ policy: read(BY), tally }, baseline)[0]).toMatchObject({ verdict: 'not_applicable' });
  });
});

describe('a policy about groups that are known as probabilities', () => {
  const messages = (text: string): string[] => checkPolicy(text).map(({ message }) => message);

  it('is accepted', () => expect(messages(policyText(BY))).toEqual([]));

  it.each([
    [
      'a recorded attribute of the same name',
      BY,
      { extra: '', membership: 'race: { probabilities: { a: p_a, b: p_b } }, sex: { probabilities: { m: s, f: s } }' },
      'the column "s" holds the probabilities of two groups of sex',
    ],
    ['one group', BY, { membership: 'race: { probabilities: { a: p_a } }' }, 'race has 1 group, and needs 2 to 20'],
    [
      'a misspelt reference',
      BY,
      { membership: 'race: { probabilities: { white: p_a, b: p_b }, reference: whit }' },
      'the reference "whit" is no group of race',
    ],
    [
      'another outcome',
      BY.replace('selection', 'x'),
      { extra: ', outcome: { type: amount, column: x, unit: EUR, favourable: higher }' },
      'data.membership stands beside an outcome of type amount',
    ],
    [
      'an intersection',
      'by: [race, race], compare: difference, max: 0.2',
      {},
      'one: race is known as probabilities, which say nothing of its combination',
    ],
    [
      'a score metric',
      BY,
      { rest: RULE.replace('selection_rate', 'auc') },
      'one: AUC is no rate, and only rates are estimated for race',
    ],
    [
      'strata',
      `${BY}, given: [dept]`,
      {},
      'one: groups of race are known as probabilities, and are not compared within strata',
    ],
    [
      'a pool',
      BY,
      { rest: RULE.replace('report', 'pool') },
      'one: groups of race are known as probabilities, and are not pooled',
    ],
    ['a change', 'by: [race], change: { against: baseline, maxDrop: 0.1 }', {}, 'one: a change is not tested for race'],
    [
      'an unknown reference group',
      'by: [race], compare: difference, max: 0.2, reference: { race: c }',
      {},
      'one: "c" is no group of race',
    ],
  ])('is refused with %s', (_, rule, options, message) => {
    expect(messages(policyText(rule, options)).some((each) => each.includes(message))).toBe(true);
  });
});
