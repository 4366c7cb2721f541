// How often floors of R² err at their bound: one group whose R² is exactly the bound, through the judge (docs/explanations/amounts.md).
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the bound is (just) broken.
// node bench/verdict-errors-r-squared.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 2000);
const dist = resolve(process.argv[3] ?? 'dist');
const { amountSubjects, judgeSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { createGenerator, normalQuantile } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const SIZES = [30, 100, 300, 1000];
const LEVELS = [0.1, 0.3, 0.6, 0.9];
/** A hair beyond the bound, where a pass is false. */
const BEYOND = 1e-9;
/** Smallest parts of one standard deviation of the labels, and of the mean, which keeps labels above 0. */
const [SPREAD, MEAN] = [10_000, 1_000_000];

const normal = (u) => normalQuantile(u());
const exponential = (u) => -Math.log(1 - u()) - 1;
/** Centred and with variance 1. */
const lognormal = (sigma) => {
  const [mean, deviation] = [Math.exp(sigma ** 2 / 2), Math.sqrt((Math.exp(sigma ** 2) - 1) * Math.exp(sigma ** 2))];
  return (u) => (Math.exp(sigma * normalQuantile(u())) - mean) / deviation;
};
const fork = (forecast, rest) => (u, r) => [Math.sqrt(r) * forecast(u), Math.sqrt(1 - r) * rest(u)];
/** Forecast and rest of the label, in standard deviations of the label, where R² is r. */
const POPULATIONS = {
  normal: fork(normal, normal),
  'errors that grow with the forecast': (u, r) => {
    const f = normal(u);
    return [Math.sqrt(r) * f, Math.sqrt(1 - r) * Math.abs(f) * normal(u)];
  },
  'exponential errors': fork(normal, exponential),
  'lognormal 0.5': fork(lognormal(0.5), lognormal(0.5)),
  'lognormal 1 forecasts': fork(lognormal(1), normal),
  'one forecast for all': (u) => [0, normal(u)],
};

const FRAME = {
  metric: 'r_squared',
  by: ['g'],
  compare: 'value',
  oneSided: true,
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'bench' },
  rationale: null,
  waiver: null,
  line: 1,
};
const policyOf = (bound) => ({
  data: {
    minGroupSize: 30,
    unknown: 'exclude',
    attributes: [{ name: 'g', reference: null }],
    outcome: { unit: 'USD', label: 'y' },
  },
  statistics: { level: 0.95, multiplicity: 'holm' },
  requirements: [
    { ...FRAME, id: 'fail', bound: { min: bound }, evidence: 'violation' },
    { ...FRAME, id: 'pass', bound: { min: bound + BEYOND }, evidence: 'compliance' },
  ],
});
/** The tally of drawn people, made at once: an accumulator would check and sort what the judge sorts itself. */
function tallyOf(draw, r, size, uniform) {
  const cells = [];
  const add = (quantity, at, value) =>
    cells.push({
      values: ['0'],
      quantity,
      at,
      rows: 1,
      weight: 1n,
      sum: BigInt(value),
      squares: BigInt(value * value),
    });
  for (let i = 0; i < size; i++) {
    const [forecast, rest] = draw(uniform, r);
    const amount = Math.round(MEAN + SPREAD * forecast);
    const actual = Math.round(MEAN + SPREAD * (forecast + rest));
    add('amount', amount, amount);
    add('error', amount - actual, amount - actual);
    add('actual', actual, actual);
    add('paired', actual, amount - actual);
  }
  const places = { amount: 'distinct', error: 'distinct', actual: 'distinct', paired: 'distinct' };
  return { attributes: ['g'], decimals: 2, places, cells };
}

process.stdout.write(
  `${draws} draws each, seed ${SEED}; per cent; "none" is the share of samples without an interval\n\n`,
);
process.stdout.write(
  '| labels | R² | people | false fail | false pass | none |\n| --- | ---: | ---: | ---: | ---: | ---: |\n',
);
for (const [name, draw] of Object.entries(POPULATIONS)) {
  for (const r of name === 'one forecast for all' ? [0] : LEVELS) {
    const policy = policyOf(r);
    for (const size of SIZES) {
      const generator = createGenerator(SEED);
      const counted = { fail: 0, pass: 0, none: 0 };
      for (let i = 0; i < draws; i++) {
        const tally = tallyOf(draw, r, size, () => generator.nextOpenUniform());
        const results = judgeSubjects(policy, amountSubjects(policy, tally), { today: '2026-11-29' });
        for (const { id, verdict } of results) if (verdict === id) counted[id] += 1;
        if (results[0].lower === null) counted.none += 1;
      }
      const shown = [counted.fail, counted.pass, counted.none].map((count) => ((100 * count) / draws).toFixed(1));
      process.stdout.write(`| ${name} | ${r} | ${size} | ${shown.join(' | ')} |\n`);
    }
  }
}
