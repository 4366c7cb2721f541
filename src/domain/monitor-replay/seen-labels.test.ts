import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { monitorLines, planMonitor } from '../monitor/index.js';
import { type ExplainedChange, explained } from '../monitor-review/index.js';
import { Replay } from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const text = monitoredPolicy({
  block: '6h',
  more: ', labelHorizon: 6h, quality: { minLabelCoverage: 0.8 }, causes: { version: v }',
  requirements: monitoredRequirement(
    'ppv',
    'metric: positive_predictive_value, by: [sex], compare: difference, max: 0.05',
  ),
}).replace("negative: ['0'] }", "negative: ['0'], seenFor: favourable }");
const plan = planMonitor(parsePolicy(text).policy);

interface Block {
  /** Of 60 women those who are selected, and of these those with label 1; all men have 24 and 20. */
  readonly women: readonly [selected: number, positive: number];
  /** Share of the selected whose label comes. */
  readonly labelled?: number;
}

/** Blocks of 60 women and 60 men, of whom only the selected get a label. */
function replayed(blocks: readonly Block[]) {
  const replay = new Replay(plan, 'loans');
  const changes: ExplainedChange[] = [];
  for (const [block, { women, labelled = 1 }] of blocks.entries())
    for (let i = 0; i < 120; i++) {
      const [selected, positive] = i % 2 === 0 ? women : [24, 20];
      const place = Math.floor(i / 2);
      const decided = place < selected ? 1 : 0;
      const label = decided === 0 || place % 10 >= 10 * labelled ? null : place < positive ? 1 : 0;
      const observation = { values: [i % 2 === 0 ? 'f' : 'm', 'v1'], decided, label } as const;
      const at = START + block * 6 * HOUR + i * 1000;
      changes.push(...explained(plan, replay.take({ observed: { observation }, at }), (phase) => replay.recent[phase]));
    }
  const { changes: last } = replay.end();
  changes.push(...explained(plan, last, (phase) => replay.recent[phase]));
  return { lines: monitorLines(plan, replay.state), fired: changes.filter(({ state }) => state === 'firing') };
}

it('labels that nobody with the other prediction gets are not missing', () => {
  const fair = Array.from({ length: 60 }, (): Block => ({ women: [24, 20] }));
  const { lines, fired } = replayed(fair);
  expect(fired).toEqual([]);
  expect(lines.map(({ requirement, labelCoverage }) => [requirement, labelCoverage])).toEqual([
    ['quality.labels.sex', 1],
    ['quality.labels.sex', 1],
    ['ppv', 1],
  ]);
  const late = fair.map((one): Block => ({ ...one, labelled: 0.5 }));
  expect(replayed(late).fired.map(({ requirement }) => requirement)).toContain('quality.labels.sex');
});

it('fewer who are selected are no labels that come late', () => {
  const before = Array.from({ length: 60 }, (): Block => ({ women: [24, 20] }));
  const after = Array.from({ length: 60 }, (): Block => ({ women: [10, 2] }));
  const [alarm] = replayed([...before, ...after]).fired;
  expect(alarm).toMatchObject({ requirement: 'ppv', series: { group: { sex: 'f' } } });
  expect(alarm!.causes!.causes.map(({ kind }) => kind)).not.toContain('label-delay');
});
