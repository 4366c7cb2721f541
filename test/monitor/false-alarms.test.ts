import { expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../src/core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  type Pane,
  planMonitor,
  startMonitor,
  windowOf,
} from '../../src/domain/monitor/index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const GROUPS = ['a', 'b', 'c'];
/** Days of the fleet; `bench/monitor-fleet.mjs` is the long run, whose figures stand in docs/explanations/sequential-monitoring.md. */
const DAYS = 14;

const requirement = (id: string, reference: string): string =>
  `  - { id: ${id}, metric: selection_rate, by: [group], compare: difference, ${reference}max: 0.02, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }\n`;
const policy = (budget: number) =>
  parsePolicy(`tribune: policy/v1
name: fleet
version: "1"
data: { label: y, prediction: p, favourable: 1, attributes: { group: { reference: a } } }
monitor: { block: 1h, falseAlarmsPerDay: ${budget} }
requirements:
${requirement('declared', '')}${requirement('highest', 'reference: highest, ')}`).policy;

it('a fleet exactly at the boundary raises at most its budget of alarms, with references that change by chance and groups that come later', () => {
  // With the budget of one alarm a day, 14 are allowed in expectation; a correct monitor raises few of them, so that luck does not decide.
  const plan = planMonitor(policy(1));
  const state = startMonitor(plan);
  const random = createGenerator(3);
  const pane = (hour: number): Pane => {
    const counted = emptyPane(plan);
    GROUPS.forEach((group, g) => {
      if (g === 2 && hour < 72) return;
      const n = 20 + 5 * g;
      const selected = sampleBinomial(n, g === 0 ? 0.42 : 0.4, random);
      for (let i = 0; i < n; i++) addDecision(counted, { values: [group], decided: i < selected ? 1 : 0, label: null });
    });
    return counted;
  };
  let alarms = 0;
  for (let hour = 0; hour < DAYS * 24; hour++) {
    const panes = new Map(Array.from({ length: 5 }, (_, d) => [`d${d}`, pane(hour)]));
    const changes = closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });
    alarms += changes.filter((change) => change.state === 'firing').length;
  }
  expect(state.epoch.series).toBe(5 * (2 + 3));
  expect(alarms).toBeLessThanOrEqual(DAYS);
});
