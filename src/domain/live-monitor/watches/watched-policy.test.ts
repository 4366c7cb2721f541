import { expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { emptyPane } from '../../monitor/index.js';
import { OpenBlock } from '../following/index.js';
import { readWatched } from './watched-policy.js';

const policyText = (): string =>
  monitoredPolicy({
    more: ', drift: { reference: { first: 7d }, score: { bins: [0.3, 0.6] }, inputs: { income: { bins: [20, 40] }, attributes.region: { levels: [n, s] } } }',
  }).replace('  favourable: 1\n', '  favourable: 1\n  score: risk\n  cutoff: 0.5\n');

/** A decision of a service, by the columns that recorded decisions have. */
const decision = (cells: Record<string, string | number>) => ({
  isPeculiar: true,
  lookup: (column: string) => cells[column] ?? null,
  describe: () => {},
});

it('counts scores and inputs of recorded decisions by their names there', () => {
  const watched = readWatched(policyText(), 1);
  const cells = { outcome: 1, 'attributes.sex': 'f', score: 0.7, 'attributes.region': 's' };
  const binsOf = (column: string) => {
    const seen = watched.observe(decision({ ...cells, [column]: 30 }));
    return 'observation' in seen ? seen.observation.bins : seen;
  };
  // Scores and incomes have five bins each, regions four.
  expect(binsOf('inputs.income')).toEqual([2, 6, 11]);
  expect(binsOf('attributes.income')).toEqual([2, 9, 11]);
});

it('finds the score of a declared cause by the name that the policy has for it, on the scale of the policy', () => {
  const text = monitoredPolicy({ more: ', causes: { version: version, score: { column: risk } }' }).replace(
    '  favourable: 1\n',
    '  favourable: 1\n  score: risk\n  scoreScale: 100\n  cutoff: 0.5\n',
  );
  const cells = { outcome: 1, 'attributes.sex': 'f', score: 57, version: 'v1' };
  const seen = readWatched(text, 1).observe(decision(cells));
  expect('observation' in seen && seen.observation.values).toEqual(['f', 'v1', '5']);
});

it('takes the inputs of somebody at two stages for no one else, and those of two people at one stage for the same', () => {
  const text = `tribune: policy/v1
name: hiring
version: "1"
data:
  outcome: { type: stages, stages: [{ name: screen, column: a }, { name: interview, column: b }] }
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.1, quality: { sameInputs: { of: [income], max: 0.1 } } }
requirements:
  - { id: screen, metric: stage_rate, stage: screen, by: [sex], compare: ratio, min: 0.8, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }
`;
  const watched = readWatched(text, 1);
  const block = new OpenBlock(0, emptyPane(watched.plan), { firstSeq: 0, lastSeq: 0 }, 1);
  const decide = (subject: string, stage: string, income: string) => {
    const bytes = new TextEncoder().encode(subject);
    const cells = { [`stages.${stage}`]: 1, 'attributes.sex': 'f', 'inputs.income': income };
    const seen = block.meet(watched, {
      ...decision(cells),
      decidedAtMs: 0,
      subject: { bytes, start: 0, end: bytes.length },
    });
    if ('uncounted' in seen) return seen.uncounted;
    return 'observation' in seen ? seen.observation.bins : seen;
  };
  // The bins of inputs that come again, and of those that come first.
  const [AGAIN, FIRST] = [[0], [1]];
  expect(decide('ann', 'screen', '40')).toEqual(FIRST);
  expect(decide('ann', 'interview', '40')).toEqual(FIRST);
  expect(decide('ann', 'interview', '40')).toBe('repeated');
  expect(decide('eve', 'interview', '40')).toEqual(AGAIN);
});
