// False alarms and delays of the evidence of miscalibration of tribune/stats, beside plain rules on the same people, and a shift planted in real scores. Run by hand
// after `npm run build`; prints Markdown (docs/explanations/watching-scores.md).
//   node bench/calibration-monitor.mjs [days, default 120] [seed, default 1] [runs of a delay, default 100]
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  alarmThresholds,
  blockCalibrationBets,
  calibrationByBand,
  chiSquareSurvival,
  createGenerator,
  endEvidenceAlarm,
  planEvidenceDetector,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../dist/core/stats/index.js';

const days = Number(process.argv[2] ?? 120);
const generator = createGenerator(Number(process.argv[3] ?? 1));
const runs = Number(process.argv[4] ?? 100);
const EDGES = [0, 0.1, 0.25, 0.5, 0.75, 1];
const GROUPS = 30;
const BUDGET = 0.1;
const PEOPLE = 100;
const SERIES = GROUPS * (EDGES.length - 1);
const [threshold] = alarmThresholds(
  Array.from({ length: SERIES }, () => ({ blocksPerDay: 1, severity: 'page' })),
  BUDGET,
);
const plus = (a, b) => ({ n: a.n + b.n, residuals: a.residuals + b.residuals, squares: a.squares + b.squares });
const nobody = { n: 0, residuals: 0, squares: 0 };

class Series {
  constructor(b, tolerance) {
    this.band = { from: EDGES[b], to: EDGES[b + 1] };
    this.tolerance = tolerance;
    const bets = blockCalibrationBets({ band: this.band, tolerance, past: this.one(), block: this.one() }).length;
    this.plan = planEvidenceDetector({ bets, threshold });
    this.state = startEvidenceDetector(this.plan);
    this.past = nobody;
  }
  one() {
    return { n: 1, residuals: -this.band.to, squares: this.band.to ** 2 };
  }
  take(block) {
    const { band, tolerance, past } = this;
    const change = updateEvidenceDetector(
      this.plan,
      this.state,
      blockCalibrationBets({ band, tolerance, past, block }),
    );
    this.past = plus(past, block);
    return change;
  }
}
const clip = (rate) => Math.min(1, Math.max(0, rate));
/** A day of one group: scores skewed to the low end, labels by `rateOf` the score. */
function day(rateOf, people = PEOPLE) {
  const scores = Array.from({ length: people }, () => generator.nextUniform() ** 1.5);
  const labels = scores.map((score) => (generator.nextUniform() < clip(rateOf(score)) ? 1 : 0));
  return { scores, labels, bands: calibrationByBand(scores, labels, EDGES) };
}

console.log(
  `## False alarms: ${GROUPS} groups of ${PEOPLE} a day, ${EDGES.length - 1} bands, ${days} days, budget ${BUDGET} a day\n`,
);
console.log('| fleet | alarms | a day |\n| --- | ---: | ---: |');
for (const [name, tolerance, rateOf] of [
  ['tolerance 0.05, labels exactly 0.05 above their scores', 0.05, (s) => s + 0.05],
  ['tolerance 0.05, labels exactly 0.05 below their scores', 0.05, (s) => s - 0.05],
  ['tolerance 0, calibrated', 0, (s) => s],
]) {
  const all = Array.from({ length: GROUPS }, () => EDGES.slice(1).map((_, b) => new Series(b, tolerance)));
  let alarms = 0;
  for (let t = 0; t < days; t++) {
    for (const group of all) {
      const { bands } = day(rateOf);
      group.forEach((series, b) => {
        if (series.take(bands[b]) !== 'alarm') return;
        alarms += 1;
        endEvidenceAlarm(series.state);
      });
    }
  }
  console.log(`| ${name} | ${alarms} | ${(alarms / days).toFixed(3)} |`);
}

