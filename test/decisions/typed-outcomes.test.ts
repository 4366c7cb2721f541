import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WordPart } from '../../src/domain/disclosure/index.js';
import { decisionLine, labelLine, nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

const policyOf = (outcome: string, metric: string): string => `tribune: policy/v1
name: typed
version: 1.0.0
data:
  outcome: ${outcome}
  label: actual
  attributes: { sex: { reference: Male } }
  minGroupSize: 5
requirements:
  - id: r
    by: [sex]
    ${metric}
    evidence: point
    smallGroups: report
    severity: warn
    basis: { kind: ours, source: test }
`;

const AMOUNT = policyOf(
  '{ type: amount, column: limit, unit: USD, favourable: higher }',
  'metric: mean_amount\n    compare: ratio\n    min: 0.8',
);
const AMOUNT_SHARE = AMOUNT.replace('metric: mean_amount', 'metric: share_at_least\n    value: 1000');
const ORDERED = policyOf(
  '{ type: ordered, column: limit, levels: [C, B, A], favourable: higher }',
  'metric: share_at_least\n    level: B\n    compare: ratio\n    min: 0.8',
);
const CLASS = policyOf(
  '{ type: class, column: limit, classes: [home, clinic, hospital], favourable: [home] }',
  'metric: class_rate\n    class: home\n    compare: difference\n    max: 0.2',
);

interface Row {
  readonly id: string;
  readonly outcome: string;
  readonly label: string | null;
  readonly sex: string;
}

/** Rows by turns of the outcomes, every third without a label. */
const rowsOf = (outcomes: readonly string[], n: number): Row[] =>
  Array.from({ length: n }, (_, i) => ({
    id: nextId(),
    outcome: outcomes[i % outcomes.length]!,
    label: i % 3 === 0 ? null : outcomes[(i * 7 + 1) % outcomes.length]!,
    sex: i % 4 === 0 ? 'Male' : 'Female',
  }));

const csvOf = (rows: readonly Row[]): string[] => [
  'limit,actual,sex',
  ...rows.map(({ outcome, label, sex }) => `${outcome},${label ?? ''},${sex}`),
];

async function record(deployment: string, rows: readonly Row[], quote: (text: string) => string): Promise<void> {
  const half = rows.length / 2;
  for (const part of [rows.slice(0, half), rows.slice(half)]) {
    const answer = await world.send(
      part.map(({ id, outcome, sex }) => decisionLine(deployment, { id, outcome: quote(outcome), sex })),
    );
    expect(answer).toMatchObject({ accepted: part.length, rejected: [] });
  }
  const labelled = rows.filter(({ label }) => label !== null);
  // A label that was wrong at first is corrected: the last one counts.
  const wrong = labelled.filter((_, i) => i % 5 === 0).map(({ id, outcome }) => labelLine(id, quote(outcome)));
  expect(await world.label(wrong)).toMatchObject({ accepted: wrong.length, rejected: [] });
  const right = labelled.map(({ id, label }) => labelLine(id, quote(label!), ''));
  expect((await world.label(right)).rejected).toEqual([]);
}

const plain = (text: string): string => text;
const quoted = (text: string): string => JSON.stringify(text);

describe.each([
  ['amounts', 'compas/limits', AMOUNT, ['0', '1', '1250.50', '12000', '0.10', '87960930222.07', '3e3'], plain],
  ['levels', 'compas/grades', ORDERED, ['A', 'B', 'B', 'C'], quoted],
  ['classes', 'compas/triage', CLASS, ['home', 'clinic', 'home', 'hospital'], quoted],
] as const)('recorded %s', (_what, deployment, policy, outcomes, quote) => {
  it('have the tally of a file of the same rows, from the log, from segments and from both', async () => {
    const rows = rowsOf(outcomes, 60);
    await record(deployment, rows, quote);
    const expected = await world.fileTally(policy, csvOf(rows));
    expect((await world.audited(deployment, policy)).tally).toEqual(expected);
    await world.audits.seal();
    const sealed = await world.audited(deployment, policy);
    expect(sealed.tally).toEqual(expected);
    expect(sealed.read).toMatchObject({ batches: 0 });
    const more = rowsOf(outcomes, 20);
    await record(deployment, more, quote);
    expect((await world.audited(deployment, policy)).tally).toEqual(
      await world.fileTally(policy, csvOf([...rows, ...more])),
    );
  });
});

it.each([
  ['levels', 'compas/grades', ORDERED],
  ['classes', 'compas/triage', CLASS],
] as const)(
  'recorded %s are shown to a caller who may see no person in cells of at least 11',
  async (_what, deployment, policy) => {
    const { tally, parts, log } = await world.audited(deployment, policy, 'groups');
    expect(parts!.map(({ attributes }) => attributes)).toEqual([[], ['sex']]);
    const cells = parts!.flatMap((part) => part.tally.cells as readonly { rows: number }[]);
    expect(Math.min(...cells.map(({ rows }) => rows))).toBeGreaterThanOrEqual(11);
    expect(tally.rowsRead).toBe(80);
    expect(log.recorded).toBe(80);
  },
);

describe('amounts of a deployment that declares bands', () => {
  const BANDED = AMOUNT_SHARE.replace('value: 1000', 'value: 1250.5').replace(
    'compare: ratio\n    min: 0.8',
    'compare: difference\n    max: 0.5',
  );
  /** Fifteen people of each sex a band, at its ends. */
  const ENDS = [
    ['0', '0.00', '0.09'],
    ['0.10', '1e-1', '999.99'],
    ['1e3', '1000', '1250.49'],
    ['1250.5', '1250.50', '87960930222.07'],
  ];
  const counts = async () => {
    const { parts, log } = await world.audited('compas/banded', BANDED, 'groups');
    const bySex = parts!.find(({ attributes }) => attributes.length === 1) as WordPart;
    expect(bySex.bands).toEqual([['0 USD'], ['0.1 USD'], ['1000 USD'], ['1250.5 USD']]);
    const cells = bySex.tally.cells as readonly { values: readonly string[]; level: number; rows: number }[];
    return { log, counts: cells.map(({ values, level, rows }) => `${values[0]} ${level} ${rows}`).sort() };
  };

  it('are counted in those for a caller who may see no person, from the log and from segments', async () => {
    const lines = ENDS.flatMap((amounts) =>
      ['Male', 'Female'].flatMap((sex) =>
        Array.from({ length: 15 }, (_, i) => decisionLine('compas/banded', { outcome: amounts[i % 3]!, sex })),
      ),
    );
    expect(await world.send(lines)).toMatchObject({ accepted: 120, rejected: [] });
    const expected = ['Female', 'Male'].flatMap((sex) => ENDS.map((_, band) => `${sex} ${band} 15`));
    const live = await counts();
    expect(live.counts).toEqual(expected);
    expect(live.log.recorded).toBe(120);
    await world.audits.seal();
    expect((await counts()).counts).toEqual(expected);
  });

  it('stand in the same cells whether nobody or a few of them were not decided', async () => {
    await world.send([decisionLine('compas/banded', { outcome: 'null' })]);
    const { counts: after, log } = await counts();
    expect(after).toHaveLength(8);
    expect(log.recorded).toBe(120);
  });

  it.each([
    [
      'at another value',
      BANDED.replace('1250.5', '1250.51'),
      'r asks about 1250.51 USD, where no band of the deployment begins',
    ],
    ['with more decimals', BANDED.replace('unit: USD', 'unit: USD, decimals: 6'), 'data.outcome.decimals is 6'],
    [
      'with an amount for missing',
      BANDED.replace('  label:', '  missing: ["250"]\n  label:'),
      'data.missing leaves out amounts of 250',
    ],
    [
      'filtered by the amount',
      BANDED.replace('  label:', '  where: "outcome >= 250"\n  label:'),
      'outcome can single one out',
    ],
  ])('are refused %s', async (_what, policy, why) => {
    await expect(world.audited('compas/banded', policy, 'groups')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining(why),
    });
  });
});

