// How often a requirement about amounts errs at its bound: two groups exactly at the bound, through the judge (docs/explanations/amounts.md).
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the bound is (just) broken.
// node bench/verdict-errors-amounts.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 1000);
const dist = resolve(process.argv[3] ?? 'dist');
const { amountSubjects, judgeSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { createGenerator, normalQuantile } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261128;
const SIZES = [
  [30, 2000],
  [100, 1000],
  [1000, 1000],
];
/** Draws of one person, in cents; `mean`, `median` and `share` (at least 10,000 cents) of the population, by the scale of the group. */
const POPULATIONS = {
  normal: (u, s) => 10_000 * s * (1 + 0.25 * normalQuantile(u)),
  'lognormal 0.5': (u, s) => 10_000 * s * Math.exp(0.5 * normalQuantile(u) - 0.125),
  'lognormal 1': (u, s) => 10_000 * s * Math.exp(normalQuantile(u) - 0.5),
  'lognormal 1.5': (u, s) => 10_000 * s * Math.exp(1.5 * normalQuantile(u) - 1.125),
  'round sums': (u, s) => s * [5000, 10_000, 10_000, 10_000, 20_000, 50_000][Math.floor(u * 6)],
};
/** The value of a metric in the population at scale 1, by numerical integration. */
function populationValue(population, metric) {
  const steps = 200_000;
  if (metric === 'median_amount') return POPULATIONS[population](0.5, 1);
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += POPULATIONS[population]((i + 0.5) / steps, 1);
  return sum / steps;
}

/** Scale of the first group at which it stands exactly at the bound. */
const RATIO = 0.8;
const KINDS = [
  ['ratio', 'violation', 'fail'],
  ['ratio', 'compliance', 'pass'],
  ['difference', 'violation', 'fail'],
  ['difference', 'compliance', 'pass'],
  ['no difference', 'violation', 'fail'],
];

/** The tally of drawn people, made at once: an accumulator would check and sort what is right already. */
function tallyOf(population, sizes, scales, generator, label) {
  const cells = sizes.flatMap((size, g) => {
    const values = [String(g)];
    const drawn = new Map();
    for (let i = 0; i < size; i++) {
      const value = Math.max(0, Math.round(POPULATIONS[population](generator.nextUniform(), scales[g])));
      drawn.set(value, (drawn.get(value) ?? 0) + 1);
    }
    return [...drawn].flatMap(([at, rows]) => {
      const [weight, v] = [BigInt(rows), BigInt(at)];
      const cell = { values, at, rows, weight, sum: weight * v, squares: weight * v * v };
      return label
        ? [
            { ...cell, quantity: 'amount' },
            { ...cell, quantity: 'error' },
          ]
        : [{ ...cell, quantity: 'amount' }];
    });
  });
  const places = { amount: 'distinct', error: 'distinct' };
  return { attributes: ['g'], decimals: 2, places, cells };
}

function policyOf(metric, compare, evidence, bound) {
  return {
    data: {
      minGroupSize: 30,
      unknown: 'exclude',
      attributes: [{ name: 'g', reference: '1' }],
      outcome: { unit: 'USD', label: 'y' },
    },
    statistics: { level: 0.95, multiplicity: 'holm' },
    requirements: [
      {
        id: 'r',
        metric,
        by: ['g'],
        compare: compare === 'ratio' ? 'ratio' : 'difference',
        reference: 'declared',
        oneSided: compare === 'ratio',
        bound,
        evidence,
        smallGroups: 'report',
        severity: 'block',
        basis: { kind: 'ours', source: 'bench' },
        rationale: null,
        waiver: null,
        line: 1,
      },
    ],
  };
}

/** Where the mean square stands: the errors are the amounts themselves, since the label is 0. */
const LABELLED = new Set(['root_mean_squared_error', 'mean_absolute_error', 'mean_error']);
const METRICS = ['mean_amount', 'median_amount', 'root_mean_squared_error'];

process.stdout.write(
  `${draws} draws each, seed ${SEED}; per cent; "none" is the share of samples too skewed or too few to have an interval\n\n`,
);
process.stdout.write(
  '| metric | amounts | people | ratio: false fail | false pass | difference: false fail | false pass | max: 0, false fail | none |\n',
);
process.stdout.write('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const metric of METRICS)
  for (const population of Object.keys(POPULATIONS)) {
    if (metric === 'median_amount' && population === 'round sums') continue;
    let value = populationValue(population, metric === 'median_amount' ? metric : 'mean_amount') / 100;
    if (metric === 'root_mean_squared_error') {
      const steps = 200_000;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += POPULATIONS[population]((i + 0.5) / steps, 1) ** 2;
      value = Math.sqrt(sum / steps) / 100;
    }
    for (const sizes of SIZES) {
      const wrong = KINDS.map(() => 0);
      let none = 0;
      KINDS.forEach(([compare, evidence, verdict], k) => {
        const generator = createGenerator(SEED + k);
        const same = compare === 'no difference';
        // A hair beyond the bound for a pass, exactly at it for a failure.
        const scale = same ? 1 : RATIO;
        const gap = value * (1 - scale);
        const bound =
          compare === 'ratio'
            ? { min: RATIO * (verdict === 'pass' ? 1 + 1e-9 : 1) }
            : { max: gap * (verdict === 'pass' ? 1 - 1e-9 : 1) };
        const policy = policyOf(metric, compare, evidence, bound);
        for (let i = 0; i < draws; i++) {
          const tally = tallyOf(population, sizes, [scale, 1], generator, LABELLED.has(metric));
          const [result] = judgeSubjects(policy, amountSubjects(policy, tally), { today: '2026-11-28' });
          if (result.verdict === verdict) wrong[k] += 1;
          if (k === 0 && result.lower === null) none += 1;
        }
      });
      const shown = [...wrong, none].map((count) => ((100 * count) / draws).toFixed(1));
      process.stdout.write(`| ${metric} | ${population} | ${sizes.join(' against ')} | ${shown.join(' | ')} |\n`);
    }
  }
