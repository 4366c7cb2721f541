// Rates of groups estimated from scores alone beside those that labels show, on real people and with shifts planted by the chance with which they are drawn. Run by hand after
// `npm run build`; prints Markdown (docs/explanations/without-labels.md).
//   node bench/unlabelled-estimates.mjs [people drawn, default 20000] [seed, default 1]
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createGenerator, estimatedPerformance, unlabelledGroup } from '../dist/core/stats/index.js';

const people = Number(process.argv[2] ?? 20_000);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const file = new URL('../../shared/data/predictions-adult-gbdt.csv.gz', import.meta.url);
if (!existsSync(file)) {
  console.log('../shared/data is not there: nothing to measure.');
  process.exit(0);
}
const [head, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
const names = head.split(',');
const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
const draw = (weight) =>
  Array.from({ length: people }, () => {
    for (;;) {
      const row = rows[generator.nextInteger(rows.length)];
      if (generator.nextUniform() < weight(row)) return row;
    }
  });
const share = (list, is) => (list.length === 0 ? null : list.filter(is).length / list.length);
const shown = ({ estimate, lower, upper }) => `${estimate.toFixed(3)} (${lower.toFixed(3)} to ${upper.toFixed(3)})`;

console.log(
  `${people} people of Adult drawn, a boosted model, cutoff 0.5, calibration error 0.03, intervals of 95 %\n`,
);
console.log(
  '| shift | group | TPR from scores | from labels | PPV from scores | from labels |\n| --- | --- | --- | ---: | --- | ---: |',
);
for (const [name, weight] of [
  ['none', () => 1],
  ['scores of at least 0.5 three times as often', (row) => (Number(row.score) >= 0.5 ? 1 : 1 / 3)],
  ['women with label 1 half as often', (row) => (row.sex === 'Female' && row.y_true === '1' ? 0.5 : 1)],
]) {
  const drawn = draw(weight);
  for (const sex of ['Female', 'Male']) {
    const group = drawn.filter((row) => row.sex === sex);
    const sums = unlabelledGroup(
      group.map((row) => Number(row.score)),
      group.map((row) => Number(row.y_pred)),
    );
    const found = estimatedPerformance(sums, { calibrationError: 0.03, level: 0.95 });
    const positives = share(
      group.filter((row) => row.y_true === '1'),
      (row) => row.y_pred === '1',
    );
    const hits = share(
      group.filter((row) => row.y_pred === '1'),
      (row) => row.y_true === '1',
    );
    console.log(
      `| ${name} | ${sex} | ${shown(found.truePositiveRate)} | ${positives.toFixed(3)} | ${shown(found.positivePredictiveValue)} | ${hits.toFixed(3)} |`,
    );
  }
}
