// How often a bounded fall of a rate of stages since an accepted audit errs at its bound, through the whole audit (docs/explanations/stages.md): one
// group, drawn once for the accepted audit and once where the rate has fallen by exactly the bound.
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the fall is as large as the bound.
// node bench/verdict-errors-stage-changes.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 1000);
const dist = resolve(process.argv[3] ?? 'dist');
const { judgeOutcome } = await import(`${dist}/domain/audits/judge-outcome.js`);
const { parsePolicy } = await import(`${dist}/core/policy/index.js`);
const { stagesTallyOf } = await import(`${dist}/core/fairness/outcomes/index.js`);
const { createGenerator, sampleMultinomial } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const STAGES = ['screen', 'interview', 'offer'];
/** People who enter: then, and now. */
const SIZES = [
  [60, 60],
  [1000, 100],
  [100, 1000],
  [1000, 1000],
];
/** Chances to pass each stage, then. */
const SITUATIONS = { ordinary: [0.8, 0.7, 0.6], 'nearly all pass': [0.98, 0.97, 0.95], 'few pass': [0.3, 0.5, 0.4] };
/** What is left of the rate now. */
const LEFT = 0.85;
const METRICS = {
  funnel_rate: (rates) => rates.map((rate) => rate * LEFT ** (1 / STAGES.length)),
  stage_rate: ([first, second, third]) => [first, second * LEFT, third],
};
const trueValue = (metric, rates) => (metric === 'stage_rate' ? rates[1] : rates.reduce((all, rate) => all * rate, 1));

const KINDS = ['absolute', 'relative'].flatMap((form) =>
  [
    ['violation', 'fail'],
    ['compliance', 'pass'],
  ].map(([evidence, wrong]) => ({ form, evidence, wrong })),
);

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

function tallyOf(counts) {
  const cells = counts.flatMap((people, end) => {
    const [stage, passed] = [Math.min(end, STAGES.length - 1), end === STAGES.length ? 1 : 0];
    return people === 0 ? [] : [{ values: ['a'], route: 'all', stage, passed, rows: people, people }];
  });
  const rowsRead = cells.reduce((sum, { rows }) => sum + rows, 0);
  return stagesTallyOf({ policyDigest: '', attributes: ['g'], stages: STAGES }, { rowsRead, excluded: [], cells });
}

function policyOf(metric, value) {
  const fall = value * (1 - LEFT);
  const change = {
    absolute: { against: 'baseline', maxDrop: fall },
    relative: { against: 'baseline', maxDrop: 1 - LEFT, relative: true },
  };
  const requirements = KINDS.map(({ form, evidence }, k) => ({
    id: `k${k}`,
    metric,
    ...(metric === 'stage_rate' ? { stage: 'interview' } : {}),
    by: ['g'],
    change: change[form],
    evidence,
    smallGroups: 'report',
    severity: 'warn',
    basis: { kind: 'ours', source: 'bench' },
  }));
  return parsePolicy(
    [
      'tribune: policy/v1',
      'name: bench',
      'version: "1"',
      'data:',
      `  outcome: { type: stages, stages: [${STAGES.map((name) => `{ name: ${name}, column: ${name} }`).join(', ')}] }`,
      '  attributes: { g: {} }',
      'requirements:',
      ...requirements.map((one) => `  - ${JSON.stringify(one)}`),
      '',
    ].join('\n'),
  ).policy;
}

const judged = (policy, counts, baseline) =>
  judgeOutcome(
    { tally: tallyOf(counts), sources: [] },
    { policy, policyDigest: '', today: '2026-11-29', replay: '', ...(baseline === null ? {} : { baseline }) },
  );

process.stdout.write(`${draws} draws each, seed ${SEED}; per cent\n\n`);
process.stdout.write(
  '| rate | situation | people then and now | absolute: false fail | false pass | relative: false fail | false pass |\n',
);
process.stdout.write('| --- | --- | --- | ---: | ---: | ---: | ---: |\n');
let stream = 0;
for (const [metric, ratesNow] of Object.entries(METRICS))
  for (const [situation, rates] of Object.entries(SITUATIONS)) {
    const policy = policyOf(metric, trueValue(metric, rates));
    const [then, now] = [endsOf(rates), endsOf(ratesNow(rates))];
    for (const [before, after] of SIZES) {
      const generator = createGenerator(SEED, stream++);
      const wrong = KINDS.map(() => 0);
      for (let i = 0; i < draws; i++) {
        const baseline = judged(policy, [...sampleMultinomial(before, then, generator)], null);
        const { requirements } = judged(policy, [...sampleMultinomial(after, now, generator)], baseline);
        requirements.forEach(({ verdict }, k) => {
          if (verdict === KINDS[k].wrong) wrong[k] += 1;
        });
      }
      const shown = wrong.map((count) => ((100 * count) / draws).toFixed(1));
      process.stdout.write(`| ${metric} | ${situation} | ${before} and ${after} | ${shown.join(' | ')} |\n`);
    }
  }
