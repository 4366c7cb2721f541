// How often a requirement about stages errs at its bound, through the judge (docs/explanations/stages.md).
// False fail: `violation` fails although the bound is just kept. False pass: `compliance` passes although the group is no better than the bound.
// node bench/verdict-errors-stages.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 1000);
const dist = resolve(process.argv[3] ?? 'dist');
const { judgeSubjects, stagesSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { parsePolicy } = await import(`${dist}/core/policy/index.js`);
const { stagesTallyOf } = await import(`${dist}/core/fairness/outcomes/index.js`);
const { createGenerator, sampleMultinomial } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const STAGES = ['screen', 'interview', 'offer'];
/** People who enter: of the group, and of the reference. */
const SIZES = [
  [40, 40],
  [100, 1000],
  [400, 60],
  [1000, 1000],
];
/** Chances of the reference to pass each stage. */
const SITUATIONS = { ordinary: [0.8, 0.7, 0.6], 'nearly all pass': [0.98, 0.97, 0.95], 'few pass': [0.3, 0.5, 0.4] };
const RATIO = 0.8;
const METRICS = {
  // The whole is exactly at the bound, in equal steps.
  funnel_rate: (rates) => rates.map((rate) => rate * RATIO ** (1 / STAGES.length)),
  // The second stage is exactly at the bound; the first is harder on the group, so that fewer reach it.
  stage_rate: ([first, second, third]) => [first * 0.9, second * RATIO, third],
};
const trueValue = (metric, rates) => (metric === 'stage_rate' ? rates[1] : rates.reduce((all, rate) => all * rate, 1));

/** Shares of those who end at each place: failed the first stage, failed the second, failed the third, passed it. */
function endsOf(rates) {
  let reached = 1;
  const ends = rates.map((rate) => {
    const failed = reached * (1 - rate);
    reached *= rate;
    return failed;
  });
  return [...ends, reached];
}

function tallyOf(groups) {
  const cells = Object.entries(groups).flatMap(([name, counts]) =>
    counts.map((people, end) => ({
      values: [name],
      route: 'all',
      stage: Math.min(end, STAGES.length - 1),
      passed: end === STAGES.length ? 1 : 0,
      rows: people,
      people,
    })),
  );
  const counted = cells.filter(({ people }) => people > 0);
  const rowsRead = counted.reduce((sum, { rows }) => sum + rows, 0);
  const spec = { policyDigest: '', attributes: ['g'], stages: STAGES };
  return stagesTallyOf(spec, { rowsRead, excluded: [], cells: counted });
}

function policyOf(metric, comparison, evidence) {
  const asked = metric === 'stage_rate' ? 'metric: stage_rate, stage: interview' : 'metric: funnel_rate';
  const stages = STAGES.map((name) => `{ name: ${name}, column: ${name} }`).join(', ');
  const text = `tribune: policy/v1
name: stages
version: "1"
data:
  outcome: { type: stages, stages: [${stages}] }
  attributes: { g: { reference: b } }
  minGroupSize: 10
requirements:
  - { id: r, ${asked}, by: [g], ${comparison}, evidence: ${evidence}, smallGroups: report, severity: block, basis: { kind: ours, source: bench } }
`;
  return parsePolicy(text).policy;
}

/** Share of draws with the wrong verdict, in per cent. */
function errorOf(policy, wrong, [group, reference], [n, m]) {
  const random = createGenerator(SEED);
  let count = 0;
  for (let i = 0; i < draws; i++) {
    const tally = tallyOf({
      a: [...sampleMultinomial(n, group, random)],
      b: [...sampleMultinomial(m, reference, random)],
    });
    const [result] = judgeSubjects(policy, stagesSubjects(policy, tally), { today: '2026-11-29' });
    if (result.verdict === wrong) count += 1;
  }
  return ((100 * count) / draws).toFixed(1);
}

console.log(`${draws} draws each; per cent of false fails (violation) and false passes (compliance)`);
for (const [metric, groupRates] of Object.entries(METRICS)) {
  for (const [situation, rates] of Object.entries(SITUATIONS)) {
    const ours = groupRates(rates);
    const [value, other] = [trueValue(metric, ours), trueValue(metric, rates)];
    const comparisons = {
      ratio: `compare: ratio, min: ${RATIO}, oneSided: true`,
      difference: `compare: difference, max: ${other - value}`,
      value: `compare: value, min: ${value}`,
    };
    for (const [name, comparison] of Object.entries(comparisons)) {
      const shares = [endsOf(ours), endsOf(rates)];
      const row = SIZES.map((sizes) => {
        const fail = errorOf(policyOf(metric, comparison, 'violation'), 'fail', shares, sizes);
        const pass = errorOf(policyOf(metric, comparison, 'compliance'), 'pass', shares, sizes);
        return `${sizes.join(' against ')}: ${fail} ${pass}`;
      });
      console.log(`${metric}, ${situation}, ${name}: ${row.join('; ')}`);
    }
  }
}
