// Chance of a wrong verdict on composite measures, exactly at the bound, through judgePolicy. Run by hand after `npm run build`:
//   node bench/verdict-errors-composites.mjs [replicates] [dist folder] [measure,measure]
// The truth is what the product measures in ten thousand million people. Prints Markdown (docs/explanations/verdicts.md).
import { resolve } from 'node:path';
import { SITUATIONS } from './verdict-errors-metrics.mjs';

const [replicatesText = '400', dist = resolve(import.meta.dirname, '../dist'), names = ''] = process.argv.slice(2);
const core = (path) => import(resolve(dist, 'core', path));
const [{ tallyRows }, policies, stats] = await Promise.all([
  core('fairness/tally/tally.js'),
  core('policy/index.js'),
  core('stats/index.js'),
]);

const SEED = 20_261_122;
const REPLICATES = Number(replicatesText);
const HUGE = 1e10;
const LARGE = 2000;
const SIZES = [30, 100, 1000];
/** Measures, and the end that is bounded by the true value. */
const ALL = {
  adverse_impact_ratio: 'min',
  average_odds_difference: 'max',
  standardized_mean_difference: 'max',
  equalized_odds_difference: 'max',
  differential_fairness: 'max',
  calibration_difference: 'max',
  multicalibration_error: 'max',
  theil: 'max',
  error_share: 'max',
};
const MEASURES = names === '' ? Object.keys(ALL) : names.split(',');
const KINDS = [
  ['violation', 'fail', 'report'],
  // Under `report` a pass does not speak of groups that are too small in one of the rates.
  ['compliance', 'pass', 'inconclusive'],
];
/** Nearer to parity than this there is nothing to bound. */
const PARITY = 1e-6;

const cellsOf = ({ scores, cutoff }, { shares, label }) => {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return scores.flatMap((score, i) =>
    [1, 0].map((y) => ({
      label: y,
      prediction: score >= cutoff ? 1 : 0,
      score,
      share: (shares[i] / total) * (y === 1 ? label(score) : 1 - label(score)),
    })),
  );
};
const spec = { policyDigest: '', attributes: ['g'], weightKind: 'count', score: { kind: 'distinct' }, scoreScale: 1 };
const rowsOf = (name, cells, counts) =>
  cells.map(({ label, prediction, score }, i) => ({ values: [name], label, prediction, score, weight: counts[i] }));

const lineOf = (id, measure, bound, evidence, smallGroups = 'report') =>
  `  - { id: ${id}, metric: ${measure}, by: [g], ${bound}, evidence: ${evidence}, smallGroups: ${smallGroups}, severity: warn, basis: { kind: ours, source: q } }`;
const policyOf = (lines) =>
  policies.parsePolicy(
    `tribune: policy/v1\nname: s\nversion: "1"\ndata: { label: y, prediction: p, score: s, weight: w, weightKind: count, favourable: 0, attributes: { g: { reference: a } } }\nrequirements:\n${lines.join('\n')}\n`,
  ).policy;
const judge = (policy, tally) => policies.judgePolicy(policy, tally, { today: '2026-01-01' });

/** The largest true value of each measure over the groups; of a ratio the smallest. */
function truths(groups, sizes) {
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const rows = groups.flatMap((cells, g) =>
    rowsOf(
      'abcdef'[g],
      cells,
      cells.map(({ share }) => Math.round((share * HUGE * sizes[g]) / total)),
    ),
  );
  const lines = MEASURES.map((measure, m) => lineOf(`m${m}`, measure, `${ALL[measure]}: 0.001`, 'point'));
  const results = judge(policyOf(lines), tallyRows(spec, rows));
  return MEASURES.map((measure, m) => {
    const { estimate, parts } = results[m];
    if (measure === 'theil' || measure === 'error_share') return Math.max(...parts.map((part) => part.estimate));
    return Math.abs(estimate);
  });
}

const worst = new Map(MEASURES.map((measure) => [measure, KINDS.map(() => ({ share: 0, at: '' }))]));
let stream = 0;
for (const [title, situation] of Object.entries(SITUATIONS)) {
  const [first, second] = [cellsOf(situation, situation.first), cellsOf(situation, situation.second)];
  const worlds = SIZES.flatMap((n) => [
    { groups: [first, second], sizes: [n, LARGE] },
    { groups: [first, second], sizes: [LARGE, n] },
    { groups: [first, second, first], sizes: [n, n, n] },
  ]);
  for (const { groups, sizes } of worlds) run(title, groups, sizes);
}

function run(title, groups, sizes) {
  const random = stats.createGenerator(SEED, stream++);
  const bounds = truths(groups, sizes);
  const asked = MEASURES.flatMap((measure, m) =>
    bounds[m] < PARITY || (ALL[measure] === 'min' && bounds[m] >= 1)
      ? []
      : KINDS.map(([evidence, wanted, smallGroups], k) => ({
          measure,
          k,
          wanted,
          line: lineOf(`m${m}k${k}`, measure, `${ALL[measure]}: ${bounds[m]}`, evidence, smallGroups),
        })),
  );
  const policy = policyOf(asked.map(({ line }) => line));
  const hits = asked.map(() => 0);
  for (let r = 0; r < REPLICATES; r++) {
    const rows = groups.flatMap((cells, g) =>
      rowsOf(
        'abcdef'[g],
        cells,
        stats.sampleMultinomial(
          sizes[g],
          cells.map(({ share }) => share),
          random,
        ),
      ),
    );
    judge(policy, tallyRows(spec, rows)).forEach(({ verdict }, i) => {
      if (verdict === asked[i].wanted) hits[i] += 1;
    });
  }
  asked.forEach(({ measure, k }, i) => {
    const place = worst.get(measure)[k];
    const share = hits[i] / REPLICATES;
    if (share > place.share) Object.assign(place, { share, at: `${title}, ${sizes.join(' and ')}` });
  });
}

console.log(
  `### Composite measures, ${REPLICATES} draws for each of ${stream} situations (seed ${SEED}; largest share of wrong verdicts, in per cent)\n`,
);
console.log('| measure | false fail | at | false pass | at |');
console.log('| --- | ---: | --- | ---: | --- |');
for (const [measure, kinds] of worst)
  console.log(`| ${measure} | ${kinds.map(({ share, at }) => `${(100 * share).toFixed(1)} | ${at}`).join(' | ')} |`);
