// False alarms and delays of evidence about quantities that lie in a range (F1, amounts cut at a cap, order, exposure of lists), beside the plain rule on the same days. Run by hand
// after `npm run build`; prints Markdown (docs/explanations/watching-any-outcome.md).
//   node bench/value-monitor.mjs [days, default 120] [seed, default 1] [runs of a delay, default 40]
import {
  alarmThresholds,
  aucValues,
  blockValueBets,
  createGenerator,
  endEvidenceAlarm,
  f1Values,
  nullsWithin,
  planEvidenceDetector,
  scaleNull,
  scaleValues,
  startEvidenceDetector,
  sumsOfValues,
  updateEvidenceDetector,
} from '../dist/core/stats/index.js';

const days = Number(process.argv[2] ?? 120);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const runs = Number(process.argv[4] ?? 40);
const SERIES = 50;
const BUDGET = 0.1;
const [threshold] = alarmThresholds(
  Array.from({ length: SERIES }, () => ({ blocksPerDay: 1, severity: 'page' })),
  BUDGET,
);
const plus = (a, b) => ({ n: a.n + b.n, sum: a.sum + b.sum, sumOfSquares: a.sumOfSquares + b.sumOfSquares });
const nobody = { n: 0, sum: 0, sumOfSquares: 0 };
class Series {
  constructor(nulls) {
    this.nulls = nulls;
    this.plan = planEvidenceDetector({ bets: 5 * nulls.length, threshold });
    this.state = startEvidenceDetector(this.plan);
    this.past = nulls[0].coefficients.map(() => nobody);
  }
  take(block) {
    const bets = this.nulls.map((hypothesis) => blockValueBets({ hypothesis, past: this.past, block }));
    const change = updateEvidenceDetector(this.plan, this.state, bets[0] === null ? null : bets.flat());
    this.past = this.past.map((each, g) => plus(each, sumsOfValues(block[g])));
    return change;
  }
}
const times = (n, draw) => Array.from({ length: n }, draw);
const pick = (shares) => {
  let left = generator.nextUniform();
  return shares.findIndex((share, i) => {
    left -= share;
    return left < 0 || i === shares.length - 1;
  });
};
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** F1 of at least 0.7: cells are true positive, false positive, false negative, true negative. */
const FLOOR = 0.7;
const f1Range = { from: -FLOOR, to: 2 - 2 * FLOOR };
const f1Day = ([tp, fp, fn]) => {
  const cells = times(100, () => pick([tp, fp, fn, 1 - tp - fp - fn]));
  const values = f1Values(
    cells.map((cell) => (cell === 0 || cell === 2 ? 1 : 0)),
    cells.map((cell) => (cell < 2 ? 1 : 0)),
    FLOOR,
  );
  return [scaleValues(values, f1Range)];
};
/** Mean amount of a group at least 0.8 of that of the reference, cut at a cap of 10 medians. */
const CAP = 10;
const amountDay = (factor) =>
  [factor, 1].map((scale, g) =>
    scaleValues(
      times(g === 0 ? 40 : 60, () => Math.min(CAP, scale * Math.exp(generator.nextNormal() * 0.8))),
      { from: 0, to: CAP },
    ),
  );
