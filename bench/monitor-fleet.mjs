// False alarms of the whole monitor, through panes and closed blocks: deployments of four groups exactly at the boundary of three requirements, among them
// one against the highest group, which changes by chance; groups that appear later; labels of which a tenth never comes.
// Prints alarms a day beside the budget, the time of a closed block per series, and the bytes of a series.
//   node bench/monitor-fleet.mjs [days=60] [seed=1]
import process from 'node:process';
import { parsePolicy } from '../dist/core/policy/index.js';
import { createGenerator, sampleBinomial } from '../dist/core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  planMonitor,
  startMonitor,
  stateJson,
  windowOf,
} from '../dist/domain/monitor/index.js';

const [days = 60, seed = 1] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'))
  .map(Number);
const DEPLOYMENTS = 12;
const GROUPS = ['a', 'b', 'c', 'd'];
const HOUR = 3_600_000;
const start = Date.UTC(2026, 0, 5);
const basis = 'basis: { kind: ours, source: bench }';
const requirement = (id, what) =>
  `  - { id: ${id}, by: [group], evidence: violation, severity: block, smallGroups: report, ${what}, ${basis} }`;
const { policy } = parsePolicy(`tribune: policy/v1
name: fleet
version: "1"
data: { label: y, prediction: p, favourable: 1, attributes: { group: { reference: a } }, minGroupSize: 30 }
monitor: { block: 1h, falseAlarmsPerDay: 0.1, labelHorizon: 1h }
requirements:
${requirement('declared', 'metric: selection_rate, compare: difference, max: 0.02')}
${requirement('highest', 'metric: selection_rate, compare: difference, reference: highest, max: 0.02')}
${requirement('floor', 'metric: true_positive_rate, compare: value, min: 0.42')}
`);
const plan = planMonitor(policy);
const random = createGenerator(seed);
const state = startMonitor(plan);

/** Rates exactly at the boundary: group a is 0.02 above the others; the true positive rate is the floor. */
function pane(hour) {
  const counted = emptyPane(plan);
  GROUPS.forEach((group, g) => {
    if (g === 3 && hour < 240) return;
    const n = 15 + 5 * g;
    const positives = sampleBinomial(n, 0.5, random);
    const rate = g === 0 ? 0.44 : 0.42;
    // Of those with label 1 the floor is selected; the others are selected so that the whole has its rate.
    for (const [label, size, p] of [
      [1, positives, 0.42],
      [0, n - positives, 2 * rate - 0.42],
    ]) {
      const selected = sampleBinomial(size, p, random);
      for (let i = 0; i < size; i++) {
        const known = random.nextUniform() < 0.9 ? label : null;
        addDecision(counted, { values: [group], decided: i < selected ? 1 : 0, label: known });
      }
    }
  });
  return counted;
}

let alarms = 0;
let closed = 0;
const byRequirement = {};
for (let hour = 0; hour < days * 24; hour++) {
  const panes = new Map(Array.from({ length: DEPLOYMENTS }, (_, d) => [`d${d}`, pane(hour)]));
  const window = windowOf(plan, start + hour * HOUR);
  const before = performance.now();
  for (const phase of ['decisions', 'labels'])
    for (const change of closeBlock(plan, state, { phase, window, panes }))
      if (change.state === 'firing') {
        alarms += 1;
        byRequirement[change.requirement] = (byRequirement[change.requirement] ?? 0) + 1;
      }
  closed += performance.now() - before;
}
const series = [...state.deployments.values()].flatMap((watches) =>
  watches.flatMap((watch) => [...watch.series.values()]),
);
console.log(
  `${series.length} series, ${days} days: ${alarms} alarms, ${(alarms / days).toFixed(3)} a day (budget ${plan.falseAlarmsPerDay})`,
  byRequirement,
);
console.log(`closing a block: ${((closed * 1000) / (days * 24 * series.length)).toFixed(2)} microseconds a series`);
const bytesOf = (one) => {
  const { counts, labels } = one.shown('since');
  return one.detector.byteLength + 2 * (counts.byteLength + labels.byteLength);
};
const bytes = series.map(bytesOf);
console.log(
  `${Math.min(...bytes)} to ${Math.max(...bytes)} bytes of numbers a series; ${(JSON.stringify(stateJson(state)).length / series.length).toFixed(0)} characters of JSON`,
);
