import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../policy/index.js';
import { judgeSubjects, orderedSubjects } from '../../../policy/judge/index.js';
import { cappedByInstitution, measuredCapped, type OrderedTally, orderedTally, rankPreservation } from './index.js';

const LEVELS = ['U', 'E', 'D', 'C', 'B', 'A'];
interface Case {
  readonly name: string;
  readonly cells: readonly (readonly [school: string, poor: string, due: number, given: number, people: number])[];
  readonly groups: Readonly<
    Record<string, { institutions: number; people: number; capped: number; estimate: number; limits: [number, number] }>
  >;
}
const { cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../testdata/capped.json'), 'utf8')) as {
  cases: Case[];
};

const tallyOf = ({ cells }: Pick<Case, 'cells'>): OrderedTally =>
  orderedTally(
    { policyDigest: '', attributes: ['school', 'poor'], levels: LEVELS, favourable: 'higher' },
    cells.map(([school, poor, due, given, people]) => ({
      values: [school, poor],
      label: LEVELS[due]!,
      level: LEVELS[given]!,
      people,
    })),
  );
const membersOf = ({ cells }: OrderedTally, poor: string) => cells.filter(({ values }) => values[1] === poor);

const policyText = (requirement: string): string => `tribune: policy/v1
name: grades
version: "1"
data:
  outcome: { type: ordered, column: grade, levels: [U, E, D, C, B, A], favourable: higher }
  label: due
  attributes: { poor: {} }
requirements:
  - { id: r, metric: capped_share, smallGroups: inconclusive, severity: block, basis: { kind: ours, source: test }, ${requirement} }
`;
const judged = (tally: OrderedTally, rest: string) => {
  const { policy } = parsePolicy(policyText(`institution: school, compare: value, ${rest}`));
  return judgeSubjects(policy, orderedSubjects(policy, tally), { today: '2026-11-29' })[0]!;
};
const mistake = (requirement: string): string => {
  try {
    parsePolicy(policyText(requirement));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('capped by the institution', () => {
  it.each(cases)('counts and limits are those of numpy and scipy: $name', (one) => {
    const tally = tallyOf(one);
    for (const [poor, expected] of Object.entries(one.groups)) {
      const institutions = cappedByInstitution(tally, membersOf(tally, poor), 'school');
      expect(institutions.reduce((sum, { capped }) => sum + capped, 0)).toBe(expected.capped);
      const made = measuredCapped(institutions);
      expect([made.n, made.value]).toEqual([expected.institutions, expected.estimate]);
      const { lower, upper } = made.at(0.95)!;
      expect(lower).toBeCloseTo(expected.limits[0], 9);
      expect(upper).toBeCloseTo(expected.limits[1], 9);
      const [same] = rankPreservation(tally, { institution: 'school', by: ['poor'] }).filter(
        ({ key }) => key.poor === poor,
      );
      expect(same!.capped.estimate).toBeCloseTo(made.value!, 12);
    }
  });

  it('is held to a ceiling in each group, and everybody to one; evidence is counted in institutions', () => {
    const tally = tallyOf(cases[0]!);
    const ceiling = (max: number, by = '[poor]') => judged(tally, `by: ${by}, max: ${max}, evidence: violation`);
    const broken = ceiling(0.005);
    expect(broken).toMatchObject({
      verdict: 'fail',
      institution: 'school',
      nGroup: cases[0]!.groups.yes!.institutions,
    });
    expect(broken.message).toContain('share capped by school is');
    expect(broken.message).toContain('institutions)');
    expect(ceiling(0.5)).toMatchObject({ verdict: 'pass' });
    expect(ceiling(0.5, '[]')).toMatchObject({ verdict: 'pass', group: {} });
    const few = judged(
      { ...tally, cells: tally.cells.filter(({ values }) => ['s0', 's1', 's2'].includes(values[0]!)) },
      'by: [], max: 0.5, evidence: violation',
    );
    expect(few.verdict).toBe('inconclusive');
    expect(few.message).toContain('institutions');
  });

  it('leaves out people of no known institution, and one institution says nothing of others', () => {
    const cells = [
      ['s0', 'no', 5, 3, 4],
      ['s0', 'no', 3, 3, 6],
    ] as const;
    const tally = tallyOf({ cells });
    const unknown = { ...tally, cells: tally.cells.map((cell) => ({ ...cell, values: [null, 'no'] })) };
    expect(cappedByInstitution(unknown, unknown.cells, 'school')).toEqual([]);
    expect(measuredCapped([]).hindrance).toContain('nobody of the group');
    const made = measuredCapped(cappedByInstitution(tally, tally.cells, 'school'));
    expect([made.value, made.at(0.95)]).toEqual([0.4, null]);
    expect(made.hindrance).toContain('one institution says nothing');
  });

  it('is refused as a gap, as a change, without an institution, and by the institution itself', () => {
    const rest = 'by: [poor], evidence: violation';
    expect(mistake(`institution: school, compare: difference, max: 0.1, ${rest}`)).toContain(
      'groups share their institutions',
    );
    expect(mistake(`institution: school, change: { against: baseline, maxRise: 0.1 }, ${rest}`)).toContain(
      'does not say what each institution had',
    );
    expect(mistake(`compare: value, max: 0.1, ${rest}`)).toContain('capped_share needs institution');
    expect(mistake(`institution: poor, compare: value, max: 0.1, ${rest}`)).toContain(
      'by names the institution itself',
    );
  });
});
