import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePolicy } from '../../src/core/policy/index.js';
import { readPolicy } from '../../src/domain/audits/policy-text.js';
import { labelLine, nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

const PROD = 'compas/prod';
const POLICY = `tribune: policy/v1
name: likely
version: 1.0.0
data:
  prediction: approved
  favourable: 1
  attributes: { region: {} }
  membership: { race: { probabilities: { a: p_a, b: p_b }, reference: b } }
  minGroupSize: 30
requirements:
  - { id: alike, metric: favourable_rate, by: [race], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: test } }
  - { id: regions, metric: favourable_rate, by: [region], compare: ratio, min: 0.1, evidence: point, smallGroups: report, severity: block, basis: { kind: ours, source: test } }
`;

/** The likely members of a are approved one time in ten, the others nine times; of every twelfth person nothing is known. */
const people = Array.from({ length: 240 }, (_, i) => {
  const isLikely = i % 2 === 0;
  const region = i % 3 === 0 ? 'north' : 'south';
  const approved = (Math.floor(i / 2) % 10 === 0) === isLikely ? 1 : 0;
  return {
    approved,
    region,
    race: i % 12 === 5 ? null : isLikely ? { p_a: '0.98', p_b: '0.02' } : { p_a: '0.03', p_b: '0.97' },
  };
});
const csv = [
  'approved,region,p_a,p_b',
  ...people.map(({ approved, region, race }) => [approved, region, race?.p_a ?? '', race?.p_b ?? ''].join(',')),
];
const lines = people.map(({ approved, region, race }, i) =>
  JSON.stringify({
    id: nextId(),
    deployment: PROD,
    subject: `person-${i}`,
    decidedAt: '2026-11-22T10:00:00.000Z',
    outcome: approved,
    route: 'automatic',
    attributes: { region, ...race },
  }),
);

describe('recorded decisions about groups that are known as probabilities', () => {
  it('are judged as a file of them, from the log and from segments', async () => {
    expect(await world.send(lines)).toMatchObject({ accepted: lines.length, rejected: [] });
    const tally = await world.binaryFileTally(POLICY, csv);
    const today = new Date().toISOString().slice(0, 10);
    const [alike, regions] = judgePolicy(readPolicy(POLICY).policy, tally, { today });
    expect(alike).toMatchObject({ verdict: 'fail', likely: { by: 'bounds', missing: 20 } });
    for (const sealed of [false, true]) {
      if (sealed) await world.audits.seal();
      const { requirements, membership } = await world.judged(PROD, POLICY);
      expect(requirements).toEqual([alike, regions]);
      expect(membership).toMatchObject([{ attribute: 'race', reference: 'b', missing: 20 }]);
    }
  });

  it('show no probability to a caller who may see no person, and pass nothing by it', async () => {
    const result = await world.judged(PROD, POLICY, 'groups');
    expect(result.requirements).toMatchObject([
      {
        id: 'alike',
        verdict: 'inconclusive',
        message: expect.stringContaining('the probabilities, which are often those of one person'),
      },
      { id: 'regions', verdict: 'pass' },
    ]);
    expect(result.membership).toBeUndefined();
    expect(JSON.stringify({ ...result, policy: null })).not.toMatch(/0\.9[78]|0\.0[23]"/);
  });
});

const GRADES = `tribune: policy/v1
name: grades
version: 1.0.0
data:
  outcome: { type: ordered, column: grade, levels: [C, B, A], favourable: higher, none: [] }
  label: due
  attributes: { sex: {} }
  minGroupSize: 20
requirements:
  - { id: capped, metric: capped_share, institution: school, by: [sex], compare: value, max: 0.5, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: test } }
  - { id: good, metric: share_at_least, level: B, by: [sex], compare: difference, max: 0.5, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: test } }
`;

describe('recorded levels capped by institutions', () => {
  it('are judged for who may see persons, and left open, beside the rest, for who may not', async () => {
    const ids = Array.from({ length: 240 }, () => nextId());
    const decisions = ids.map((id, i) =>
      JSON.stringify({
        id,
        deployment: 'compas/grades',
        subject: `pupil-${i}`,
        decidedAt: '2026-11-22T10:00:00.000Z',
        outcome: 'CBA'[i % 3],
        route: 'automatic',
        attributes: { sex: i % 2 === 0 ? 'f' : 'm', school: `school-${i % 40}` },
      }),
    );
    expect(await world.send(decisions)).toMatchObject({ accepted: ids.length, rejected: [] });
    await world.label(ids.map((id, i) => labelLine(id, `"${'CBA'[(i * 7 + 1) % 3]}"`)));
    expect((await world.judged('compas/grades', GRADES)).requirements).toMatchObject([
      { id: 'capped', verdict: 'pass' },
      { id: 'good', verdict: 'pass' },
    ]);
    expect((await world.judged('compas/grades', GRADES, 'groups')).requirements).toMatchObject([
      {
        id: 'capped',
        verdict: 'inconclusive',
        message: expect.stringContaining('the people of each institution would stand in cells of fewer than 11 people'),
      },
      { id: 'good', verdict: 'pass' },
    ]);
  });
});