console.log('\n## The same people by plain rules, calibrated\n\n| rule | alarms a day |\n| --- | ---: |');
{
  const fired = { mean: 0, hosmer: 0, expected: 0 };
  for (let t = 0; t < days; t++) {
    for (let g = 0; g < GROUPS; g++) {
      const { scores, bands } = day((s) => s);
      let statistic = 0;
      let error = 0;
      bands.forEach(({ n, residuals }, b) => {
        if (n === 0) return;
        if (Math.abs(residuals / n) > 0.05) fired.mean += 1;
        const inside = scores.filter((s) => s >= EDGES[b] && (s < EDGES[b + 1] || b === bands.length - 1));
        const mean = inside.reduce((a, s) => a + s, 0) / n;
        statistic += residuals ** 2 / (n * mean * (1 - mean));
        error += Math.abs(residuals) / scores.length;
      });
      if (chiSquareSurvival(statistic, bands.length) < 0.05) fired.hosmer += 1;
      if (error > 0.05) fired.expected += 1;
    }
  }
  console.log(`| mean of a band off by more than 0.05 (${SERIES} bands) | ${(fired.mean / days).toFixed(0)} |`);
  console.log(
    `| calibration error (mean of bands) above 0.05 (${GROUPS} groups) | ${(fired.expected / days).toFixed(1)} |`,
  );
  console.log(`| test of Hosmer and Lemeshow at 5 % (${GROUPS} groups) | ${(fired.hosmer / days).toFixed(1)} |`);
}

const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
const shown = (found) => {
  found.sort((a, b) => a - b);
  const word = (each) => (each >= 400 ? 'over 400' : each);
  return `${word(quantile(found, 0.5))} (${word(quantile(found, 0.9))})`;
};
console.log(
  `\n## Days until the first band of one group of ${SERIES / GROUPS} bands raises an alarm, median (90 %), tolerance 0.05\n`,
);
console.log('| labels move away from scores by | 30 a day | 100 a day | 1,000 a day |\n| ---: | ---: | ---: | ---: |');
for (const shift of [0.1, 0.15, 0.2, -0.15]) {
  const cells = [30, 100, 1000].map((people) => {
    const found = Array.from({ length: people > 500 ? Math.ceil(runs / 4) : runs }, () => {
      const group = EDGES.slice(1).map((_, b) => new Series(b, 0.05));
      const takes = (bands) => group.some((series, b) => series.take(bands[b]) === 'alarm');
      for (let t = 0; t < 14; t++) takes(day((s) => s, people).bands);
      for (let t = 1; t < 400; t++) if (takes(day((s) => s + shift, people).bands)) return t;
      return 400;
    });
    return shown(found);
  });
  console.log(`| ${shift} | ${cells.join(' | ')} |`);
}

const file = new URL('../../shared/data/predictions-adult-gbdt.csv.gz', import.meta.url);
if (existsSync(file)) {
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const columns = head.split(',');
  const cell = (row, name) => row[columns.indexOf(name)];
  const women = lines.map((line) => line.split(',')).filter((row) => cell(row, 'sex') === 'Female');
  const rows = women.map((row) => [Number(cell(row, 'score')), Number(cell(row, 'y_true'))]);
  const draw = (weight) => {
    for (;;) {
      const row = rows[generator.nextInteger(rows.length)];
      if (generator.nextUniform() < weight(row)) return row;
    }
  };
  console.log(`\n## ${rows.length} women of Adult, scores of a boosted model, 300 drawn a day, tolerance 0.05\n`);
  console.log('| shift | days to the alarm, median (90 %) | band |\n| --- | ---: | --- |');
  for (const [name, weight] of [
    ['none', () => 1],
    ['women with label 1 drawn half as often', ([, label]) => (label === 1 ? 0.5 : 1)],
    ['women with label 0 drawn half as often', ([, label]) => (label === 0 ? 0.5 : 1)],
  ]) {
    const bands = new Map();
    const found = Array.from({ length: Math.ceil(runs / 4) }, () => {
      const group = EDGES.slice(1).map((_, b) => new Series(b, 0.05));
      const takes = (w) => {
        const drawn = Array.from({ length: 300 }, () => draw(w));
        const sums = calibrationByBand(
          drawn.map(([s]) => s),
          drawn.map(([, y]) => y),
          EDGES,
        );
        return group.findIndex((series, b) => series.take(sums[b]) === 'alarm');
      };
      for (let t = 0; t < 14; t++) takes(() => 1);
      for (let t = 1; t < 400; t++) {
        const at = takes(weight);
        if (at < 0) continue;
        const band = `${EDGES[at]} to ${EDGES[at + 1]}`;
        bands.set(band, (bands.get(band) ?? 0) + 1);
        return t;
      }
      return 400;
    });
    const most = [...bands].sort((a, b) => b[1] - a[1])[0];
    console.log(`| ${name} | ${shown(found)} | ${most === undefined ? '' : most[0]} |`);
  }
}
