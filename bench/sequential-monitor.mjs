// False alarms and delays of the detectors of tribune/stats on a simulated fleet, beside what plain rules do on the same counts, and the time of
// one update. Run by hand after `npm run build`; prints Markdown (docs/explanations/sequential-monitoring.md).
//   node bench/sequential-monitor.mjs [days, default 365] [seed, default 1] [runs of a delay, default 400]
import { performance } from 'node:perf_hooks';
import {
  alarmThresholds,
  createGenerator,
  differenceSequence,
  endAlarm,
  nullsWithin,
  planDetector,
  rateSequence,
  sampleBinomial,
  smallestDetectableGap,
  startDetector,
  twoProportionTest,
  updateDetector,
} from '../dist/core/stats/index.js';

const days = Number(process.argv[2] ?? 365);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const runs = Number(process.argv[4] ?? 400);
const SERIES = 150;
const BUDGET = 0.1;
const N = Float64Array.of(60, 40);
const counts = new Float64Array(2);
const draw = (n, p) => sampleBinomial(n, p, generator);
const thresholdOf = (series, budget) =>
  alarmThresholds(
    Array.from({ length: series }, () => ({ blocksPerDay: 24, severity: 'page' })),
    budget,
  )[0];
const planOf = (bound, series = SERIES, budget = BUDGET) =>
  planDetector({ hypotheses: nullsWithin(bound), threshold: thresholdOf(series, budget) });

/** A fleet at the boundary of its bound. `next(series, hour)` fills `counts` and `n`. */
function fleet(name, bound, next) {
  const plan = planOf(bound);
  const states = Array.from({ length: SERIES }, () => startDetector(plan));
  const n = Float64Array.from(N);
  let alarms = 0;
  for (let hour = 0; hour < days * 24; hour++) {
    const common = next.begin?.() ?? null;
    states.forEach((state) => {
      next.fill(n, common, state);
      if (updateDetector(plan, state, n, counts) !== 'alarm') return;
      alarms += 1;
      endAlarm(plan, state);
    });
  }
  console.log(`| ${name} | ${alarms} | ${(alarms / days).toFixed(3)} | ${BUDGET} |`);
}
const independent = (first, second) => ({
  fill: (n) => {
    counts[0] = draw(n[0], first);
    counts[1] = draw(n[1], second);
  },
});
const sharedReference = (first, second) => ({
  begin: () => draw(N[1], second),
  fill: (n, common) => {
    counts[0] = draw(n[0], first);
    counts[1] = common;
  },
});
const oneSeriesCopied = (first, second) => ({
  begin: () => [draw(N[0], first), draw(N[1], second)],
  fill: (_n, common) => {
    counts[0] = common[0];
    counts[1] = common[1];
  },
});
const sizesFollowEvidence = (first, second) => ({
  fill: (n, _common, state) => {
    const factor = state[7] > 0 ? 2 : 0.5;
    n[0] = N[0] * factor;
    n[1] = N[1] * factor;
    counts[0] = draw(n[0], first);
    counts[1] = draw(n[1], second);
  },
});
/** Every person decided twice alike: what happens when one decision per person and block is not enforced. */
const twice = (first, second) => ({
  fill: () => {
    counts[0] = 2 * draw(30, first);
    counts[1] = 2 * draw(20, second);
  },
});

console.log(`\n## False alarms: ${SERIES} hourly series, 60 and 40 decisions, ${days} days at the boundary\n`);
console.log('| fleet | alarms | a day | budget |\n| --- | ---: | ---: | ---: |');
fleet('difference at most 0.02, true 0.02', { compare: 'difference', max: 0.02 }, independent(0.42, 0.4));
fleet('difference at most 0, equal', { compare: 'difference', max: 0 }, independent(0.4, 0.4));
fleet('ratio at least 0.8, true 0.8', { compare: 'ratio', min: 0.8 }, independent(0.32, 0.4));
fleet('rates of 2 %: difference at most 0.02, true 0.02', { compare: 'difference', max: 0.02 }, independent(0.02, 0));
fleet('one reference for all series', { compare: 'difference', max: 0.02 }, sharedReference(0.42, 0.4));
fleet('all series the same', { compare: 'difference', max: 0.02 }, oneSeriesCopied(0.42, 0.4));
fleet('sizes follow the evidence', { compare: 'difference', max: 0.02 }, sizesFollowEvidence(0.42, 0.4));
fleet('void: every person twice', { compare: 'difference', max: 0.02 }, twice(0.42, 0.4));

function naive() {
  const daily = Math.min(days, 60);
  const fired = { test: 0, threshold: 0, ratio: 0 };
  for (let day = 0; day < daily; day++) {
    for (let s = 0; s < SERIES; s++) {
      const sums = [0, 0];
      for (let hour = 0; hour < 24; hour++) {
        const [a, b] = [draw(60, 0.4), draw(40, 0.4)];
        sums[0] += a;
        sums[1] += b;
        if (Math.abs(a / 60 - b / 40) > 0.15) fired.threshold += 1;
        if (b / 40 < 0.8 * (a / 60)) fired.ratio += 1;
      }
      const test = twoProportionTest({ successes: sums[0], n: 1440 }, { successes: sums[1], n: 960 });
      if (test.pValue < 0.05) fired.test += 1;
    }
  }
  console.log('\n## The same fleet, equal rates, by plain rules\n\n| rule | alarms a day |\n| --- | ---: |');
  console.log(`| z test at 5 % every day | ${(fired.test / daily).toFixed(2)} |`);
  console.log(`| difference above 0.15, every hour | ${(fired.threshold / daily).toFixed(0)} |`);
  console.log(`| ratio below 0.8, every hour | ${(fired.ratio / daily).toFixed(0)} |`);
  const weeks = 20_000;
  for (const size of [100, 1000, 7000]) {
    let fell = 0;
    for (let w = 0; w < weeks; w++) {
      const [a, b, c, d] = [0, 0, 0, 0].map(() => draw(size, 0.3));
      if (a / b < 0.95 * (c / d)) fell += 1;
    }
    const share = ((100 * fell) / weeks).toFixed(1);
    console.log(`| ratio down 5 % week over week, ${size} a group and week | fires in ${share} % of weeks |`);
  }
}
naive();

