// How often a bounded change of amounts since an accepted audit errs at its bound, through the judge (docs/explanations/amounts.md): one group, drawn
// once for the accepted audit and once at exactly the bound.
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the change is as large as the bound.
// node bench/verdict-errors-amount-changes.mjs [draws] [dist] [metric,metric] [amounts,amounts]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';
import { drawnTally, needsLabel, populationsOf, populationValue } from './amount-draws.mjs';

const draws = Number(process.argv[2] ?? 500);
const dist = resolve(process.argv[3] ?? 'dist');
const { amountSubjects, judgeSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { parsePolicy } = await import(`${dist}/core/policy/index.js`);
const { amountGroups, estimateAmount, measureName } = await import(`${dist}/core/fairness/outcomes/amount/index.js`);
const { createGenerator, normalQuantile } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const POPULATIONS = populationsOf(normalQuantile);
const METRICS = process.argv[4]?.split(',') ?? ['mean_amount', 'median_amount', 'root_mean_squared_error'];
const NAMES = process.argv[5]?.split(',') ?? Object.keys(POPULATIONS);
/** People of the group in the accepted audit, and now. */
const SIZES = [
  [2000, 100],
  [100, 2000],
  [1000, 1000],
];
/** The group has so much of what it had. */
const SCALE = 0.8;

const KINDS = ['relative', 'absolute'].flatMap((form) =>
  [
    ['violation', 'fail'],
    ['compliance', 'pass'],
  ].map(([evidence, wrong]) => ({ form, evidence, wrong })),
);

function policyOf(metric, value) {
  const change = {
    relative: { against: 'baseline', maxDrop: 1 - SCALE, relative: true },
    absolute: { against: 'baseline', maxDrop: value * (1 - SCALE) },
  };
  const requirements = KINDS.map(({ form, evidence }, k) => ({
    id: `k${k}`,
    metric,
    by: ['g'],
    change: change[form],
    evidence,
    smallGroups: 'report',
    severity: 'warn',
    basis: { kind: 'ours', source: 'bench' },
  }));
  const text = [
    'tribune: policy/v1',
    'name: bench',
    'version: "1"',
    'data:',
    '  outcome: { type: amount, column: y, unit: USD, favourable: higher }',
    ...(needsLabel(metric) ? ['  label: t'] : []),
    '  attributes: { g: {} }',
    'requirements:',
    ...requirements.map((one) => `  - ${JSON.stringify(one)}`),
    '',
  ].join('\n');
  return parsePolicy(text).policy;
}

/** What an accepted audit carries of the group. */
function accepted(tally, measure) {
  const [group] = amountGroups(tally, ['g']);
  const metrics = { [measureName(measure)]: estimateAmount(group, measure, { level: 0.95, minGroupSize: 30 }) };
  return {
    schemaVersion: '1',
    policy: { name: 'bench', version: '1', outcome: { type: 'amount', unit: 'USD' } },
    groups: [{ attributes: group.key, n: group.n, metrics }],
    requirements: [],
  };
}

process.stdout.write(`${draws} draws each, seed ${SEED}; per cent; "none" is the share without an interval\n\n`);
process.stdout.write(
  '| metric | amounts | people then and now | relative: false fail | false pass | absolute: false fail | false pass | none |\n',
);
process.stdout.write('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n');
let stream = 0;
for (const metric of METRICS)
  for (const name of NAMES) {
    if (metric === 'median_amount' && name === 'round sums') continue;
    const draw = POPULATIONS[name];
    const policy = policyOf(metric, populationValue(draw, metric));
    for (const [then, now] of SIZES) {
      const generator = createGenerator(SEED, stream++);
      const tallyOf = (size, scale) =>
        drawnTally({ draw, sizes: [size], scales: [scale], generator, label: needsLabel(metric) });
      const wrong = KINDS.map(() => 0);
      let none = 0;
      for (let i = 0; i < draws; i++) {
        const baseline = accepted(tallyOf(then, 1), { metric });
        const source = amountSubjects(policy, tallyOf(now, SCALE));
        const results = judgeSubjects(policy, source, { today: '2026-11-29', baseline });
        results.forEach(({ verdict }, k) => {
          if (verdict === KINDS[k].wrong) wrong[k] += 1;
        });
        if (results[0].lower === null) none += 1;
      }
      const shown = [...wrong, none].map((count) => ((100 * count) / draws).toFixed(1));
      process.stdout.write(`| ${metric} | ${name} | ${then} and ${now} | ${shown.join(' | ')} |\n`);
    }
  }
