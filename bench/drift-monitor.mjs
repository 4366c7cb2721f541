// False alarms and delays of the evidence of drift of tribune/stats, beside what plain rules do on the same counts; a shift planted in real scores; the
// null points of the stability index. Run by hand after `npm run build`; prints Markdown (docs/explanations/drift.md).
//   node bench/drift-monitor.mjs [days, default 120] [seed, default 1] [runs of a delay, default 200]
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  alarmThresholds,
  blockDriftBets,
  createGenerator,
  driftDistances,
  endEvidenceAlarm,
  planDrift,
  planEvidenceDetector,
  sampleMultinomial,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../dist/core/stats/index.js';

const days = Number(process.argv[2] ?? 120);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const runs = Number(process.argv[4] ?? 200);
const SERIES = 150;
const BUDGET = 0.1;
const PEOPLE = 100;
const MEMORY = 1000;
const BINS = 10;
const KINDS = ['total-variation', 'kolmogorov-smirnov', 'wasserstein'];
const NAMES = { 'total-variation': 'TV', 'kolmogorov-smirnov': 'KS', wasserstein: 'W1' };
const positions = Array.from({ length: BINS }, (_, b) => (b + 0.5) / BINS);
const even = positions.map(() => 1 / BINS);
const [threshold] = alarmThresholds(
  Array.from({ length: SERIES }, () => ({ blocksPerDay: 24, severity: 'page' })),
  BUDGET,
);
const detector = planEvidenceDetector({ bets: 5, threshold });

/** A linear tilt of ten even bins, whose stability index, distances and so on follow from its size. */
const tilted = (size) => even.map((share, b) => share * (1 + size * (2 * positions[b] - 1)));
const distancesOf = (law, reference = even) =>
  driftDistances({ reference, current: law, positions, referenceIsExact: true });
const distanceOf = (kind, law) => {
  const { totalVariation, kolmogorovSmirnov, wasserstein } = distancesOf(law);
  return { 'total-variation': totalVariation, 'kolmogorov-smirnov': kolmogorovSmirnov, wasserstein }[kind];
};

class Series {
  constructor(plan) {
    this.plan = plan;
    this.past = new Float64Array(plan.shares.length);
    this.state = startEvidenceDetector(detector);
  }
  take(block) {
    const change = updateEvidenceDetector(
      detector,
      this.state,
      blockDriftBets({ plan: this.plan, past: this.past, block }),
    );
    let sum = 0;
    for (let b = 0; b < block.length; b++) {
      this.past[b] += block[b];
      sum += this.past[b];
    }
    if (sum > MEMORY) for (let b = 0; b < block.length; b++) this.past[b] *= MEMORY / sum;
    return change;
  }
}

const draw = (law, n = PEOPLE) => sampleMultinomial(n, law, generator);
console.log(
  `## False alarms: ${SERIES} hourly series of ${PEOPLE} people, ten bins, ${days} days at the boundary, budget ${BUDGET} a day\n`,
);
console.log('| fleet | alarms | a day |\n| --- | ---: | ---: |');
/** @param next counts of a series in an hour, after `begin` of the hour */
function fleet(name, plans, next, begin = () => null) {
  const all = Array.from({ length: SERIES }, (_, s) => new Series(plans(s)));
  let alarms = 0;
  for (let hour = 0; hour < days * 24; hour++) {
    const common = begin();
    for (const series of all) {
      if (series.take(next(common)) !== 'alarm') continue;
      alarms += 1;
      endEvidenceAlarm(series.state);
    }
  }
  console.log(`| ${name} | ${alarms} | ${(alarms / days).toFixed(3)} |`);
}
const tilt = tilted(0.2);
for (const kind of KINDS) {
  const exact = planDrift({
    distance: kind,
    reference: even,
    positions,
    tolerance: distanceOf(kind, tilt),
    referenceRisk: null,
  });
  fleet(
    `${NAMES[kind]}: tilted to exactly the tolerance of ${distanceOf(kind, tilt).toFixed(3)}`,
    () => exact,
    () => draw(tilt),
  );
  fleet(
    `${NAMES[kind]}: tolerance 0, nothing changes`,
    () => planDrift({ ...exact, reference: even, tolerance: 0, referenceRisk: null }),
    () => draw(even),
  );
  fleet(
    `${NAMES[kind]}: all series the same people, tilted to exactly the tolerance`,
    () => exact,
    (common) => common,
    () => draw(tilt),
  );
  // Of each of fifty people two alike: what happens when one decision of a person and block is not enforced.
  fleet(
    `void, ${NAMES[kind]}: every person twice in a block, tilted to exactly the tolerance`,
    () => exact,
    () => draw(tilt, PEOPLE / 2).map((count) => 2 * count),
  );
  const sampled = Array.from({ length: SERIES }, () =>
    planDrift({ distance: kind, reference: draw(even, 2000), positions, tolerance: 0, referenceRisk: 0.01 }),
  );
  fleet(
    `${NAMES[kind]}: tolerance 0, each series with a reference sample of 2,000, risk 0.01`,
    (s) => sampled[s],
    () => draw(even),
  );
  const trusted = sampled.map(() =>
    planDrift({ distance: kind, reference: draw(even, 2000), positions, tolerance: 0, referenceRisk: null }),
  );
  fleet(
    `void, ${NAMES[kind]}: the sample of 2,000 taken as exact`,
    (s) => trusted[s],
    () => draw(even),
  );
}

