// How often the interval of an expected utility about amounts holds the truth (docs/explanations/utility.md): people whose amounts at stake are
// lognormal, decided rightly or wrongly by chance, each decision worth a share of the amount. Beside it Hall's interval, which needs the third
// moment that the tally of amounts at stake does not keep, and the interval of amounts that are cut at a declared cap.
// node bench/utility-amounts-coverage.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 4000);
const dist = resolve(process.argv[3] ?? 'dist');
const { expectedUtilityOfAmounts } = await import(`${dist}/core/fairness/utility/index.js`);
const { createGenerator, normalCdf, normalQuantile, skewedMeanInterval } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const SIZES = [30, 100, 300, 1000];
const SIGMAS = [0.5, 1, 1.5, 2];
/** A loan: interest earned, the loan lost, and nothing where it was refused. */
const VALUES = { truePositive: 0.1, falsePositive: -0.6, trueNegative: 0, falseNegative: 0 };
const KINDS = [
  ['truePositive', 'tp', 0.75],
  ['falsePositive', 'fp', 0.1],
  ['trueNegative', 'tn', 0.1],
  ['falseNegative', 'fn', 0.05],
];
const truth = KINDS.reduce((sum, [name, , chance]) => sum + chance * VALUES[name], 0);
/** The largest amount, of a mean of 1. */
const CAP = 20;
/** Mean of lognormal amounts of mean 1 that are cut at the cap. */
const cutMean = (sigma) => {
  const end = Math.log(CAP);
  return normalCdf((end - sigma ** 2 / 2) / sigma) + CAP * (1 - normalCdf((end + sigma ** 2 / 2) / sigma));
};

function kindAt(chance) {
  let below = 0;
  return (
    KINDS.find(([, , share]) => {
      below += share;
      return chance < below;
    }) ?? KINDS.at(-1)
  );
}

/** One sample: the sums that a tally keeps, and the moments that it does not. */
function sample(n, sigma, generator, cap = Number.POSITIVE_INFINITY) {
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0, unlabelled: 0 };
  const squares = { tp: 0, fp: 0, tn: 0, fn: 0 };
  const worth = [];
  for (let i = 0; i < n; i++) {
    const [name, cell] = kindAt(generator.nextUniform());
    const amount = Math.min(cap, Math.exp(sigma * normalQuantile(generator.nextOpenUniform()) - sigma ** 2 / 2));
    counts[cell] += amount;
    squares[cell] += amount ** 2;
    worth.push(VALUES[name] * amount);
  }
  const mean = worth.reduce((sum, v) => sum + v, 0) / n;
  const central = (power) => worth.reduce((sum, v) => sum + (v - mean) ** power, 0) / n;
  const second = central(2);
  const moments = { mean, variance: (second * n) / (n - 1), skewness: central(3) / second ** 1.5, n };
  return { group: { counts, squares }, moments };
}

process.stdout.write(
  `${draws} draws a row, seed ${SEED}; per cent of 95 % intervals; truth ${truth.toFixed(4)} of the mean amount\n\n`,
);
process.stdout.write(
  '| amounts | people | holds the truth | lies below it | lies above it | Hall: holds it | below | above | none | with a cap: holds it | its length over that of Student |\n',
);
process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const sigma of SIGMAS)
  for (const n of SIZES) {
    const generator = createGenerator(SEED);
    const student = { below: 0, above: 0 };
    const hall = { below: 0, above: 0, none: 0 };
    const capped = { held: 0, length: 0, student: 0 };
    for (let i = 0; i < draws; i++) {
      const { group, moments } = sample(n, sigma, generator);
      const { lower, upper } = expectedUtilityOfAmounts(group, n, { values: VALUES, minGroupSize: 1 });
      if (upper < truth) student.below += 1;
      if (lower > truth) student.above += 1;
      const cut = sample(n, sigma, generator, CAP).group;
      const bounded = expectedUtilityOfAmounts(cut, n, { values: VALUES, minGroupSize: 1, cap: CAP });
      const narrow = expectedUtilityOfAmounts(cut, n, { values: VALUES, minGroupSize: 1 });
      const cutTruth = truth * cutMean(sigma);
      if (bounded.lower <= cutTruth && bounded.upper >= cutTruth) capped.held += 1;
      capped.length += bounded.upper - bounded.lower;
      capped.student += narrow.upper - narrow.lower;
      const adjusted = skewedMeanInterval(moments, 0.95);
      if (adjusted === null) hall.none += 1;
      else if (adjusted.upper < truth) hall.below += 1;
      else if (adjusted.lower > truth) hall.above += 1;
    }
    const percent = (count) => ((100 * count) / draws).toFixed(1);
    const held = ({ below, above, none = 0 }) => percent(draws - below - above - none);
    process.stdout.write(
      `| lognormal ${sigma} | ${n} | ${held(student)} | ${percent(student.below)} | ${percent(student.above)} | ${held(hall)} | ${percent(hall.below)} | ${percent(hall.above)} | ${percent(hall.none)} | ${percent(capped.held)} | ${(capped.length / capped.student).toFixed(1)} |\n`,
    );
  }
