import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StagesTally } from '../../src/core/fairness/outcomes/index.js';
import { nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

const HIRING = 'compas/hiring';
const STAGES = ['screen', 'interview', 'offer'] as const;
/** Who was referred skips the screen; the first stage says it, or an attribute. */
const BEGUN = 'routes: { usual: [screen, interview, offer], referral: [interview, offer] }';
const NAMED = 'routes: { usual: [screen, interview, offer], quick: [screen, offer] }, route: way';

const policyOf = (routes: string): string => `tribune: policy/v1
name: hiring
version: 1.0.0
data:
  outcome: { type: stages, stages: [${STAGES.map((name) => `{ name: ${name}, column: ${name}_col }`).join(', ')}], ${routes} }
  attributes: { sex: { reference: Male } }
  minGroupSize: 5
requirements:
  - id: r
    metric: funnel_rate
    by: [sex]
    compare: ratio
    min: 0.8
    evidence: point
    smallGroups: report
    severity: warn
    basis: { kind: ours, source: test }
`;

/** Outcomes at the stages, null where a person did not reach one, and the way that is recorded of her. */
interface Person {
  readonly outcomes: readonly (0 | 1 | null)[];
  readonly way: string;
}
const PEOPLE: readonly Person[] = [
  { outcomes: [1, 1, 1], way: 'usual' },
  { outcomes: [1, 1, 0], way: 'usual' },
  { outcomes: [1, 0, null], way: 'usual' },
  { outcomes: [0, null, null], way: 'quick' },
  { outcomes: [1, null, 1], way: 'quick' },
  { outcomes: [1, null, 0], way: 'quick' },
  { outcomes: [null, 1, 1], way: 'referral' },
  { outcomes: [null, 1, 0], way: 'referral' },
  { outcomes: [null, 0, null], way: 'referral' },
  { outcomes: [null, null, 1], way: 'nowhere' },
  { outcomes: [0, 1, null], way: 'usual' },
];
const people = PEOPLE.flatMap((person, k) =>
  Array.from({ length: 4 + k }, (_, i) => ({
    ...person,
    subject: `person-${k}-${i}`,
    sex: (i + k) % 3 === 0 ? 'Male' : 'Female',
  })),
);

/** All steps, the last stages first; the sex and the way of a person come with her first one. */
const steps = [2, 1, 0].flatMap((at) =>
  people.flatMap(({ subject, outcomes, sex, way }) => {
    if (outcomes[at] === null) return [];
    const first = outcomes.findIndex((outcome) => outcome !== null) === at;
    return [
      JSON.stringify({
        id: nextId(),
        deployment: HIRING,
        subject,
        stage: STAGES[at],
        decidedAt: '2026-11-22T10:00:00.000Z',
        outcome: outcomes[at],
        route: 'automatic',
        ...(first ? { attributes: { sex, way } } : {}),
      }),
    ];
  }),
);

const csvOf = (kept: (one: Person) => boolean): string[] => [
  'screen_col,interview_col,offer_col,sex,way',
  ...people.filter(kept).map(({ outcomes, sex, way }) => [...outcomes.map((one) => one ?? ''), sex, way].join(',')),
];

async function same(routes: string, kept: (one: Person) => boolean): Promise<void> {
  const text = policyOf(routes);
  const { excluded, rowsRead, ...tally } = (await world.audited(HIRING, text)).tally as unknown as StagesTally;
  const { excluded: none, rowsRead: rows, ...expected } = await world.fileTally(text, csvOf(kept));
  expect(tally).toEqual(expected);
  expect(none).toEqual([]);
  const left = people.length - Number(rows);
  expect([rowsRead, excluded]).toEqual([people.length, [{ reason: 'stages out of order', rows: left }]]);
  expect(left).toBeGreaterThan(0);
}

describe('routes of recorded stages', () => {
  it('have the tally of a file of the cases that went one, from the log and from segments; the others are counted', async () => {
    expect(await world.send(steps)).toMatchObject({ accepted: steps.length, rejected: [] });
    const wentOne = ({ outcomes: [screen, interview, offer] }: Person): boolean =>
      screen === null
        ? interview !== null
        : !(screen === 0 && interview !== null) && !(interview === null && offer !== null);
    await same(BEGUN, wentOne);
    const named = ({ way, outcomes: [screen, interview, offer] }: Person): boolean =>
      way === 'usual'
        ? screen !== null && !(screen === 0 && interview !== null) && !(interview === null && offer !== null)
        : way === 'quick';
    await same(NAMED, named);
    await world.audits.seal();
    await same(BEGUN, wentOne);
    await same(NAMED, named);
  });

  it('are refused where nobody has the attribute that names them', async () => {
    await expect(world.audited(HIRING, policyOf(NAMED.replace('route: way', 'route: path')))).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: 'no recorded decision has the attribute "path" that the policy names',
    });
  });
});
