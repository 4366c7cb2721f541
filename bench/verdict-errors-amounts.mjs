// How often a requirement about amounts errs at its bound: two groups exactly at the bound, through the judge (docs/explanations/amounts.md).
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the bound is (just) broken.
// node bench/verdict-errors-amounts.mjs [draws] [dist] [metric,metric] [amounts,amounts]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';
import { drawnTally, needsLabel, populationsOf, populationValue } from './amount-draws.mjs';

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
const POPULATIONS = populationsOf(normalQuantile);

/** Scale of the first group at which it stands exactly at the bound. */
const RATIO = 0.8;
const KINDS = [
  ['ratio', 'violation', 'fail'],
  ['ratio', 'compliance', 'pass'],
  ['difference', 'violation', 'fail'],
  ['difference', 'compliance', 'pass'],
  ['no difference', 'violation', 'fail'],
];

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

const METRICS = process.argv[4]?.split(',') ?? ['mean_amount', 'median_amount', 'root_mean_squared_error'];
const NAMES = process.argv[5]?.split(',') ?? Object.keys(POPULATIONS);

process.stdout.write(
  `${draws} draws each, seed ${SEED}; per cent; "none" is the share of samples too skewed or too few to have an interval\n\n`,
);
process.stdout.write(
  '| metric | amounts | people | ratio: false fail | false pass | difference: false fail | false pass | max: 0, false fail | none |\n',
);
process.stdout.write('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const metric of METRICS)
  for (const population of NAMES) {
    if (metric === 'median_amount' && population === 'round sums') continue;
    const draw = POPULATIONS[population];
    const value = populationValue(draw, metric);
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
          const tally = drawnTally({ draw, sizes, scales: [scale, 1], generator, label: needsLabel(metric) });
          const [result] = judgeSubjects(policy, amountSubjects(policy, tally), { today: '2026-11-28' });
          if (result.verdict === verdict) wrong[k] += 1;
          if (k === 0 && result.lower === null) none += 1;
        }
      });
      const shown = [...wrong, none].map((count) => ((100 * count) / draws).toFixed(1));
      process.stdout.write(`| ${metric} | ${population} | ${sizes.join(' against ')} | ${shown.join(' | ')} |\n`);
    }
  }