console.log('\n## The same people by plain rules, nothing changes\n\n| rule | alarms a day |\n| --- | ---: |');
{
  const counts = { index1: 0, index2: 0, ks: 0, undefined: 0 };
  const daily = { chi: 0 };
  const some = Math.min(days, 30);
  for (let day = 0; day < some; day++) {
    for (let s = 0; s < SERIES; s++) {
      const whole = new Float64Array(BINS);
      for (let hour = 0; hour < 24; hour++) {
        const block = draw(even);
        block.forEach((count, b) => {
          whole[b] += count;
        });
        const { populationStability, kolmogorovSmirnov } = distancesOf(block);
        if (populationStability.value === null) counts.undefined += 1;
        else if (populationStability.value > 0.1) counts.index1 += 1;
        if (populationStability.value > 0.2) counts.index2 += 1;
        if (kolmogorovSmirnov > 1.358 / Math.sqrt(PEOPLE)) counts.ks += 1;
      }
      const index = distancesOf(whole).populationStability;
      if (index.value > index.null95) daily.chi += 1;
    }
  }
  console.log(`| stability index above 0.1, every hour | ${(counts.index1 / some).toFixed(0)} |`);
  console.log(`| stability index above 0.2, every hour | ${(counts.index2 / some).toFixed(0)} |`);
  console.log(`| stability index undefined, a bin is empty | ${(counts.undefined / some).toFixed(1)} |`);
  console.log(`| test of Kolmogorov and Smirnov at 5 %, every hour | ${(counts.ks / some).toFixed(0)} |`);
  console.log(`| stability index above its null point of 95 %, every day | ${(daily.chi / some).toFixed(1)} |`);
}

const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
function delay(plan, before, after, n = PEOPLE) {
  const found = Array.from({ length: runs }, () => {
    const series = new Series(plan);
    for (let t = 0; t < 48; t++) series.take(draw(before, n));
    endEvidenceAlarm(series.state);
    for (let t = 1; t < 2000; t++) if (series.take(draw(after, n)) === 'alarm') return t;
    return 2000;
  }).sort((a, b) => a - b);
  const word = (hours) => (hours >= 2000 ? 'over 2,000' : hours);
  return `${word(quantile(found, 0.5))} (${word(quantile(found, 0.9))})`;
}
console.log(`\n## Hours to the alarm, median (90 %), ${PEOPLE} people an hour, tolerance of a third of the shift\n`);
console.log('| tilt: index, TV, KS, W1 | TV | KS | W1 |\n| --- | ---: | ---: | ---: |');
for (const size of [0.3, 0.55, 0.9]) {
  const law = tilted(size);
  const { populationStability, totalVariation, kolmogorovSmirnov, wasserstein } = distancesOf(law);
  const cells = KINDS.map((kind) =>
    delay(
      planDrift({
        distance: kind,
        reference: even,
        positions,
        tolerance: distanceOf(kind, law) / 3,
        referenceRisk: null,
      }),
      even,
      law,
    ),
  );
  const values = [populationStability.value, totalVariation, kolmogorovSmirnov, wasserstein].map((x) => x.toFixed(3));
  console.log(`| ${values.join(', ')} | ${cells.join(' | ')} |`);
}