describe('decisions of 0 and 1 beside them', () => {
  it('have the tally of a file, and labels of other deployments are no labels of theirs', async () => {
    const policy = `tribune: policy/v1
name: p
version: 1.0.0
data: { prediction: limit, label: actual, favourable: 1, attributes: { sex: {} } }
requirements:
  - { id: r, metric: accuracy, by: [sex], compare: difference, max: 0.1, evidence: point, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`;
    const rows = rowsOf(['0', '1', '1'], 60);
    await record('compas/prod', rows, plain);
    const file = await world.binaryFileTally(policy, csvOf(rows));
    expect((await world.audited('compas/prod', policy)).tally).toEqual(file);
    await world.audits.seal();
    expect((await world.audited('compas/prod', policy)).tally).toEqual(file);
    const kept = await world.audited('compas/prod', policy, 'groups');
    expect(kept.parts!.length).toBe(2);
  });
});

describe('a decision that was not made', () => {
  it.each([
    ['compas/limits', AMOUNT, '250.25'],
    ['compas/grades', ORDERED, '"A"'],
  ])('of %s is counted apart and is no 0', async (deployment, policy, outcome) => {
    const before = (await world.audited(deployment, policy)).tally;
    const lines = [outcome, 'null', 'null'].map((one) => decisionLine(deployment, { outcome: one }));
    expect(await world.send(lines)).toMatchObject({ accepted: 3, rejected: [] });
    const { tally } = await world.audited(deployment, policy);
    expect(tally.rowsRead).toBe(before.rowsRead + 3);
    expect(tally.excluded).toEqual([{ reason: 'no decision', rows: 2 }]);
  });

  it('of a deployment of 0 and 1 as well, where it is declared', async () => {
    const lines = ['0', '1', 'null'].map((one) => decisionLine('compas/maybe', { outcome: one }));
    expect(await world.send(lines)).toMatchObject({ accepted: 3, rejected: [] });
    const policy = `tribune: policy/v1
name: p
version: 1.0.0
data: { prediction: decided, favourable: 1, attributes: { sex: {} } }
requirements:
  - { id: r, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: point, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`;
    const { tally } = await world.audited('compas/maybe', policy);
    expect(tally).toMatchObject({ rowsRead: 3, excluded: [{ reason: 'no decision', rows: 1 }] });
  });
});

