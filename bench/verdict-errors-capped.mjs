// How often bounds on the share capped by institutions err at the bound (docs/explanations/ordered-outcomes.md): institutions drawn at random, whose own
// shares vary as a beta distribution with the stated correlation between two of its people, or where few of them cap half of their people and the others none.
// Below: the interval lies wholly below the true share, so that a ceiling there passes falsely. Above: wholly above it, so that it fails falsely.
// node bench/verdict-errors-capped.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 1500);
const dist = resolve(process.argv[3] ?? 'dist');
const { measuredCapped } = await import(`${dist}/core/fairness/outcomes/index.js`);
const { createGenerator, normalQuantile } = await import(`${dist}/core/stats/index.js`);

const SEED = 11;
const generator = createGenerator(SEED);
const uniform = () => generator.nextOpenUniform();
const normal = () => normalQuantile(uniform());
/** Marsaglia and Tsang (2000). */
function gamma(shape) {
  if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
function shareOf(share, correlation) {
  if (correlation === 'few cap half') return uniform() < share / 0.5 ? 0.5 : 0;
  const strength = (1 - correlation) / correlation;
  const [a, b] = [gamma(share * strength), gamma((1 - share) * strength)];
  return a / (a + b);
}
const SIZES = {
  '30 people each': () => 30,
  '200 people each': () => 200,
  '1 to some hundred people': () => Math.max(1, Math.round(Math.exp(3.2 + 0.9 * normal()))),
};

process.stdout.write(`${draws} draws each, seed ${SEED}; per cent\n\n`);
process.stdout.write(
  '| institutions | sizes | share | correlation | above | below |\n| ---: | --- | ---: | --- | ---: | ---: |\n',
);
for (const [sizes, size] of Object.entries(SIZES))
  for (const institutions of [30, 100])
    for (const share of [0.02, 0.1])
      for (const correlation of [0.01, 0.1, 0.5, 'few cap half']) {
        const counted = { above: 0, below: 0 };
        for (let i = 0; i < draws; i++) {
          const drawn = Array.from({ length: institutions }, () => {
            const [people, own] = [size(), shareOf(share, correlation)];
            let capped = 0;
            for (let k = 0; k < people; k++) if (uniform() < own) capped += 1;
            return { people, capped };
          });
          const { lower, upper } = measuredCapped(drawn).at(0.95);
          if (lower > share) counted.above += 1;
          if (upper < share) counted.below += 1;
        }
        const shown = [counted.above, counted.below].map((count) => ((100 * count) / draws).toFixed(1));
        process.stdout.write(`| ${institutions} | ${sizes} | ${share} | ${correlation} | ${shown.join(' | ')} |\n`);
      }
