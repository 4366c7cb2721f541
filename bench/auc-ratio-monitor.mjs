// Error rates of the evidence about areas under the curve and about a ratio week over week of tribune/stats, beside plain rules. Run by hand after `npm run build`;
// prints Markdown (docs/explanations/watching-scores.md).
//   node bench/auc-ratio-monitor.mjs [days, default 60] [seed, default 1] [runs of a week, default 1000]
import {
  alarmThresholds,
  aucFromDistribution,
  aucValues,
  blockValueBets,
  blockValueEvidence,
  createGenerator,
  endEvidenceAlarm,
  nullsWithin,
  planEvidenceDetector,
  ratioChangeNull,
  ratioChangeValues,
  startEvidenceDetector,
  sumsOfValues,
  updateEvidenceDetector,
} from '../dist/core/stats/index.js';

const days = Number(process.argv[2] ?? 60);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const runs = Number(process.argv[4] ?? 1000);
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];

// --- AUC of two slices: normal scores, positives shifted so that the area is as wanted.
const SERIES = 50;
const BUDGET = 0.1;
const [threshold] = alarmThresholds(
  Array.from({ length: SERIES }, () => ({ blocksPerDay: 1, severity: 'page' })),
  BUDGET,
);
const SHIFTS = { 0.8: 1.1902, 0.75: 0.9539, 0.7: 0.7416, 0.65: 0.5449 };
function slice(area, positives, negatives) {
  const labels = Array.from({ length: positives + negatives }, (_, i) => (i < positives ? 1 : 0));
  return { labels, scores: labels.map((label) => generator.nextNormal() + label * SHIFTS[area]) };
}
const plus = (a, b) => ({ n: a.n + b.n, sum: a.sum + b.sum, sumOfSquares: a.sumOfSquares + b.sumOfSquares });
const nobody = { n: 0, sum: 0, sumOfSquares: 0 };
class Gap {
  constructor(max) {
    this.nulls = nullsWithin({ compare: 'difference', max });
    this.plan = planEvidenceDetector({ bets: 10, threshold });
    this.state = startEvidenceDetector(this.plan);
    this.past = [nobody, nobody];
  }
  take(slices) {
    const block = slices.map(({ scores, labels }) => aucValues(scores, labels));
    const bets = this.nulls.map((hypothesis) => blockValueBets({ hypothesis, past: this.past, block }));
    const change = updateEvidenceDetector(this.plan, this.state, bets[0] === null ? null : bets.flat());
    this.past = this.past.map((each, g) => plus(each, sumsOfValues(block[g])));
    return change;
  }
}
const countsOf = (slices) =>
  slices.map(({ scores, labels }) => {
    const of = (wanted) => {
      const sorted = Float64Array.from(scores.filter((_, i) => labels[i] === wanted)).sort();
      return { scores: sorted, counts: new Float64Array(sorted.length).fill(1) };
    };
    return [of(1), of(0)];
  });