/** Sends one decision and one label of a deployment, and gives why each is refused. */
async function refusals(deployment: string, outcome: string, more = ''): Promise<(string | undefined)[]> {
  const [decided] = (await world.send([decisionLine(deployment, { outcome, more })])).rejected;
  const id = nextId();
  const good = { 'compas/prod': '1', 'compas/limits': '1', 'compas/grades': '"A"', 'compas/triage': '"home"' }[
    deployment
  ]!;
  expect(await world.send([decisionLine(deployment, { id, outcome: good })])).toMatchObject({ accepted: 1 });
  const [labelled] = (await world.label([labelLine(id, outcome, more)])).rejected;
  return [decided?.message, labelled?.message];
}

describe('an outcome or a label that is none of the deployment is refused by field and remedy', () => {
  const AMOUNT_WANTED = 'give the amount in USD as a JSON number, without unit or thousands separators, such as 1250.5';
  it.each([
    ['compas/limits', '"1,250.50"', `is a string that does not fit; ${AMOUNT_WANTED}`],
    ['compas/limits', '"$1250"', `is a string that does not fit; ${AMOUNT_WANTED}`],
    ['compas/limits', 'true', `is a boolean that does not fit; ${AMOUNT_WANTED}`],
    ['compas/limits', '{"amount":1}', `is an object that does not fit; ${AMOUNT_WANTED}`],
    ['compas/limits', '-0.01', 'is below 0; an amount in USD is 0 or more'],
    ['compas/limits', '0.125', 'has more than the 2 decimals that the deployment declares for USD'],
    ['compas/limits', '1000.000000000000000000001', 'has more than the 2 decimals that the deployment declares'],
    ['compas/limits', '87960930222.09', 'is too large for an amount in USD; send it in a larger unit'],
    [
      'compas/grades',
      '"D"',
      'is a text that was never declared; give one of the levels of the deployment: "C", "B", "A"',
    ],
    ['compas/grades', '1', 'is a number that does not fit; give one of the levels of the deployment'],
    ['compas/triage', '"Home"', 'give one of the classes of the deployment: "home", "clinic", "hospital"'],
    ['compas/triage', '0', 'is a number that does not fit; give one of the classes of the deployment'],
    ['compas/prod', '250', 'is a number that does not fit; give 0 or 1'],
    ['compas/prod', '"A"', 'is a string that does not fit; give 0 or 1'],
  ])('%s %s', async (deployment, value, why) => {
    const [decided, labelled] = await refusals(deployment, value);
    expect(decided).toMatch(/^"outcome" /);
    expect(decided).toContain(why);
    expect(labelled).toMatch(/^"label" /);
    expect(labelled).toContain(why);
  });

  it('in another unit, where one is said', async () => {
    const why = [
      '"unit" is another unit, but the amounts of this deployment are in USD; convert the amount, or send it to a deployment of its own',
    ];
    expect(await refusals('compas/limits', '10', ',"unit":"EUR"')).toEqual([...why, ...why]);
    expect(await refusals('compas/limits', '10', ',"unit":"USD"')).toEqual([undefined, undefined]);
    expect((await refusals('compas/grades', '"A"', ',"unit":"USD"'))[0]).toContain('the field "unit" is not known');
  });

  it('beyond every double', async () => {
    const [decided] = await refusals('compas/limits', '1e999');
    expect(decided).toBe('the number "outcome" is too large for a double; send what is finite, or leave it out');
  });

  it('null where the deployment does not say that nothing may be decided', async () => {
    const [decided] = await refusals('compas/triage', 'null');
    expect(decided).toContain('"outcome" is null, which says that nothing was decided; declare it with the deployment');
    expect((await refusals('compas/prod', 'null'))[0]).toBe('"outcome" is null, which does not fit; give 0 or 1');
  });

  it('whose key is spelt with escapes, because its digits are then not looked at', async () => {
    const line = decisionLine('compas/limits', { outcome: '7' }).replace('"outcome"', '"outc\\u006fme"');
    expect((await world.send([line])).rejected[0]?.message).toContain('"outcome" is written with escapes');
  });
});

