// How often "the gap exceeds 0.15 for 7 days" is answered, rightly and falsely, by the durations of tribune/stats and by the plain rule. Run by hand after
// `npm run build`; prints Markdown (docs/explanations/durations.md).
//   node bench/durations.mjs [series, default 400] [days, default 60] [seed, default 1]
import {
  blockTruth,
  createGenerator,
  durationTruth,
  pointTruth,
  pooledTruth,
  sampleBinomial,
} from '../dist/core/stats/index.js';

const series = Number(process.argv[2] ?? 400);
const days = Number(process.argv[3] ?? 60);
const generator = createGenerator(Number(process.argv[4] ?? 1));
const BOUND = 0.15;
const WINDOW = 7;
const LEVEL = 0.05;
const hypothesis = { coefficients: [1, -1], bound: BOUND };
const none = () => [0, 1].map(() => ({ successes: 0, n: 0 }));
const add = (a, b) => a.map((each, g) => ({ successes: each.successes + b[g].successes, n: each.n + b[g].n }));

const RULES = {
  'point, every of 7': { truth: 'point', rule: { mode: 'every', blocks: WINDOW } },
  'evidence, every of 7': { truth: 'evidence', rule: { mode: 'every', blocks: WINDOW } },
  'evidence, 5 of 7': { truth: 'evidence', rule: { mode: 'm-of-n', blocks: WINDOW, atLeast: 5 } },
  'evidence, pooled': null,
};

/** Shares of days with each answer, and the median day of the first "holds". A share of the days has nobody. */
function run(gap, people, missing) {
  const counts = Object.fromEntries(
    Object.keys(RULES).map((name) => [name, { holds: 0, 'does-not-hold': 0, 'not-known': 0, first: [] }]),
  );
  for (let s = 0; s < series; s++) {
    let past = add(
      none(),
      [300, 300].map(() => ({ successes: sampleBinomial(300, 0.3, generator), n: 300 })),
    );
    const truths = { point: [], evidence: [] };
    const window = [];
    const first = {};
    for (let day = 1; day <= days; day++) {
      const block =
        generator.nextUniform() < missing
          ? null
          : [0.3 + gap, 0.3].map((rate) => ({ successes: sampleBinomial(people, rate, generator), n: people }));
      const estimate =
        block === null ? null : { estimate: (block[0].successes - block[1].successes) / people, n: people };
      truths.point.push(pointTruth(estimate, { bound: BOUND, leastPeople: 30 }));
      truths.evidence.push(blockTruth({ hypothesis, past, block, level: LEVEL }));
      window.push({ block, past });
      if (window.length > WINDOW) window.shift();
      if (block !== null) past = add(past, block);
      if (day < WINDOW) continue;
      for (const [name, kind] of Object.entries(RULES)) {
        const answer =
          kind === null
            ? pooledTruth({
                hypothesis,
                past: window[0].past,
                blocks: window.map((each) => each.block),
                leastBlocks: 5,
                level: LEVEL,
              })
            : durationTruth(truths[kind.truth], kind.rule);
        counts[name][answer] += 1;
        if (answer === 'holds') first[name] ??= day;
      }
    }
    for (const name of Object.keys(RULES)) counts[name].first.push(first[name] ?? Number.POSITIVE_INFINITY);
  }
  return counts;
}

console.log(`${series} series of ${days} days, bound ${BOUND}, level ${LEVEL}, rates of 0.3 and 0.3 + gap\n`);
console.log(
  '| true gap, people a day and group | rule | holds | does not hold | not known | first "holds", median day |',
);
console.log('| --- | --- | ---: | ---: | ---: | ---: |');
const percent = (count) => `${((100 * count) / (series * (days - WINDOW + 1))).toFixed(1)} %`;
for (const [gap, people, missing] of [
  [0, 100, 0],
  [0.15, 100, 0],
  [0.15, 1000, 0],
  [0.25, 100, 0],
  [0.25, 1000, 0],
  [0.25, 1000, 0.15],
]) {
  const found = run(gap, people, missing);
  for (const [name, count] of Object.entries(found)) {
    const middle = count.first.sort((a, b) => a - b)[Math.floor(series / 2)];
    const cells = [count.holds, count['does-not-hold'], count['not-known']].map(percent);
    const where = `${gap}, ${people}${missing > 0 ? `, ${100 * missing} % of days missing` : ''}`;
    console.log(`| ${where} | ${name} | ${cells.join(' | ')} | ${Number.isFinite(middle) ? middle : 'none'} |`);
  }
}