const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
function delay(name, plan, first, second, before) {
  const found = Array.from({ length: runs }, () => {
    const state = startDetector(plan);
    for (let t = 0; t < 48; t++) {
      counts[0] = draw(60, before[0]);
      counts[1] = draw(40, before[1]);
      updateDetector(plan, state, N, counts);
    }
    endAlarm(plan, state);
    for (let t = 1; t < 2000; t++) {
      counts[0] = draw(60, first);
      counts[1] = draw(40, second);
      if (updateDetector(plan, state, N, counts) === 'alarm') return t;
    }
    return 2000;
  }).sort((a, b) => a - b);
  console.log(`| ${name} | ${quantile(found, 0.5)} | ${quantile(found, 0.9)} |`);
}
console.log('\n## Delay in hours, 100 decisions an hour\n\n| series | median | 90 % |\n| --- | ---: | ---: |');
const even = [0.4, 0.4];
for (const gap of [0.03, 0.05, 0.1, 0.2]) {
  delay(`bound 0, gap ${gap}, 150 series`, planOf({ compare: 'difference', max: 0 }), 0.4 - gap, 0.4, even);
}
for (const gap of [0.05, 0.1, 0.2]) {
  delay(`bound 0.02, gap ${gap}, 150 series`, planOf({ compare: 'difference', max: 0.02 }), 0.4 - gap, 0.4, even);
}
for (const [series, budget] of [
  [5000, 0.1],
  [100_000, 1],
]) {
  const plan = planOf({ compare: 'difference', max: 0.02 }, series, budget);
  delay(`bound 0.02, gap 0.1, ${series} series, ${budget} a day`, plan, 0.3, 0.4, even);
}
for (const ratio of [0.7, 0.6, 0.5]) {
  delay(`ratio at least 0.8, true ${ratio}`, planOf({ compare: 'ratio', min: 0.8 }), 0.4, 0.4 * ratio, even);
}

console.log('\n## Smallest gap found within 30 days, chance 0.8, rates near 0.4, bound 0.02, 150 series\n');
console.log('| decisions an hour (60 to 40) | gap |\n| ---: | ---: |');
for (const size of [5, 20, 100, 1000]) {
  const plan = planOf({ compare: 'difference', max: 0.02 });
  const [gap] = smallestDetectableGap({ plan, rates: even, n: [0.6 * size, 0.4 * size], blocks: 720 });
  console.log(`| ${size} | ${gap === null ? 'none' : gap.toFixed(3)} |`);
}

console.log('\n## Confidence sequences at 95 %, looked at after each of 500 blocks of 20 and 20\n');
console.log('| rates | rate left | difference left | 1.96 standard errors left |\n| --- | ---: | ---: | ---: |');
for (const [p, q] of [
  [0.5, 0.5],
  [0.3, 0.2],
  [0.05, 0.03],
  [0.01, 0.01],
]) {
  const left = [0, 0, 0];
  for (let run = 0; run < 1000; run++) {
    const sums = [0, 0];
    const out = [false, false, false];
    for (let t = 1; t <= 500; t++) {
      sums[0] += draw(20, p);
      sums[1] += draw(20, q);
      const [a, b] = sums.map((successes) => ({ successes, n: 20 * t }));
      const rate = rateSequence(a, 0.95);
      const gap = differenceSequence(a, b, { level: 0.95 });
      const error = Math.sqrt((p * (1 - p) + q * (1 - q)) / (20 * t));
      out[0] ||= p < rate.lower || p > rate.upper;
      out[1] ||= p - q < gap.lower || p - q > gap.upper;
      out[2] ||= Math.abs((sums[0] - sums[1]) / (20 * t) - (p - q)) > 1.96 * error;
    }
    out.forEach((each, i) => {
      left[i] += each ? 1 : 0;
    });
  }
  console.log(`| ${p}, ${q} | ${left.map((each) => `${(each / 10).toFixed(1)} %`).join(' | ')} |`);
}

const plan = planOf({ compare: 'difference', max: 0.02 });
const state = startDetector(plan);
const blocks = Array.from({ length: 1024 }, () => Float64Array.of(draw(60, 0.41), draw(40, 0.4)));
const UPDATES = 1_000_000;
for (let i = 0; i < UPDATES / 10; i++) updateDetector(plan, state, N, blocks[i & 1023]);
const began = performance.now();
for (let i = 0; i < UPDATES; i++) updateDetector(plan, state, N, blocks[i & 1023]);
const perUpdate = ((performance.now() - began) * 1000) / UPDATES;
console.log(
  `\nUpdate of a series of two groups, two sides and five bets: ${perUpdate.toFixed(2)} us; state ${state.byteLength} bytes.`,
);
