// How often the intervals of a decomposition of tribune/stats hold the true parts, and what it says of shifts planted in real decisions. Run by hand after `npm run build`;
// prints Markdown (docs/explanations/mix-and-behaviour.md).
//   node bench/decomposition-coverage.mjs [runs, default 5000] [seed, default 1]
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  createGenerator,
  decomposeGapChange,
  decomposeRateChange,
  sampleBinomial,
  sampleMultinomial,
} from '../dist/core/stats/index.js';

const runs = Number(process.argv[2] ?? 5000);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const percent = (share) => `${(100 * share).toFixed(1)} %`;

console.log(`## Intervals of 95 % that hold the truth, ${runs} runs\n`);
console.log('| strata, people at each time, rates | mix | behaviour | total |\n| --- | ---: | ---: | ---: |');
const drawn = (shares, rates, n) => {
  const sizes = sampleMultinomial(n, shares, generator);
  return [...sizes].map((size, s) => ({ successes: sampleBinomial(size, rates[s], generator), n: size }));
};
for (const [name, n, shares, rates] of [
  [
    '3, 1,000, 0.1 to 0.7',
    1000,
    [
      [0.5, 0.3, 0.2],
      [0.3, 0.3, 0.4],
    ],
    [
      [0.7, 0.4, 0.1],
      [0.6, 0.45, 0.2],
    ],
  ],
  [
    '3, 100, 0.1 to 0.7',
    100,
    [
      [0.5, 0.3, 0.2],
      [0.3, 0.3, 0.4],
    ],
    [
      [0.7, 0.4, 0.1],
      [0.6, 0.45, 0.2],
    ],
  ],
  [
    '3, 1,000, nothing changes',
    1000,
    [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
    ],
    [
      [0.7, 0.4, 0.1],
      [0.7, 0.4, 0.1],
    ],
  ],
  [
    '3, 100, nothing changes',
    100,
    [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
    ],
    [
      [0.7, 0.4, 0.1],
      [0.7, 0.4, 0.1],
    ],
  ],
  [
    '3, 1,000, 0.01 to 0.03',
    1000,
    [
      [0.5, 0.3, 0.2],
      [0.3, 0.3, 0.4],
    ],
    [
      [0.02, 0.01, 0.03],
      [0.01, 0.02, 0.03],
    ],
  ],
  [
    '10, 1,000, 0.05 to 0.95',
    1000,
    [0, 1].map((t) => Array.from({ length: 10 }, (_, s) => (t === 0 ? 10 - s : 1 + s) / 55)),
    [0, 1].map((t) => Array.from({ length: 10 }, (_, s) => 0.05 + 0.09 * s + 0.05 * t)),
  ],
]) {
  const pairs = shares[0].map((_, s) => [shares[0][s], shares[1][s], rates[0][s], rates[1][s]]);
  const mix = pairs.reduce((sum, [w0, w1, r0, r1]) => sum + ((w1 - w0) * (r0 + r1)) / 2, 0);
  const behaviour = pairs.reduce((sum, [w0, w1, r0, r1]) => sum + ((r1 - r0) * (w0 + w1)) / 2, 0);
  const truth = { mix, behaviour, total: mix + behaviour };
  const held = { mix: 0, behaviour: 0, total: 0 };
  for (let run = 0; run < runs; run++) {
    const [before, after] = [0, 1].map((t) => drawn(shares[t], rates[t], n));
    const found = decomposeRateChange(
      before.map((each, s) => ({ before: each, after: after[s] })),
      0.95,
    );
    for (const part of Object.keys(held))
      if (found[part].lower <= truth[part] && truth[part] <= found[part].upper) held[part] += 1;
  }
  console.log(
    `| ${name} | ${Object.values(held)
      .map((count) => percent(count / runs))
      .join(' | ')} |`,
  );
}

const file = new URL('../../shared/data/predictions-adult-gbdt.csv.gz', import.meta.url);
if (existsSync(file)) {
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
  const bands = [...new Set(rows.map((row) => row.age_band))].sort();
  console.log(
    `\n## ${rows.length} people of Adult, decisions of a boosted model, women against men, strata: ${bands.length} bands of age; 20,000 drawn at each time\n`,
  );
  console.log('| shift | gap before, after | mix | behaviour |\n| --- | ---: | ---: | ---: |');
  const draw = (weight) => {
    const counts = {
      Female: bands.map(() => ({ successes: 0, n: 0 })),
      Male: bands.map(() => ({ successes: 0, n: 0 })),
    };
    for (let i = 0; i < 20_000; i++) {
      let row = rows[generator.nextInteger(rows.length)];
      while (generator.nextUniform() >= weight(row)) row = rows[generator.nextInteger(rows.length)];
      const cell = counts[row.sex][bands.indexOf(row.age_band)];
      cell.n += 1;
      cell.successes += Number(row.y_pred);
    }
    return counts;
  };
  const rate = (strata) =>
    strata.reduce((sum, each) => sum + each.successes, 0) / strata.reduce((sum, each) => sum + each.n, 0);
  for (const [name, weight] of [
    ['none', () => 1],
    ['men of 25 and more drawn half as often', (row) => (row.sex === 'Male' && row.age_band !== '<25' ? 0.5 : 1)],
    [
      'women drawn four times as often when under 25',
      (row) => (row.sex === 'Female' && row.age_band !== '<25' ? 0.25 : 1),
    ],
    [
      'women with a favourable decision drawn half as often',
      (row) => (row.sex === 'Female' && row.y_pred === '1' ? 0.5 : 1),
    ],
  ]) {
    const [before, after] = [draw(() => 1), draw(weight)];
    const strata = (sex) => before[sex].map((each, s) => ({ before: each, after: after[sex][s] }));
    const found = decomposeGapChange({ group: strata('Female'), reference: strata('Male') }, 0.95);
    const shown = ({ estimate, lower, upper }) => `${estimate.toFixed(3)} (${lower.toFixed(3)} to ${upper.toFixed(3)})`;
    const gap = (counts) => (rate(counts.Female) - rate(counts.Male)).toFixed(3);
    console.log(`| ${name} | ${gap(before)}, ${gap(after)} | ${shown(found.mix)} | ${shown(found.behaviour)} |`);
  }
}