const cutMean = (scale) => {
  let sum = 0;
  const steps = 20_000;
  for (let i = 0; i < steps; i++) sum += Math.min(CAP, scale * Math.exp(0.8 * inverse((i + 0.5) / steps)));
  return sum / steps;
};
/** Normal quantile by bisection of a logistic start: only the bench needs it. */
function inverse(p) {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normal(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
function normal(x) {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    Math.exp((-x * x) / 2) *
    0.3989422804014327 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
let scaleAtBound = 0.8;
for (let i = 0; i < 30; i++) scaleAtBound *= (0.8 * cutMean(1)) / cutMean(scaleAtBound);
/** Grades 0..4 of two groups: a member of one outranks one of the other with a chance within 0.45 and 0.55. */
const superiorityOf = (p, q) =>
  p.reduce((sum, a, i) => sum + q.reduce((s, b, j) => s + a * b * (i > j ? 1 : i === j ? 0.5 : 0), 0), 0);
const even = [0.2, 0.2, 0.2, 0.2, 0.2];
const tilted = (size) => even.map((share, i) => share * (1 + (size * (i - 2)) / 2));
const orderDay = (law) => {
  const levels = [...times(50, () => pick(law)), ...times(50, () => pick(even))];
  return [
    aucValues(
      levels,
      levels.map((_, i) => (i < 50 ? 1 : 0)),
    ),
  ];
};
/** Share of exposure of a group in lists of ten, its members at random places; at least 0.4. */
const weights = times(10, (_, i) => 1 / Math.log2(i + 2));
const whole = weights.reduce((a, b) => a + b);
const listDay = (share) => [
  Float64Array.from(
    { length: 60 },
    () => weights.reduce((sum, w) => sum + (generator.nextUniform() < share ? w : 0), 0) / whole,
  ),
];

const kinds = [
  {
    name: 'F1 at least 0.7, 100 labelled a day',
    nulls: [scaleNull({ coefficients: [-1], bound: 0 }, f1Range)],
    // 2 * 0.35 / (2 * 0.35 + 0.3) = 0.7
    boundary: () => f1Day([0.35, 0.15, 0.15]),
    shift: () => f1Day([0.3, 0.2, 0.2]),
    shifted: 'F1 0.6',
    isBeyond: ([values]) => mean(values) < (0 - f1Range.from) / (f1Range.to - f1Range.from),
  },
  {
    name: 'mean amount, cut at 10 medians, at least 0.8 of the reference, 40 and 60 a day',
    nulls: nullsWithin({ compare: 'ratio', min: 0.8, oneSided: true }),
    boundary: () => amountDay(scaleAtBound),
    shift: () => amountDay(0.5),
    shifted: 'half the amounts',
    isBeyond: ([a, b]) => mean(a) < 0.8 * mean(b),
  },
  {
    name: 'order of five grades: superiority within 0.45 and 0.55, 50 and 50 a day',
    nulls: nullsWithin({ compare: 'value', min: 0.45, max: 0.55 }),
    boundary: () => orderDay(tilted(0.25)),
    shift: () => orderDay(tilted(0.75)),
    shifted: `superiority ${superiorityOf(tilted(0.75), even).toFixed(2)}`,
    isBeyond: ([values]) => Math.abs(mean(values) - 0.5) > 0.05,
  },
  {
    name: 'share of exposure of a group at least 0.4, 60 lists a day',
    nulls: nullsWithin({ compare: 'value', min: 0.4 }),
    boundary: () => listDay(0.4),
    shift: () => listDay(0.33),
    shifted: 'share 0.33',
    isBeyond: ([values]) => mean(values) < 0.4,
  },
];
const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
console.log(
  `${SERIES} series each, ${days} days exactly at the bound, budget ${BUDGET} false alarms a day; superiority at the bound: ${superiorityOf(tilted(0.25), even).toFixed(3)}\n`,
);
console.log(
  `| claim | false alarms in ${days} days | plain rule: days beyond the bound | shift | days to the alarm, median (90 %) |\n| --- | ---: | ---: | --- | ---: |`,
);
for (const { name, nulls, boundary, shift, shifted, isBeyond } of kinds) {
  let alarms = 0;
  let beyond = 0;
  const all = times(SERIES, () => new Series(nulls));
  for (let day = 0; day < days; day++) {
    for (const series of all) {
      const block = boundary();
      if (isBeyond(block)) beyond += 1;
      if (series.take(block) !== 'alarm') continue;
      alarms += 1;
      endEvidenceAlarm(series.state);
    }
  }
  const found = times(runs, () => {
    const series = new Series(nulls);
    for (let t = 0; t < 14; t++) series.take(boundary());
    endEvidenceAlarm(series.state);
    for (let t = 1; t < 400; t++) if (series.take(shift()) === 'alarm') return t;
    return 400;
  }).sort((a, b) => a - b);
  const share = `${((100 * beyond) / (SERIES * days)).toFixed(0)} %`;
  console.log(`| ${name} | ${alarms} | ${share} | ${shifted} | ${quantile(found, 0.5)} (${quantile(found, 0.9)}) |`);
}