const file = new URL('../../shared/data/predictions-adult-gbdt.csv.gz', import.meta.url);
if (existsSync(file)) {
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const columns = head.split(',');
  const rows = lines.map((line) => line.split(','));
  const scores = rows.map((row) => Number(row[columns.indexOf('score')]));
  const isMan = rows.map((row) => row[columns.indexOf('sex')] === 'Male');
  const sorted = [...scores].sort((a, b) => a - b);
  const edges = Array.from({ length: BINS - 1 }, (_, b) => quantile(sorted, (b + 1) / BINS));
  const bin = (score) => edges.reduce((at, edge) => at + (score >= edge ? 1 : 0), 0);
  const at = Array.from({ length: BINS }, (_, b) => {
    const inside = scores.filter((score) => bin(score) === b);
    return inside.reduce((sum, score) => sum + score, 0) / inside.length;
  });
  const lawOf = (weight) => {
    const law = new Array(BINS).fill(0);
    scores.forEach((score, i) => {
      law[bin(score)] += weight(i);
    });
    return law;
  };
  console.log(
    `\n## Scores of ${rows.length} people of Adult, ten bins of the same size, 100 drawn an hour, reference: another 5,000 drawn, risk 0.01\n`,
  );
  console.log(
    '| shift | index | TV, KS, W1 | TV above 0.05 | KS above 0.05 | W1 above 0.02 |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  );
  const before = lawOf(() => 1);
  const sample = draw(before, 5000);
  for (const [name, weight] of [
    ['none', () => 1],
    ['women drawn twice as often', (i) => (isMan[i] ? 1 : 2)],
    ['women drawn four times as often', (i) => (isMan[i] ? 1 : 4)],
    ['people scored at least 0.5 twice as often', (i) => (scores[i] >= 0.5 ? 2 : 1)],
    ['people scored at least 0.5 three times as often', (i) => (scores[i] >= 0.5 ? 3 : 1)],
  ]) {
    const law = lawOf(weight);
    const found = driftDistances({ reference: before, current: law, positions: at, referenceIsExact: true });
    const cells = KINDS.map((distance) =>
      delay(
        planDrift({ distance, reference: sample, positions: at, tolerance: distance === 'wasserstein' ? 0.02 : 0.05 }),
        before,
        law,
      ),
    );
    const values = [found.totalVariation, found.kolmogorovSmirnov, found.wasserstein].map((x) => x.toFixed(3));
    console.log(
      `| ${name} | ${found.populationStability.value.toFixed(3)} | ${values.join(', ')} | ${cells.join(' | ')} |`,
    );
  }
}

console.log('\n## Samples above the null point of 95 %, nothing changes (should be 5 %), and the index itself\n');
console.log(
  '| bins, people, reference | null point | above | undefined | mean index | above 0.1 |\n| --- | ---: | ---: | ---: | ---: | ---: |',
);
for (const [bins, n, m] of [
  [10, 30, null],
  [10, 100, null],
  [10, 1000, null],
  [10, 100, 1000],
  [10, 1000, 1000],
  [20, 100, null],
  [20, 1000, 5000],
]) {
  const law = new Array(bins).fill(1 / bins);
  const count = { above: 0, undefined: 0, large: 0, sum: 0 };
  const draws = 5000;
  let point = 0;
  for (let i = 0; i < draws; i++) {
    const found = driftDistances({
      reference: m === null ? law : draw(law, m),
      current: draw(law, n),
      referenceIsExact: m === null,
    });
    const { value, null95 } = found.populationStability;
    point = null95;
    if (value === null) count.undefined += 1;
    else {
      count.sum += value;
      if (value > null95) count.above += 1;
      if (value > 0.1) count.large += 1;
    }
  }
  const share = (each) => `${((100 * each) / draws).toFixed(1)} %`;
  const mean = (count.sum / (draws - count.undefined)).toFixed(4);
  console.log(
    `| ${bins}, ${n}, ${m ?? 'exact'} | ${point.toFixed(4)} | ${share(count.above)} | ${share(count.undefined)} | ${mean} | ${share(count.large)} |`,
  );
}

{
  const plan = planDrift({
    distance: 'total-variation',
    reference: even,
    positions,
    tolerance: 0.05,
    referenceRisk: null,
  });
  const series = new Series(plan);
  const blocks = Array.from({ length: 256 }, () => draw(even));
  for (let i = 0; i < 20_000; i++) series.take(blocks[i & 255]);
  const began = process.cpuUsage();
  for (let i = 0; i < 200_000; i++) series.take(blocks[i & 255]);
  const { user, system } = process.cpuUsage(began);
  const each = (user + system) / 200_000;
  console.log(`\nA block of ten bins and five bets: ${each.toFixed(2)} us of a processor; ${8 * (BINS + 7)} bytes.`);
}
