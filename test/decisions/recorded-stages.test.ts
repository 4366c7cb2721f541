import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StagesTally } from '../../src/core/fairness/outcomes/index.js';
import { nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

const HIRING = 'compas/hiring';
const STAGES = ['screen', 'interview', 'offer'] as const;

const policyOf = (more = '', names: readonly string[] = STAGES): string => `tribune: policy/v1
name: hiring
version: 1.0.0
data:
  outcome:
    type: stages
    stages: [${names.map((name) => `{ name: ${name}, column: ${name}_col }`).join(', ')}]
  attributes: { sex: { reference: Male } }
  minGroupSize: 5
  ${more}
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
const POLICY = policyOf();
const BINARY = `tribune: policy/v1
name: p
version: 1.0.0
data: { prediction: outcome, favourable: 1, attributes: { sex: {} } }
requirements:
  - { id: r, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: point, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`;

interface Step {
  readonly subject: string;
  readonly stage: string;
  readonly outcome: string;
  readonly id?: string;
  readonly of?: string;
  readonly at?: string;
  readonly sex?: string | null;
  readonly more?: string;
}

function stepLine({
  subject,
  stage,
  outcome,
  id = nextId(),
  of,
  at = '2026-11-22T10:00:00.000Z',
  sex,
  more = '',
}: Step): string {
  const attributes = sex === undefined ? '' : `,"attributes":{"sex":${JSON.stringify(sex)}}`;
  const name = of === undefined ? '' : `,"case":${JSON.stringify(of)}`;
  return `{"id":"${id}","deployment":"${HIRING}","subject":"${subject}","stage":"${stage}"${name},"decidedAt":"${at}","outcome":${outcome},"route":"automatic"${attributes}${more}}`;
}

/** A person with an outcome at each stage that she reached. */
interface Person {
  readonly subject: string;
  readonly sex: string;
  readonly outcomes: readonly (0 | 1)[];
}

let people = 0;
const PATHS = [[0], [1], [1, 0], [1, 1], [1, 1, 0], [1, 1, 1], [1, 1, 1], [0]] as const;
const peopleOf = (n: number): Person[] =>
  Array.from({ length: n }, (_, i) => ({
    subject: `person-${++people}`,
    sex: i % 3 === 0 ? 'Male' : 'Female',
    outcomes: PATHS[(i * 5 + 1) % PATHS.length]!,
  }));

const csvOf = (all: readonly Person[]): string[] => [
  'screen_col,interview_col,offer_col,sex',
  ...all.map(({ outcomes, sex }) => `${STAGES.map((_, i) => outcomes[i] ?? '').join(',')},${sex}`),
];

/** All steps of these people, the last stages first, so that the order of arrival says nothing. */
const stepsOf = (all: readonly Person[]): string[] =>
  STAGES.flatMap((stage, i) =>
    all.flatMap(({ subject, sex, outcomes }) =>
      outcomes[i] === undefined
        ? []
        : [stepLine({ subject, stage, outcome: String(outcomes[i]), ...(i === 0 ? { sex } : {}) })],
    ),
  ).reverse();

async function send(lines: readonly string[]): Promise<void> {
  expect(await world.send(lines)).toMatchObject({ accepted: lines.length, rejected: [] });
}

const rowsOf = ({ cells }: StagesTally): number => cells.reduce((sum, { rows }) => sum + rows, 0);
const all: Person[] = [];
const cases = async () => (await world.audited(HIRING, POLICY)).tally;

describe('recorded stages', () => {
  it('have the tally of a file of the same cases, from the log, from segments and from both', async () => {
    all.push(...peopleOf(80));
    const steps = stepsOf(all);
    await send(steps.slice(0, 70));
    await send(steps.slice(70));
    const expected = await world.fileTally(POLICY, csvOf(all));
    const live = await world.audited(HIRING, POLICY);
    expect(live.tally).toEqual(expected);
    expect(live.log).toMatchObject({ recorded: steps.length, decidedAgain: 0 });
    await world.audits.seal();
    const sealed = await world.audited(HIRING, POLICY);
    expect(sealed.tally).toEqual(expected);
    expect(sealed.read.batches).toBe(0);
    const more = peopleOf(20);
    all.push(...more);
    await send(stepsOf(more));
    expect(await cases()).toEqual(await world.fileTally(POLICY, csvOf(all)));
  });

  it('cost a keyed hash each in an audit of them, and none in an audit of another deployment', async () => {
    const caseKey = vi.spyOn(world.service.history.keys, 'caseKey');
    try {
      const { read } = await world.audited(HIRING, POLICY);
      expect(read.batches).toBeGreaterThan(0);
      const hashes = caseKey.mock.calls.length;
      expect(hashes).toBeGreaterThan(0);
      const stages = ['affordability', 'credit history', 'public record', 'loan'];
      const none = { code: 'DATA_EMPTY' };
      await expect(world.audited('compas/mortgages', policyOf('', stages))).rejects.toMatchObject(none);
      await expect(world.audited('compas/prod', BINARY)).rejects.toMatchObject(none);
      expect(caseKey.mock.calls.length).toBe(hashes);
    } finally {
      caseKey.mockRestore();
    }
  });

  it('of a subject who goes through twice are two cases, and those of two subjects with one name of a case too', async () => {
    const twice: Person[] = [
      { subject: 'again', sex: 'Male', outcomes: [0] },
      { subject: 'again', sex: 'Male', outcomes: [1, 0] },
      { subject: 'other', sex: 'Female', outcomes: [1, 1, 1] },
    ];
    const names = ['spring', 'autumn', 'autumn'];
    await send(
      twice.flatMap(({ subject, sex, outcomes }, i) =>
        outcomes.map((outcome, at) =>
          stepLine({ subject, of: names[i]!, stage: STAGES[at]!, outcome: String(outcome), sex }),
        ),
      ),
    );
    all.push(...twice);
    expect(await cases()).toEqual(await world.fileTally(POLICY, csvOf(all)));
  });

  it('decided again count as they were decided last, whichever segment holds them', async () => {
    const id = nextId();
    const before = (await world.audited(HIRING, POLICY)).log;
    await send([
      stepLine({ id, subject: 'appeal', stage: 'screen', outcome: '0', sex: 'x' }),
      stepLine({ subject: 'withdrawn', stage: 'screen', outcome: '1', sex: 'Male' }),
    ]);
    await world.audits.seal();
    await send([
      stepLine({ subject: 'appeal', stage: 'screen', outcome: '1', more: ',"jurisdiction":"US-FL"' }),
      stepLine({ subject: 'appeal', stage: 'interview', outcome: '1' }),
    ]);
    // What is said last about a case counts, though it is said with the decision that counts no more.
    const late = [`{"decision":"${id}","attributes":{"sex":"Female"}}`];
    expect(await world.attribute(late)).toMatchObject({ accepted: 1 });
    all.push(
      { subject: 'appeal', sex: 'Female', outcomes: [1, 1] },
      { subject: 'withdrawn', sex: 'Male', outcomes: [1] },
    );
    const expected = await world.fileTally(POLICY, csvOf(all));
    expect(await cases()).toEqual(expected);
    await world.audits.seal();
    expect(await cases()).toEqual(expected);
    const { log } = await world.audited(HIRING, POLICY);
    expect(log.decidedAgain).toBe(before.decidedAgain! + 1);
    expect(log.recorded).toBe(before.recorded + 4);
    const filtered = await world.audited(HIRING, policyOf(`where: "jurisdiction = 'US-FL'"`));
    expect(filtered.tally).toMatchObject({ cells: [{ values: ['Female'], stage: 1, passed: 1, rows: 1 }] });
  });

  it('belong to the time in which the case entered, and count as far as they were known', async () => {
    const at = (day: number): string => `2026-10-${String(day).padStart(2, '0')}T09:30:00.000Z`;
    const early = { subject: 'early', sex: 'Male' };
    await send([
      stepLine({ ...early, stage: 'screen', outcome: '1', at: at(1) }),
      stepLine({ ...early, stage: 'interview', outcome: '1', at: at(20) }),
      stepLine({ ...early, stage: 'offer', outcome: '0', at: at(28) }),
    ]);
    const times = { sinceMs: Date.parse(at(1)), untilMs: Date.parse(at(2)) };
    const cellsOf = async (more: object) =>
      ((await world.audited(HIRING, POLICY, 'persons', { ...times, ...more })).tally as StagesTally).cells;
    expect(await cellsOf({})).toMatchObject([{ stage: 2, passed: 0, rows: 1 }]);
    expect(await cellsOf({ knownAtMs: Date.parse(at(21)) })).toMatchObject([{ stage: 1, passed: 1, rows: 1 }]);
    await world.audits.seal();
    expect(await cellsOf({})).toMatchObject([{ stage: 2, passed: 0, rows: 1 }]);
    expect(await cellsOf({ knownAtMs: Date.parse(at(21)) })).toMatchObject([{ stage: 1, passed: 1, rows: 1 }]);
    await expect(cellsOf({ sinceMs: Date.parse(at(19)), untilMs: Date.parse(at(29)) })).rejects.toMatchObject({
      code: 'DATA_EMPTY',
    });
    all.push({ ...early, outcomes: [1, 1, 0] });
  });

  it('out of order are counted apart and never audited', async () => {
    const before = await cases();
    await send([
      stepLine({ subject: 'jumped', stage: 'screen', outcome: '1', sex: 'Male' }),
      stepLine({ subject: 'jumped', stage: 'offer', outcome: '1', sex: 'Male' }),
      stepLine({ subject: 'refused', stage: 'screen', outcome: '0', sex: 'Male' }),
      stepLine({ subject: 'refused', stage: 'interview', outcome: '1', sex: 'Male' }),
      stepLine({ subject: 'from nowhere', stage: 'offer', outcome: '1', sex: 'Male' }),
    ]);
    const expected = {
      ...before,
      rowsRead: before.rowsRead + 3,
      excluded: [{ reason: 'stages out of order', rows: 3 }],
    };
    expect(await cases()).toEqual(expected);
    await world.audits.seal();
    expect(await cases()).toEqual(expected);
  });

  it('out of order are left out by a filter as others are, and are told where there are no others', async () => {
    const women = (await world.audited(HIRING, policyOf(`where: "sex = 'Female'"`))).tally;
    expect(women.rowsRead).toBe((await cases()).rowsRead);
    expect(women.excluded).toEqual([
      { reason: 'filtered by policy', rows: women.rowsRead - rowsOf(women as StagesTally) },
    ]);
    const men = (await world.audited(HIRING, policyOf(`where: "sex = 'Male'"`))).tally;
    expect(men.excluded).toContainEqual({ reason: 'stages out of order', rows: 3 });
    const at = '2026-09-03T09:30:00.000Z';
    await send([stepLine({ subject: 'alone', stage: 'offer', outcome: '1', sex: 'Male', at })]);
    const times = { sinceMs: Date.parse('2026-09-03T00:00:00.000Z'), untilMs: Date.parse('2026-09-04T00:00:00.000Z') };
    await expect(world.audited(HIRING, POLICY, 'persons', times)).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      message: expect.stringContaining('1 case with a decision at a stage that it did not reach'),
    });
  });
});

describe('an erasure', () => {
  it('takes every stage of a person away, and no other case changes', async () => {
    const before = await world.audited(HIRING, POLICY);
    const cellsOf = ({ tally }: typeof before) => (tally as StagesTally).cells;
    const countOf = (audited: typeof before) => cellsOf(audited).reduce((sum, { rows }) => sum + rows, 0);
    await world.service.subjects.erase('other', { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo@example.org' });
    const after = await world.audited(HIRING, POLICY);
    expect(countOf(after)).toBe(countOf(before) - 1);
    expect(after.tally.excluded).toEqual(before.tally.excluded);
    expect(after.log).toMatchObject({ erased: 3, recorded: before.log.recorded });
    const changed = cellsOf(before).filter(
      (cell) => !cellsOf(after).some((other) => JSON.stringify(other) === JSON.stringify(cell)),
    );
    expect(changed).toMatchObject([{ values: ['Female'], stage: 2, passed: 1 }]);
  });
});

describe('a step is refused by field and remedy', () => {
  const message = async (line: string): Promise<string | undefined> => (await world.send([line])).rejected[0]?.message;
  const step = { subject: 'bad', stage: 'screen', outcome: '1' };
  it.each([
    [
      'a stage that was never declared',
      stepLine({ ...step, stage: 'Screen' }),
      '"stage" is a text that was never declared; give one of the stages of the deployment: "screen", "interview", "offer"',
    ],
    ['no stage', stepLine(step).replace('"stage":"screen",', ''), '"stage" is missing'],
    [
      'a number for a stage',
      stepLine(step).replace('"stage":"screen"', '"stage":1'),
      '"stage" is a number that does not fit; give one of the stages',
    ],
    [
      'an outcome that is none',
      stepLine({ ...step, outcome: '"yes"' }),
      '"outcome" is a string that does not fit; give 1 where the stage was passed, 0 where it was not',
    ],
    [
      'nothing decided',
      stepLine({ ...step, outcome: 'null' }),
      '"outcome" is null, which says that nothing was decided',
    ],
    [
      'an empty name of the case',
      stepLine({ ...step, of: '' }),
      '"case" is a string that does not fit; give a text of 1 to 256 characters',
    ],
    ['a unit', stepLine({ ...step, more: ',"unit":"USD"' }), 'the field "unit" is not known'],
    ['a stage where there are none', stepLine(step).replace(HIRING, 'compas/prod'), 'the field "stage" is not known'],
  ])('%s', async (_what, line, why) => {
    expect(await message(line)).toContain(why);
  });

  it('a label, which nothing reads', async () => {
    const id = nextId();
    await send([stepLine({ ...step, id })]);
    const answer = await world.label([`{"decision":"${id}","label":1,"knownAt":"2026-11-23T10:00:00.000Z"}`]);
    expect(answer.rejected[0]?.message).toContain('"label" is of no use: a stage is passed or not');
  });
});

describe('a policy is refused before anything is read', () => {
  it.each([
    [
      'about other stages',
      policyOf('', ['screen', 'offer']),
      'data.outcome.stages are screen, offer, but compas/hiring decides screen, interview, offer',
    ],
    [
      'about stages in another order',
      policyOf('', ['interview', 'screen', 'offer']),
      'data.outcome.stages are interview, screen, offer',
    ],
    [
      'that filters by the outcome',
      policyOf('where: "outcome = 1"'),
      'data.where names the outcome, but a case has an outcome at each stage',
    ],
  ])('%s', async (_what, policy, why) => {
    await expect(world.audited(HIRING, policy)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringContaining(why),
    });
  });

  it('about stages where the deployment decides 0 or 1', async () => {
    await expect(world.audited('compas/prod', POLICY)).rejects.toMatchObject({
      code: 'OUTCOME_UNSUPPORTED',
      message: 'the policy is about decisions that are stages, but compas/prod decides 0 or 1',
    });
  });

  it('and may filter by a stage, as over a file', async () => {
    const policy = policyOf(`where: "screen_col = '1'"`);
    const passed = (await world.audited(HIRING, policy)).tally as StagesTally;
    expect(passed.cells).not.toContainEqual(expect.objectContaining({ stage: 0, passed: 0 }));
  });
});

describe('real people: 2,380 applications for a mortgage', () => {
  const example = (name: string): string =>
    readFileSync(new URL(`../../examples/mortgages/${name}`, import.meta.url), 'utf8');
  const CHECKS = ['affordability', 'credit history', 'public record', 'loan'];

  it('have the tally of the file when each check of each person is a record', async () => {
    const [head, ...lines] = example('applicants.csv').trim().split('\n');
    const rows = lines.flatMap((line) => {
      const n = Number(line.slice(line.lastIndexOf(',') + 1));
      return Array.from({ length: n }, () => line.slice(0, line.lastIndexOf(',')));
    });
    const records = rows.flatMap((row, person) => {
      const [race, single, ...outcomes] = row.split(',');
      return outcomes.flatMap((outcome, i) =>
        outcome === ''
          ? []
          : [
              stepLine({ subject: `applicant-${person}`, stage: CHECKS[i]!, outcome, sex: null })
                .replace(HIRING, 'compas/mortgages')
                .replace('"attributes":{"sex":null}', `"attributes":${JSON.stringify({ race, single })}`),
            ],
      );
    });
    await send(records);
    const policy = example('policy.yaml').replace('  weight: n\n  weightKind: count\n', '');
    const expected = await world.fileTally(policy, [head!.replace(/,n$/, ''), ...rows]);
    expect((await world.audited('compas/mortgages', policy)).tally).toEqual(expected);
    expect(expected.rowsRead).toBe(2380);
  });
});
