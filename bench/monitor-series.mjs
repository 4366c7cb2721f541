// What very many series cost a process: memory of a series with its groups, the time in which a block of all of them is closed, and the numbers that a
// detector holds. Deployments of 50 groups under three requirements; --labels puts one that needs labels in the place of the last, --areas one of areas under the curve,
// --areas-alone has three of areas and no other.
//   node --max-old-space-size=8192 --expose-gc bench/monitor-series.mjs [series=1000000] [blocks=4] [--labels | --areas | --areas-alone]
import process from 'node:process';
import { parsePolicy } from '../dist/core/policy/index.js';
import { createGenerator, sampleBinomial } from '../dist/core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  planMonitor,
  startMonitor,
  windowOf,
} from '../dist/domain/monitor/index.js';

const [wanted = 1_000_000, blocks = 4] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'))
  .map(Number);
const GROUPS = 50;
const DECISIONS = 40;
/** Panes that are made once; deployments take turns with them. */
const PANES = 16;
const HOUR = 3_600_000;
const MB = 1024 * 1024;
const start = Date.UTC(2026, 0, 5);
const requirement = (id, what) =>
  `  - { id: ${id}, by: [group], evidence: violation, severity: block, smallGroups: report, ${what}, basis: { kind: ours, source: bench } }\n`;
const areasAlone = process.argv.includes('--areas-alone');
const hasAreas = areasAlone || process.argv.includes('--areas');
const metric = areasAlone ? 'auc' : 'selection_rate';
const last = process.argv.includes('--labels')
  ? requirement('detection', 'metric: true_positive_rate, compare: difference, max: 0.1')
  : hasAreas && !areasAlone
    ? requirement('order', 'metric: auc, compare: difference, max: 0.1')
    : requirement('level', `metric: ${metric}, compare: value, min: 0.3`);
const { policy } = parsePolicy(`tribune: policy/v1
name: fleet
version: "1"
data: { label: y, prediction: p, ${hasAreas ? 'score: s, ' : ''}favourable: 1, attributes: { group: { reference: g0 } }, minGroupSize: 10 }
monitor: { block: 1h, falseAlarmsPerDay: 0.1, labelHorizon: 1h }
requirements:
${requirement('difference', `metric: ${metric}, compare: difference, max: 0.1`)}${requirement('ratio', `metric: ${metric}, compare: ratio, min: 0.8`)}${last}`);
const plan = planMonitor(policy);
const random = createGenerator(1);
const panes = Array.from({ length: PANES }, () => {
  const pane = emptyPane(plan);
  for (let g = 0; g < GROUPS; g++)
    for (const label of [0, 1]) {
      const selected = sampleBinomial(DECISIONS / 2, 0.45, random);
      for (let i = 0; i < DECISIONS / 2; i++)
        addDecision(pane, {
          ...{ values: [`g${g}`], decided: Number(i < selected), label },
          ...(hasAreas ? { areas: [40 + Math.floor(80 * random.nextUniform()) + 10 * label] } : {}),
        });
    }
  return pane;
});

const rss = () => {
  // Arrays that a collection lets go of are freed beside it, and before the next one.
  for (let i = 0; i < 2; i++) globalThis.gc?.();
  return process.memoryUsage().rss / MB;
};
const before = rss();
const state = startMonitor(plan);
const deployments = Math.ceil(wanted / (plan.watches.length * GROUPS - 1));
const of = (d, block) => panes[(d + block) % PANES];
let series = 0;
let closedMs = 0;
let closed = 0;
for (let block = 0; block < blocks; block++) {
  const counted = new Map(Array.from({ length: deployments }, (_, d) => [`deployment-${d}`, of(d, block)]));
  const window = windowOf(plan, start + block * HOUR);
  const cpu = process.cpuUsage();
  for (const phase of ['decisions', 'labels']) closeBlock(plan, state, { phase, window, panes: counted });
  const { user, system } = process.cpuUsage(cpu);
  // In the first block every series is made.
  if (block > 0) {
    closedMs += (user + system) / 1000;
    closed += series;
  }
  series = [...state.deployments.values()].reduce(
    (sum, watches) => sum + watches.reduce((total, watch) => total + watch.series.size, 0),
    0,
  );
  console.log(`block ${block + 1}: ${series} series, ${rss().toFixed(0)} MB`);
}
const grown = rss() - before;
console.log(
  `${series} series of ${deployments} deployments: ${grown.toFixed(0)} MB more than before, ${((grown * MB) / series).toFixed(0)} bytes a series with its groups`,
);
console.log(`most that was resident at any moment: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
console.log(`closing a block: ${((closedMs * 1000) / closed).toFixed(2)} microseconds of processor time a series`);
// Of each requirement one series: those of a requirement have as many numbers as each other.
for (const [at, { id, kind }] of plan.watches.entries()) {
  const [one] = state.deployments.get('deployment-0')[at].series.values();
  if (one === undefined) continue;
  const { counts, labels } = one.shown('since');
  const shown = counts.byteLength + labels.byteLength;
  console.log(
    `${id} (${kind}): ${one.detector.byteLength} bytes of detector, ${shown} of what is shown, and as many while it has evidence`,
  );
}
