// Part `metrics` of bench/verdict-errors.mjs: every metric that a requirement can name, two groups exactly at the bound, through judgePolicy.
import { resolve } from 'node:path';

/** Score, its share of the people, and the chance of label 1 there: nearly calibrated in the first group, off in the second. */
export const SITUATIONS = {
  ordinary: {
    cutoff: 0.5,
    scores: [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95],
    first: { shares: [1, 2, 3, 4, 4, 3, 2, 2, 1, 1], label: (s) => 0.94 * s + 0.0002 },
    second: { shares: [1, 1, 2, 3, 4, 4, 3, 3, 2, 2], label: (s) => 0.8 * s + 0.15 },
  },
  'rare and skewed': {
    cutoff: 0.1,
    scores: [0.0005, 0.002, 0.005, 0.01, 0.03, 0.08, 0.2, 0.5, 0.9],
    first: { shares: [300, 250, 200, 120, 60, 30, 20, 12, 8], label: (s) => 0.94 * s + 0.0002 },
    second: { shares: [250, 230, 200, 130, 80, 50, 30, 20, 10], label: (s) => Math.min(1, 0.6 * s + 0.01) },
  },
  'good scores': {
    cutoff: 0.5,
    scores: [0.02, 0.1, 0.3, 0.7, 0.9, 0.98],
    first: { shares: [10, 4, 1, 1, 4, 10], label: (s) => (s > 0.5 ? 0.97 : 0.03) },
    second: { shares: [8, 4, 3, 3, 4, 8], label: (s) => (s > 0.5 ? 0.9 : 0.1) },
  },
};
const SIZES = [3, 30, 100, 1000];
const LARGE = 2000;
/** Wrong verdicts at the bound are to be at most this share. */
const PROMISE = 0.05;
const RATES = [
  'selection_rate',
  'favourable_rate',
  'opportunity_rate',
  'base_rate',
  'true_positive_rate',
  'false_positive_rate',
  'true_negative_rate',
  'false_negative_rate',
  'positive_predictive_value',
  'negative_predictive_value',
  'accuracy',
];
const ALL_METRICS = [
  ...RATES,
  'balanced_accuracy',
  'f1',
  'mean_score',
  'auc',
  'brier',
  'log_loss',
  'expected_calibration_error',
];
const KINDS = [
  ['difference', 'violation', 'fail'],
  ['difference', 'compliance', 'pass'],
  ['ratio', 'violation', 'fail'],
  ['ratio', 'compliance', 'pass'],
];