console.log(
  `## AUC of two slices, 30 and 90 labels 1 and 0 a day in each, ${SERIES} series, ${days} days, budget ${BUDGET} a day\n`,
);
console.log(
  '| areas, bound | false alarms | areas further apart than the bound, day by day | DeLong test of no gap at 5 %, day by day |\n| --- | ---: | ---: | ---: |',
);
for (const [first, second, max] of [
  [0.8, 0.8, 0.05],
  [0.8, 0.75, 0.05],
]) {
  let alarms = 0;
  let naive = 0;
  let tested = 0;
  const all = Array.from({ length: SERIES }, () => new Gap(max));
  for (let day = 0; day < days; day++) {
    for (const series of all) {
      const slices = [slice(first, 30, 90), slice(second, 30, 90)];
      if (series.take(slices) === 'alarm') {
        alarms += 1;
        endEvidenceAlarm(series.state);
      }
      const [a, b] = countsOf(slices).map(([positives, negatives]) => aucFromDistribution(positives, negatives));
      if (Math.abs(a.auc - b.auc) > max) naive += 1;
      if (Math.abs(a.auc - b.auc) > 1.96 * Math.sqrt(a.variance + b.variance)) tested += 1;
    }
  }
  const share = SERIES * days;
  console.log(
    `| ${first} and ${second}, ${max} | ${alarms} | ${percent(naive / share)} | ${percent(tested / share)} |`,
  );
}
console.log('\n| areas, bound 0.05 | days to the alarm, median (90 %) |\n| --- | ---: |');
for (const [first, second] of [
  [0.8, 0.7],
  [0.8, 0.65],
]) {
  const found = Array.from({ length: 40 }, () => {
    const series = new Gap(0.05);
    for (let t = 0; t < 14; t++) series.take([slice(first, 30, 90), slice(first, 30, 90)]);
    for (let t = 1; t < 400; t++) if (series.take([slice(first, 30, 90), slice(second, 30, 90)]) === 'alarm') return t;
    return 400;
  }).sort((a, b) => a - b);
  console.log(`| ${first} and ${second} | ${quantile(found, 0.5)} (${quantile(found, 0.9)}) |`);
}

// --- A ratio week over week.
const outcomes = (n, rate) => Float64Array.from({ length: n }, () => (generator.nextUniform() < rate ? 1 : 0));
console.log(
  `\n## "The ratio fell by more than 5 % week over week", ${runs} weeks, rates of reference and of the group before as stated\n`,
);
console.log(
  '| decisions a group and week, rate | plain rule, nothing changed | mean evidence (standard error), fell by exactly 5 % | evidence of 20, fell by exactly 5 % | fell by 20 % | fell by 40 % | one of each, fell by 20 % |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
const evidenceOf = (n, rate, left, perBatch, past) => {
  const streams = {
    group: outcomes(n, rate * left),
    reference: outcomes(n, rate),
    groupBefore: outcomes(n, rate),
    referenceBefore: outcomes(n, rate),
  };
  const values = ratioChangeValues(streams, { least: 0.95, perBatch });
  return blockValueEvidence({ hypothesis: ratioChangeNull(0.95), past: [past], block: [values] });
};
for (const [n, rate] of [
  [100, 0.3],
  [1000, 0.3],
  [1000, 0.5],
  [7000, 0.3],
  [7000, 0.5],
]) {
  // The weeks before, in which nothing changed, as the past.
  const pastOf = (perBatch) =>
    sumsOfValues(
      ratioChangeValues(
        {
          group: outcomes(n, rate),
          reference: outcomes(n, rate),
          groupBefore: outcomes(n, rate),
          referenceBefore: outcomes(n, rate),
        },
        { least: 0.95, perBatch },
      ),
    );
  let naive = 0;
  for (let w = 0; w < runs; w++) {
    const [b, a, b1, a1] = [0, 0, 0, 0].map(() => outcomes(n, rate).reduce((x, y) => x + y));
    if (b / a < (0.95 * b1) / a1) naive += 1;
  }
  const [pastFew, pastOne] = [pastOf(5), pastOf(1)];
  const at = (left, perBatch = 5, past = pastFew) =>
    Array.from({ length: runs }, () => evidenceOf(n, rate, left, perBatch, past));
  const shown = (logs) => percent(logs.filter((log) => log >= Math.log(20)).length / runs);
  const boundary = at(0.95);
  const values = boundary.map(Math.exp);
  const mean = values.reduce((sum, each) => sum + each, 0) / runs;
  const error = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0)) / runs;
  console.log(
    `| ${n}, ${rate} | ${percent(naive / runs)} | ${mean.toFixed(2)} (${error.toFixed(2)}) | ${shown(boundary)} | ${shown(at(0.8))} | ${shown(at(0.6))} | ${shown(at(0.8, 1, pastOne))} |`,
  );
}
