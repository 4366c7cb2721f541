// How often requirements about amounts err at their bound: two groups exactly at the bound, through the judge (docs/explanations/amounts.md).
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the bound is (just) broken.
// One draw is judged by every requirement, so rows of one population and size share their samples.
// node bench/verdict-errors-amounts.mjs [draws] [dist] [metric,metric] [amounts,amounts]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';
import { drawnTally, lognormalValue, populationsOf, populationValue } from './amount-draws.mjs';

const draws = Number(process.argv[2] ?? 2000);
const dist = resolve(process.argv[3] ?? 'dist');
const { amountSubjects, judgeSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { createGenerator, normalQuantile } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const SIZES = [
  [30, 2000],
  [100, 1000],
  [1000, 1000],
];
const POPULATIONS = populationsOf(normalQuantile);
/** What is measured, in each population; the share is that of the median of the reference or more. */
const MEASURES = [
  { metric: 'mean_amount' },
  { metric: 'median_amount' },
  { metric: 'amount_quantile', q: 0.9 },
  { metric: 'share_at_least' },
  { metric: 'root_mean_squared_error' },
];
/** Of round sums quantiles are the same whatever the scale, or jump. */
const OF_ROUND_SUMS = ['mean_amount', 'share_at_least', 'root_mean_squared_error'];

/** Scale of the first group at which it stands exactly at the bound. */
const SCALE = 0.8;
/** A hair beyond the bound, where a pass is false. */
const BEYOND = 1e-9;

function measureValue(population, measure, scale) {
  const [, sigma] = /^lognormal (.*)$/.exec(population) ?? [];
  const known = sigma === undefined ? null : lognormalValue(Number(sigma), measure.metric, scale);
  return known ?? populationValue(POPULATIONS[population], measure.metric, { ...measure, scale });
}

const FRAME = {
  by: ['g'],
  reference: 'declared',
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'bench' },
  rationale: null,
  waiver: null,
  line: 1,
};

/** The requirements of one measure with the verdict that is wrong of each. */
function requirementsOf(population, measure) {
  const [low, high] = [measureValue(population, measure, SCALE), measureValue(population, measure, 1)];
  const [ratio, gap] = [low / high, high - low];
  const requirement = (compare, evidence, bound, wrong) => ({
    wrong,
    requirement: { ...FRAME, ...measure, id: 'r', compare, oneSided: compare === 'ratio', bound, evidence },
  });
  return [
    requirement('ratio', 'violation', { min: ratio }, 'fail'),
    requirement('ratio', 'compliance', { min: ratio * (1 + BEYOND) }, 'pass'),
    requirement('difference', 'violation', { max: gap }, 'fail'),
    requirement('difference', 'compliance', { max: gap * (1 - BEYOND) }, 'pass'),
  ];
}

const sameOf = (measure) => ({
  wrong: 'fail',
  requirement: {
    ...FRAME,
    ...measure,
    id: 'r',
    compare: 'difference',
    oneSided: false,
    bound: { max: 0 },
    evidence: 'violation',
  },
});

const policyOf = (asked) => ({
  data: {
    minGroupSize: 30,
    unknown: 'exclude',
    attributes: [{ name: 'g', reference: '1' }],
    outcome: { unit: 'USD', label: 'y' },
  },
  statistics: { level: 0.95, multiplicity: 'holm' },
  requirements: asked.map(({ requirement }) => requirement),
});

/** How many draws judge each requirement wrongly, and give it no interval. */
function errorsOf(asked, { draw, sizes, scales, seed }) {
  const policy = policyOf(asked);
  const generator = createGenerator(seed);
  const counted = asked.map(() => ({ wrong: 0, none: 0 }));
  for (let i = 0; i < draws; i++) {
    const tally = drawnTally({ draw, sizes, scales, generator, label: true });
    judgeSubjects(policy, amountSubjects(policy, tally), { today: '2026-11-29' }).forEach((result, index) => {
      if (result.verdict === asked[index].wrong) counted[index].wrong += 1;
      if (result.lower === null) counted[index].none += 1;
    });
  }
  return counted;
}

const METRICS = process.argv[4]?.split(',') ?? MEASURES.map(({ metric }) => metric);
const NAMES = process.argv[5]?.split(',') ?? Object.keys(POPULATIONS);

process.stdout.write(
  `${draws} draws each, seed ${SEED}; per cent; "none" is the share of samples too skewed or too few to have an interval\n\n`,
);
process.stdout.write(
  '| metric | amounts | people | ratio: false fail | false pass | difference: false fail | false pass | max: 0, false fail | none |\n',
);
process.stdout.write('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const population of NAMES) {
  const draw = POPULATIONS[population];
  const measures = MEASURES.filter(
    ({ metric }) => METRICS.includes(metric) && (population !== 'round sums' || OF_ROUND_SUMS.includes(metric)),
  ).map((measure) => (measure.metric === 'share_at_least' ? { ...measure, value: draw(0.5, 1) / 100 } : measure));
  const atBound = measures.map((measure) => requirementsOf(population, measure));
  const perMeasure = atBound[0].length;
  for (const sizes of SIZES) {
    const apart = errorsOf(atBound.flat(), { draw, sizes, scales: [SCALE, 1], seed: SEED });
    const same = errorsOf(measures.map(sameOf), { draw, sizes, scales: [1, 1], seed: SEED + 1 });
    measures.forEach(({ metric }, index) => {
      const own = apart.slice(index * perMeasure, (index + 1) * perMeasure);
      const shown = [...own.map(({ wrong }) => wrong), same[index].wrong, own[0].none];
      const text = shown.map((count) => ((100 * count) / draws).toFixed(1)).join(' | ');
      process.stdout.write(`| ${metric} | ${population} | ${sizes.join(' against ')} | ${text} |\n`);
    });
  }
}
