// What a row costs in memory: the accumulator beside `tallyRows` (each row into a map of text keys and bigints), and `bind` beside both.
// Run by hand after `npm run build`: node bench/accumulator.mjs [rows]. Ratios of the same run; the numbers must be below 1 microsecond a row.
import process from 'node:process';
import { TallyAccumulator, tallyRows } from '../dist/core/fairness/index.js';
import { bind, parsePolicy, policyTally, readPlan } from '../dist/core/policy/index.js';
import { createGenerator } from '../dist/core/stats/index.js';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 3;
const LIMIT_NS = 1000;

const generator = createGenerator(20261128);
const pick = (values) => values[Math.floor(generator.nextUniform() * values.length)];
const RACES = ['African-American', 'Asian', 'Caucasian', 'Hispanic', 'Native American', 'Other', null];

function rowsFor(weightKind, scoreOf) {
  return Array.from({ length: ROWS }, () => ({
    values: [pick(['female', 'male']), pick(RACES), pick(['< 25', '25 to < 45', '>= 45'])],
    label: pick([0, 1, null]),
    prediction: pick([0, 1]),
    score: scoreOf(),
    weight: weightKind === 'none' ? 1 : weightKind === 'count' ? pick([1, 2, 17]) : generator.nextUniform() * 40,
  }));
}

/** Processor time, least of a few rounds, ns: what else runs on the machine does not count. */
function nsOf(work, prepare = () => undefined) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const prepared = prepare();
    const start = process.cpuUsage();
    work(prepared);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, user + system);
  }
  return least * 1e3;
}

const nsPerRow = (rows, work) => nsOf(() => work(rows)) / rows.length;

const shown = (ns) => `${Math.round(ns)} ns`;
const uniform = () => generator.nextUniform();
const CASES = [
  { name: 'no scores, no weights', weightKind: 'none', kind: 'none', scoreOf: () => null },
  { name: 'no scores, count weights', weightKind: 'count', kind: 'none', scoreOf: () => null },
  { name: 'no scores, sampling weights', weightKind: 'sampling', kind: 'none', scoreOf: () => null },
  {
    name: '1,000 distinct scores',
    weightKind: 'none',
    kind: 'distinct',
    scoreOf: () => Math.round(uniform() * 1000) / 1000,
  },
  {
    name: '1,000 distinct scores, sampling weights',
    weightKind: 'sampling',
    kind: 'distinct',
    scoreOf: () => Math.round(uniform() * 1000) / 1000,
  },
  { name: 'every score distinct, so bins', weightKind: 'none', kind: 'distinct', scoreOf: uniform, limit: 1000 },
  {
    name: 'every score distinct, so bins, count weights',
    weightKind: 'count',
    kind: 'distinct',
    scoreOf: uniform,
    limit: 1000,
  },
];

console.log(
  `${ROWS} rows, 3 attributes (42 combinations)\n\n| rows | add, a row | tallyRows, a row | ratio | cells | take, a cell |\n| --- | --- | --- | --- | --- | --- |`,
);
let worst = 0;
for (const { name, weightKind, kind, scoreOf, limit } of CASES) {
  const spec = { policyDigest: '', attributes: ['sex', 'race', 'age'], weightKind, score: { kind }, scoreScale: 1 };
  const rows = rowsFor(weightKind, scoreOf);
  const added = () => {
    const accumulator = new TallyAccumulator(spec, { limit });
    for (const row of rows) accumulator.add(row);
    return accumulator;
  };
  const ours = nsOf(added) / ROWS;
  const cells = added().take().cells.length;
  const taken = nsOf((accumulator) => accumulator.take(), added) / cells;
  const theirs = nsPerRow(rows, () => tallyRows(spec, rows, { limit }));
  worst = Math.max(worst, ours);
  console.log(
    `| ${name} | ${shown(ours)} | ${shown(theirs)} | ${(theirs / ours).toFixed(1)} | ${cells} | ${shown(taken)} |`,
  );
}

const { policy } = parsePolicy(`tribune: policy/v1
name: bench
version: 1.0.0
data:
  where: age >= 18 and not (route in ('manual', 'test'))
  label: { column: paid, positive: ['yes'], negative: ['no'] }
  score: score
  cutoff: 0.5
  favourable: 1
  missing: ['?']
  attributes: { sex: {}, race: {}, age: { bins: [25, 45] } }
requirements:
  - { id: a, metric: favourable_rate, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: bench } }
`);
const people = Array.from({ length: ROWS }, () => ({
  sex: pick(['female', 'male']),
  race: pick(RACES),
  age: String(16 + Math.floor(uniform() * 60)),
  route: pick(['automatic', 'automatic', 'automatic', 'manual']),
  paid: pick(['yes', 'no', '?']),
  score: Math.round(uniform() * 1000) / 1000,
}));
const lookups = people.map((person) => (column) => person[column]);
const plan = readPlan(policy, { scores: true });
const fateOf = bind(plan);
const bound = nsPerRow(lookups, () => {
  let counted = 0;
  for (const lookup of lookups) counted += 'row' in fateOf(lookup) ? 1 : 0;
  return counted;
});
console.log(
  `\nbind alone, with a filter, bins and words: ${shown(bound)} a row; bind, facts and accumulator: ${shown(nsPerRow(lookups, () => policyTally(plan, lookups)))}`,
);
if (worst > LIMIT_NS) {
  console.error(`the accumulator takes ${shown(worst)} a row, more than ${LIMIT_NS}`);
  process.exitCode = 1;
}
