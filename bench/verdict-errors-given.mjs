// Chance of a wrong verdict on a gap within strata, exactly at the bound, through judgePolicy. Run by hand after `npm run build`:
//   node bench/verdict-errors-given.mjs [replicates] [dist folder]
// Prints Markdown (docs/explanations/verdicts.md).
import { resolve } from 'node:path';

const [replicatesText = '1000', dist = resolve(import.meta.dirname, '../dist')] = process.argv.slice(2);
const core = (path) => import(resolve(dist, 'core', path));
const [{ tallyRows }, policies, stats] = await Promise.all([
  core('fairness/tally/tally.js'),
  core('policy/index.js'),
  core('stats/index.js'),
]);

const SEED = 20_261_122;
const REPLICATES = Number(replicatesText);
/** People of the group and of the reference in each stratum, and how many strata there are. */
const DESIGNS = [
  { strata: 3, group: 20, reference: 20 },
  { strata: 3, group: 10, reference: 300 },
  { strata: 10, group: 4, reference: 4 },
  { strata: 10, group: 30, reference: 100 },
  { strata: 40, group: 2, reference: 3 },
  { strata: 40, group: 10, reference: 10 },
];
/** Rates of the reference run from the first to the second over the strata. */
const RATES = [
  [0.1, 0.9],
  [0.05, 0.2],
  [0.5, 0.6],
  [0.85, 0.98],
];
const KINDS = [
  ['violation', 'fail'],
  ['compliance', 'pass'],
];
const BOUNDS = [
  { compare: 'difference', bound: 0.1, word: 'max', rate: (p) => p - 0.1 },
  { compare: 'ratio', bound: 0.8, word: 'min', rate: (p) => 0.8 * p },
];
const spec = { policyDigest: '', attributes: ['g', 's'], weightKind: 'count', score: { kind: 'none' }, scoreScale: 1 };

const policyOf = ({ compare, bound, word }) =>
  policies.parsePolicy(
    `tribune: policy/v1\nname: s\nversion: "1"\ndata: { prediction: p, weight: w, weightKind: count, favourable: 1, attributes: { g: { reference: a } } }\nrequirements:\n${KINDS.map(
      ([evidence], k) =>
        `  - { id: k${k}, metric: favourable_rate, by: [g], compare: ${compare}, ${word}: ${bound}, given: [s], evidence: ${evidence}, smallGroups: report, severity: warn, basis: { kind: ours, source: q } }`,
    ).join('\n')}\n`,
  ).policy;

console.log(
  `### Gaps within strata, ${REPLICATES} draws (seed ${SEED}; largest share of wrong verdicts over ${RATES.length} spreads of rates, in per cent)\n`,
);
console.log(
  '| strata, people of group and reference in each | difference 0.1: false fail | false pass | ratio 0.8: false fail | false pass |',
);
console.log('| --- | ---: | ---: | ---: | ---: |');
let stream = 0;
for (const { strata, group, reference } of DESIGNS) {
  const shares = BOUNDS.flatMap((bound) => {
    const policy = policyOf(bound);
    const worst = KINDS.map(() => 0);
    for (const [from, to] of RATES) {
      const rates = Array.from({ length: strata }, (_, i) => from + ((to - from) * i) / (strata - 1));
      // A difference that leaves 0..1 in some stratum cannot be the same in all of them.
      if (rates.some((rate) => bound.rate(rate) < 0)) continue;
      const random = stats.createGenerator(SEED, stream++);
      const hits = KINDS.map(() => 0);
      for (let r = 0; r < REPLICATES; r++) {
        const rows = rates.flatMap((rate, i) =>
          [
            ['a', reference, rate],
            ['b', group, bound.rate(rate)],
          ].flatMap(([name, n, p]) => {
            const ones = stats.sampleBinomial(n, p, random);
            const row = (prediction, weight) => ({
              values: [name, `s${i}`],
              label: null,
              prediction,
              score: null,
              weight,
            });
            return [row(1, ones), row(0, n - ones)];
          }),
        );
        policies.judgePolicy(policy, tallyRows(spec, rows), { today: '2026-01-01' }).forEach(({ verdict }, k) => {
          if (verdict === KINDS[k][1]) hits[k] += 1;
        });
      }
      hits.forEach((count, k) => {
        worst[k] = Math.max(worst[k], count / REPLICATES);
      });
    }
    return worst;
  });
  console.log(
    `| ${strata}: ${group} and ${reference} | ${shares.map((share) => (100 * share).toFixed(1)).join(' | ')} |`,
  );
}
