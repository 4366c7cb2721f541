// "The ratio is down by more than 5 % week over week": the rule as it is written beside evidence, by decisions a group and week.
//   node bench/trends.mjs [worlds=2000] [seed=1]
import { createGenerator, ratioFallTruth, sampleBinomial } from '../dist/core/stats/index.js';

const [worlds = 2000, seed = 1] = process.argv.slice(2).map(Number);
const BY = 0.05;
const DAYS = 7;
const rates = { group: 0.35, reference: 0.45 };

console.log('| true fall, decisions a group and week | written rule fires | holds | does not hold | not known |');
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const fall of [0, BY, 0.15, 0.3])
  for (const n of [100, 1000, 7000]) {
    const counts = { written: 0, holds: 0, 'does-not-hold': 0, 'not-known': 0 };
    for (let world = 0; world < worlds; world++) {
      const generator = createGenerator(seed, world);
      const people = (day) => Math.floor(((day + 1) * n) / DAYS) - Math.floor((day * n) / DAYS);
      const parts = Array.from({ length: DAYS }, (_, day) => {
        const drawn = (rate) => ({ successes: sampleBinomial(people(day), rate, generator), n: people(day) });
        return {
          ...{ group: drawn(rates.group * (1 - fall)), reference: drawn(rates.reference) },
          ...{ groupBefore: drawn(rates.group), referenceBefore: drawn(rates.reference) },
        };
      });
      const rate = (kind) =>
        parts.reduce((sum, part) => sum + part[kind].successes, 0) / parts.reduce((sum, part) => sum + part[kind].n, 0);
      const ratio = rate('group') / rate('reference');
      const before = rate('groupBefore') / rate('referenceBefore');
      if (ratio < before * (1 - BY)) counts.written++;
      const past = [
        { successes: Math.round(1000 * rates.group), n: 1000 },
        { successes: Math.round(1000 * rates.reference), n: 1000 },
      ];
      counts[ratioFallTruth({ parts, by: BY, past, level: 0.05 })]++;
    }
    const share = (name) => `${((100 * counts[name]) / worlds).toFixed(1)} %`;
    console.log(
      `| ${100 * fall} %, ${n} | ${share('written')} | ${share('holds')} | ${share('does-not-hold')} | ${share('not-known')} |`,
    );
  }