/** @param only names of metrics; all where it is empty */
export async function printMetrics({ dist, replicates, seed, only }) {
  const METRICS = only.length > 0 ? only : ALL_METRICS;
  const core = (path) => import(resolve(dist, 'core', path));
  const [{ tallyRows }, { groupTally }, { pointEstimate }, policies, stats] = await Promise.all([
    core('fairness/tally/tally.js'),
    core('fairness/tally/groups.js'),
    core('fairness/metrics/metrics.js'),
    core('policy/index.js'),
    core('stats/index.js'),
  ]);
  const specOf = (weightKind) => ({
    policyDigest: '',
    attributes: ['g'],
    weightKind,
    score: { kind: 'distinct' },
    scoreScale: 1,
  });
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
  const rowsOf = (name, cells, counts) =>
    cells.map(({ label, prediction, score }, i) => ({ values: [name], label, prediction, score, weight: counts[i] }));
  /** One row a person: weights are independent of everything else, and spread over a factor of about ten. */
  const weightedRows = (name, cells, counts, random) =>
    cells.flatMap(({ label, prediction, score }, i) =>
      Array.from({ length: counts[i] }, () => ({
        values: [name],
        label,
        prediction,
        score,
        weight: Math.exp(0.6 * random.nextNormal()),
      })),
    );
  const HUGE = 1e10;
  const truth = (cells, metric) => {
    const rows = rowsOf(
      'a',
      cells,
      cells.map(({ share }) => Math.round(share * HUGE)),
    );
    return pointEstimate(groupTally(tallyRows(specOf('count'), rows), ['g'])[0], metric, 1);
  };
  const policyFor = (first, second, weightKind) => {
    const lines = METRICS.flatMap((metric) => {
      const [a, b] = [truth(first, metric), truth(second, metric)];
      return KINDS.map(([compare, evidence], k) => {
        const bound = compare === 'difference' ? `max: ${Math.abs(a - b)}` : `min: ${Math.min(a, b) / Math.max(a, b)}`;
        return `  - { id: ${metric.replaceAll('_', '-')}-${k}, metric: ${metric}, by: [g], compare: ${compare}, ${bound}, reference: all-pairs, evidence: ${evidence}, smallGroups: report, severity: warn, basis: { kind: ours, source: q } }`;
      });
    });
    return policies.parsePolicy(
      `tribune: policy/v1\nname: s\nversion: "1"\ndata: { label: y, prediction: p, score: s, weight: w, weightKind: ${weightKind}, favourable: 1, attributes: { g: {} } }\nrequirements:\n${lines.join('\n')}\n`,
    ).policy;
  };
  const blank = () => new Map(METRICS.map((metric) => [metric, KINDS.map(() => ({ share: 0, at: '' }))]));
  const [apart, equal] = [blank(), blank()];
  const run = (title, situation, sizes, weightKind, stream) => {
    const [first, second] = [cellsOf(situation, situation.first), cellsOf(situation, situation.second)];
    const policy = policyFor(first, second, weightKind);
    const hits = new Map();
    const random = stats.createGenerator(seed, stream);
    for (let r = 0; r < replicates; r++) {
      const draw = (cells, n) =>
        stats.sampleMultinomial(
          n,
          cells.map(({ share }) => share),
          random,
        );
      const make = weightKind === 'sampling' ? weightedRows : rowsOf;
      const rows = [
        ...make('a', first, draw(first, sizes[0]), random),
        ...make('b', second, draw(second, sizes[1]), random),
      ];
      const results = policies.judgePolicy(policy, tallyRows(specOf(weightKind), rows), { today: '2026-01-01' });
      results.forEach((result, i) => {
        if (result.verdict === KINDS[i % KINDS.length][2]) hits.set(i, (hits.get(i) ?? 0) + 1);
      });
    }
    METRICS.forEach((metric, m) => {
      const same = Math.abs(truth(first, metric) - truth(second, metric)) < 1e-9;
      KINDS.forEach((_, k) => {
        const share = (hits.get(m * KINDS.length + k) ?? 0) / replicates;
        const place = (same ? equal : apart).get(metric)[k];
        if (share > place.share) Object.assign(place, { share, at: title });
      });
    });
  };
  /** Says of a share that it is above the promise by more than two standard errors of the simulation. */
  const marked = (share) =>
    share > PROMISE + 2 * Math.sqrt((PROMISE * (1 - PROMISE)) / replicates) ? '; ABOVE 5 %' : '';
  let stream = 0;
  for (const [name, situation] of Object.entries(SITUATIONS))
    for (const n of SIZES)
      for (const sizes of [
        [n, LARGE],
        [LARGE, n],
      ])
        run(`${name}, ${sizes.join(' against ')}`, situation, sizes, 'count', stream++);
  for (const [name, situation] of Object.entries(SITUATIONS))
    run(`${name}, 100 against 400, weighted`, situation, [100, 400], 'sampling', stream++);
  console.log(
    `### Every metric, two groups at the bound, ${replicates} draws for each of ${stream} situations (seed ${seed}; largest share of wrong verdicts, in per cent)\n`,
  );
  console.log('| metric | difference: false fail | false pass | ratio: false fail | false pass | largest at |');
  console.log('| --- | ---: | ---: | ---: | ---: | --- |');
  for (const [metric, kinds] of apart) {
    const top = kinds.reduce((a, b) => (b.share > a.share ? b : a));
    const shares = kinds.map(({ share }) => (100 * share).toFixed(1));
    console.log(`| ${metric} | ${shares.join(' | ')} | ${top.at}${marked(top.share)} |`);
  }
  console.log(
    '\nThe same where both groups truly have the same value and the bound is `max: 0` or `min: 1` (nothing can pass there; either end of an interval breaks it):\n',
  );
  console.log('| metric | difference: false fail | ratio: false fail | largest at |');
  console.log('| --- | ---: | ---: | --- |');
  for (const [metric, [difference, , ratio]] of equal) {
    const top = ratio.share > difference.share ? ratio : difference;
    if (top.at !== '')
      console.log(
        `| ${metric} | ${(100 * difference.share).toFixed(1)} | ${(100 * ratio.share).toFixed(1)} | ${top.at}${marked(top.share)} |`,
      );
  }
  console.log('');
}