describe('a policy about other decisions than those of the deployment is refused before anything is read', () => {
  it.each([
    ['compas/prod', AMOUNT, 'the policy is about decisions that are amounts, but compas/prod decides 0 or 1'],
    ['compas/limits', CLASS, 'the policy is about decisions that are classes, but compas/limits decides amounts'],
    [
      'compas/limits',
      AMOUNT.replace('USD', 'EUR'),
      'data.outcome.unit is "EUR", but compas/limits decides amounts in USD',
    ],
    [
      'compas/limits',
      AMOUNT.replace('unit: USD', 'unit: USD, decimals: 0'),
      'data.outcome.decimals is 0, but amounts of compas/limits have 2',
    ],
    ['compas/grades', ORDERED.replace('[C, B, A]', '[A, B, C]'), 'data.outcome.levels stand in another order'],
    [
      'compas/triage',
      CLASS.replace(', hospital]', ']'),
      'compas/triage decides "hospital", which is not among data.outcome.classes',
    ],
  ])('%s', async (deployment, policy, message) => {
    await expect(world.audited(deployment, policy)).rejects.toMatchObject({
      code: message.startsWith('the policy is about') ? 'OUTCOME_UNSUPPORTED' : 'POLICY_INVALID',
      message: expect.stringContaining(message),
    });
  });
});

describe('a caller who may see no person', () => {
  it.each([
    ['amounts', 'compas/limits', AMOUNT, 'cells of amounts can hold a single one'],
    ['shares of amounts', 'compas/limits', AMOUNT_SHARE, 'cells of amounts can hold a single one'],
    [
      'a level that is taken for missing',
      'compas/grades',
      ORDERED.replace('  label:', '  missing: [A]\n  label:'),
      'the policy leaves out who has "A"',
    ],
    [
      'a class that is taken for no decision',
      'compas/triage',
      CLASS.replace('hospital], ', 'hospital], none: [withdrawn], '),
      'data.outcome.none leaves out people by their outcome',
    ],
    [
      'a label from elsewhere',
      'compas/grades',
      ORDERED.replace('  label:', '  live: { label: attributes.sex }\n  label:'),
      'attributes.sex can single one out',
    ],
    [
      'a filter by the outcome',
      'compas/grades',
      ORDERED.replace('  label:', `  where: "outcome = 'A'"\n  label:`),
      'outcome can single one out',
    ],
    [
      'stages',
      'compas/hiring',
      policyOf(
        '{ type: stages, stages: [{ name: screen, column: a }, { name: interview, column: b }, { name: offer, column: c }] }',
        'metric: funnel_rate\n    compare: ratio\n    min: 0.8',
      ).replace('  label: actual\n', ''),
      'cells of stages can hold a single one',
    ],
  ])('is refused %s', async (_what, deployment, policy, why) => {
    await expect(world.audited(deployment, policy, 'groups')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining(why),
    });
  });

  it('learns of few undecided decisions no more than of none', async () => {
    const before = await world.audited('compas/grades', ORDERED, 'groups');
    await world.send([decisionLine('compas/grades', { outcome: 'null' })]);
    const after = await world.audited('compas/grades', ORDERED, 'groups');
    expect(after.parts).toEqual(before.parts);
    expect(after.log.recorded).toBe(before.log.recorded);
  });
});
