// How often requirements about amounts within strata err at their bound, through the judge (docs/explanations/amounts.md).
// In every stratum the group has four fifths of the reference: the ratio, and the difference of the standardised means, stand exactly at the bound.
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the bound is (just) broken.
// node bench/verdict-errors-amounts-given.mjs [draws] [dist] [amounts,amounts]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';
import { drawnTally, populationsOf, populationValue } from './amount-draws.mjs';

const draws = Number(process.argv[2] ?? 1000);
const dist = resolve(process.argv[3] ?? 'dist');
const { amountSubjects, judgeSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { createGenerator, normalQuantile } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const even = (strata, group, reference) => Array.from({ length: strata }, () => [group, reference]);
/** People of the group and of the reference in each stratum. */
const DESIGNS = [
  ['3: 20 and 20', even(3, 20, 20)],
  ['3: 15 and 300', even(3, 15, 300)],
  ['3: 300 and 300', even(3, 300, 300)],
  ['10: 4 and 4', even(10, 4, 4)],
  ['10: 30 and 100', even(10, 30, 100)],
  ['40: 3 and 5', even(40, 3, 5)],
  ['40: 10 and 10', even(40, 10, 10)],
  ['200: 3 and 3', even(200, 3, 3)],
  [
    '4, unequal: 5 to 200 and 400 to 20',
    [
      [5, 400],
      [20, 200],
      [60, 60],
      [200, 20],
    ],
  ],
  [
    '4, unequal: 100 to 5 and 400 to 20',
    [
      [100, 400],
      [60, 200],
      [20, 60],
      [5, 20],
    ],
  ],
];
const POPULATIONS = populationsOf(normalQuantile);
/** Scale of the group at which it stands exactly at the bound, and of amounts in the strata, which rise to five times those of the first. */
const SCALE = 0.8;
const scaleOf = (stratum, strata) => 1 + (4 * stratum) / (strata - 1);
/** A hair beyond the bound, where a pass is false. */
const BEYOND = 1e-9;

const FRAME = {
  by: ['g'],
  given: ['s'],
  metric: 'mean_amount',
  reference: 'declared',
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'bench' },
  rationale: null,
  waiver: null,
  line: 1,
};
const asked = (compare, evidence, bound, wrong) => ({
  wrong,
  requirement: { ...FRAME, id: 'r', compare, oneSided: compare === 'ratio', bound, evidence },
});

/** The requirements that stand at their bound, where the standardised means are `high` and four fifths of it. */
const atBound = (high) => [
  asked('ratio', 'violation', { min: SCALE }, 'fail'),
  asked('ratio', 'compliance', { min: SCALE * (1 + BEYOND) }, 'pass'),
  asked('difference', 'violation', { max: high * (1 - SCALE) }, 'fail'),
  asked('difference', 'compliance', { max: high * (1 - SCALE) * (1 - BEYOND) }, 'pass'),
];
const SAME = [asked('difference', 'violation', { max: 0 }, 'fail')];

const policyOf = (requirements) => ({
  data: {
    minGroupSize: 30,
    unknown: 'exclude',
    attributes: [{ name: 'g', reference: '1' }],
    outcome: { unit: 'USD', label: null },
  },
  statistics: { level: 0.95, multiplicity: 'holm' },
  requirements: requirements.map(({ requirement }) => requirement),
});

function drawn(draw, design, scale, generator) {
  const parts = design.map((sizes, s) => {
    const own = scaleOf(s, design.length);
    const { cells } = drawnTally({ draw, sizes, scales: [scale * own, own], generator, label: false });
    return cells.map((cell) => ({ ...cell, values: [...cell.values, `s${s}`] }));
  });
  return {
    attributes: ['g', 's'],
    decimals: 2,
    places: { amount: 'distinct', error: 'distinct' },
    cells: parts.flat(),
  };
}

/** How many draws judge each requirement wrongly, give it no interval, and call the gap of strata unequal although it is not. */
function errorsOf(requirements, { draw, design, scale, seed }) {
  const policy = policyOf(requirements);
  const generator = createGenerator(seed);
  const counts = requirements.map(() => ({ wrong: 0, none: 0, unequal: 0 }));
  for (let i = 0; i < draws; i++) {
    const tally = drawn(draw, design, scale, generator);
    judgeSubjects(policy, amountSubjects(policy, tally), { today: '2026-11-29' }).forEach((result, k) => {
      if (result.verdict === requirements[k].wrong) counts[k].wrong += 1;
      if (result.lower === null || result.status !== 'ok') counts[k].none += 1;
      if ((result.within?.homogeneity?.pValue ?? 1) < 0.05) counts[k].unequal += 1;
    });
  }
  return counts;
}

const NAMES = process.argv[4]?.split(',') ?? ['normal', 'exponential', 'lognormal 0.5', 'lognormal 1', 'round sums'];
process.stdout.write(
  `${draws} draws each, seed ${SEED}; per cent; "none" is the share of samples without an interval, "unequal" that of samples whose ratios are called unequal\n\n`,
);
process.stdout.write(
  '| strata, people of group and reference in each | amounts | ratio: false fail | false pass | difference: false fail | false pass | max: 0, false fail | none | unequal |\n',
);
process.stdout.write('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const [name, design] of DESIGNS) {
  for (const population of NAMES) {
    const draw = POPULATIONS[population];
    const people = design.flat().reduce((sum, n) => sum + n, 0);
    const unit = /^(normal|exponential|lognormal)/.test(population) ? 100 : populationValue(draw, 'mean_amount');
    const high = design.reduce((sum, [a, b], s) => sum + ((a + b) / people) * scaleOf(s, design.length) * unit, 0);
    const apart = errorsOf(atBound(high), { draw, design, scale: SCALE, seed: SEED });
    const same = errorsOf(SAME, { draw, design, scale: 1, seed: SEED + 1 });
    const shown = [...apart.map(({ wrong }) => wrong), same[0].wrong, apart[0].none, apart[0].unequal];
    const text = shown.map((count) => ((100 * count) / draws).toFixed(1)).join(' | ');
    process.stdout.write(`| ${name} | ${population} | ${text} |\n`);
  }
}
