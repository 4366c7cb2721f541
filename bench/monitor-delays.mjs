// False alarms of the monitor exactly at the bounds of a policy, and how soon shifts are found, for every kind of watch, through the same simulation
// as `tribune monitor simulate`. Run by hand after `npm run build`; prints Markdown (docs/explanations/watching-any-outcome.md).
//   node bench/monitor-delays.mjs [days, default 120] [series, default 50] [seed, default 1]
import process from 'node:process';
import { parsePolicy } from '../dist/core/policy/index.js';
import { createGenerator } from '../dist/core/stats/index.js';
import { planMonitor } from '../dist/domain/monitor/index.js';
import { simulateFleet } from '../dist/domain/monitor-simulation/index.js';

const days = Number(process.argv[2] ?? 120);
const series = Number(process.argv[3] ?? 50);
const seed = Number(process.argv[4] ?? 1);

const requirement = (what) =>
  `  - { id: q, ${what}, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: bench } }`;
const policyText = ({ data, block = '1h', more = '', what }) => `tribune: policy/v1
name: bench
version: "1"
data:
${data}
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: ${block}, falseAlarmsPerDay: 0.1${more} }
requirements:
${requirement(what)}
`;
const BINARY = `  label: { column: y, positive: ['1'], negative: ['0'] }
  prediction: { column: p, positive: ['1'], negative: ['0'] }
  score: s
  cutoff: 0.5
  favourable: 1`;
const AMOUNTS = '  outcome: { type: amount, column: limit, unit: USD, favourable: higher }';
const labelled = ', labelHorizon: 1h';
const range = ', amounts: { to: 10000 }';
const off = 'metric: selection_rate, by: [sex], compare: difference, max: 0.05, live: false';

/** Decisions an hour, a policy, and shifts: shares of rates, of the range of means, of areas and of distances. */
const CLAIMS = [
  [
    'selection rate, difference at most 0.02',
    100,
    { data: BINARY, what: 'metric: selection_rate, by: [sex], compare: difference, max: 0.02' },
    [0.05, 0.1, 0.2],
  ],
  [
    'selection rate, ratio at least 0.8',
    100,
    { data: BINARY, what: 'metric: selection_rate, by: [sex], compare: ratio, min: 0.8, oneSided: true' },
    [0.12, 0.16, 0.2],
  ],
  [
    'F1 at least 0.6',
    100,
    { data: BINARY, more: labelled, what: 'metric: f1, by: [sex], compare: value, min: 0.6' },
    [0.05, 0.1, 0.2],
  ],
  [
    'Brier score at most 0.2',
    100,
    { data: BINARY, more: labelled, what: 'metric: brier, by: [sex], compare: value, max: 0.2' },
    [0.02, 0.05, 0.1],
  ],
  [
    'mean score, difference at most 0.02',
    100,
    { data: BINARY, what: 'metric: mean_score, by: [sex], compare: difference, max: 0.02' },
    [0.05, 0.1, 0.2],
  ],
  [
    'AUC at least 0.75, blocks of a day',
    10,
    {
      data: BINARY,
      block: '1d',
      more: ', labelHorizon: 1d',
      what: 'metric: auc, by: [sex], compare: value, min: 0.75',
    },
    [0.05, 0.1, 0.15],
  ],
  [
    'AUC, difference at most 0.05, blocks of a day',
    10,
    {
      data: BINARY,
      block: '1d',
      more: ', labelHorizon: 1d',
      what: 'metric: auc, by: [sex], compare: difference, max: 0.05',
    },
    [0.15, 0.2, 0.3],
  ],
  [
    'label - score within 0.05',
    100,
    { data: BINARY, more: `${labelled}, calibration: { bands: [0, 0.5, 1], by: [sex], severity: block }`, what: off },
    [0.05, 0.1, 0.2],
  ],
  [
    'mean amount within 0 to 10,000, ratio at least 0.8',
    100,
    { data: AMOUNTS, more: range, what: 'metric: mean_amount, by: [sex], compare: ratio, min: 0.8, oneSided: true' },
    [0.1, 0.1333, 0.1667],
  ],
  [
    'mean amount within 0 to 10,000, at least 2,500',
    100,
    { data: AMOUNTS, more: range, what: 'metric: mean_amount, by: [sex], compare: value, min: 2500' },
    [0.02, 0.05, 0.1],
  ],
];

const hours = (value) => (value === null ? 'none' : value.toLocaleString('en', { maximumFractionDigits: 0 }));
console.log(`${series} series, ${days} days, budget 0.1 false alarms a day, seed ${seed}; a shift on the tenth day.\n`);
console.log('| claim | an hour | false alarms | shift | hours to the alarm, median (90 %) |');
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const [name, ratePerHour, policy, shifts] of CLAIMS) {
  const plan = planMonitor(parsePolicy(policyText(policy)).policy);
  const fleet = { series, days, ratePerHour };
  const quiet = simulateFleet(plan, { ...fleet, shift: null, generator: createGenerator(seed) });
  const found = shifts.map(
    (size) =>
      simulateFleet(plan, { ...fleet, shift: { size, day: 10 }, generator: createGenerator(seed) }).detectionDelayHours,
  );
  const delays = found.map(({ median, p90 }) => `${hours(median)} (${hours(p90)})`).join(', ');
  console.log(`| ${name} | ${ratePerHour} | ${quiet.falseAlarms} | ${shifts.join(', ')} | ${delays} |`);
}
