// Chance of a wrong verdict at the boundary. Run by hand after `npm run build`:
//   node bench/verdict-errors.mjs [exact|tight|families|pooled|fixed|metrics|levels|level-metrics|all] [replicates] [dist folder] [metric,metric]
// Two groups: exact, by enumeration of all tables. More groups: Monte Carlo with a seed. Prints Markdown (docs/explanations/verdicts.md).
import { resolve } from 'node:path';
import { printLevelMetrics, printLevels } from './verdict-errors-levels.mjs';
import { printMetrics } from './verdict-errors-metrics.mjs';

const [part = 'all', replicatesText = '20000', dist = resolve(import.meta.dirname, '../dist'), names = ''] =
  process.argv.slice(2);
const { readPairs, decide } = await import(`${dist}/core/policy/judge/decide.js`);
const { layOut } = await import(`${dist}/core/policy/judge/plan.js`);
const { allowedRegion, simultaneousLevel } = await import(`${dist}/core/policy/judge/region.js`);
const { binomialLogPmf, createGenerator, sampleBinomial } = await import(`${dist}/core/stats/index.js`);

const LEVEL = 0.95;
const SEED = 20_261_122;
const REPLICATES = Number(replicatesText);
/** Tables less likely than this are left out of sums; there are at most 1e5 of them. */
const NEGLIGIBLE = 1e-12;

const BOUNDS = [
  { compare: 'difference', bound: { max: 0.05 } },
  { compare: 'difference', bound: { max: 0.1 } },
  { compare: 'difference', bound: { max: 0.2 } },
  { compare: 'ratio', bound: { min: 0.8 } },
  { compare: 'ratio', bound: { min: 0.5 } },
];
/** So tight that both ends of an interval can break it: up to twice the error of one end. */
const TIGHT_BOUNDS = [
  { compare: 'difference', bound: { max: 0 } },
  { compare: 'difference', bound: { max: 0.01 } },
  { compare: 'ratio', bound: { min: 1 } },
  { compare: 'ratio', bound: { min: 0.95 } },
];
const SIZES = [
  [1, 30],
  [3, 50],
  [10, 50],
  [30, 30],
  [30, 300],
  [100, 100],
];
/** Below so many people a group is too small to judge: the default of `minGroupSize`. */
const MIN_GROUP_SIZE = 30;
/** Rates of the group that is better off, dense near 0 and 1. */
const RATES = [
  0.005,
  0.01,
  0.02,
  0.03,
  0.05,
  0.075,
  ...Array.from({ length: 17 }, (_, i) => Math.round(10 + i * 5) / 100),
  0.925,
  0.95,
  0.97,
  0.98,
  0.99,
  0.995,
  0.999,
  1,
];

const boundText = ({ compare, bound }) =>
  compare === 'difference' ? `difference, max ${bound.max}` : `ratio, min ${bound.min}`;
/** The rate of the worse-off group exactly at the boundary; null where there is none. */
const atBoundary = ({ compare, bound }, rate) => {
  const lower = compare === 'difference' ? rate - bound.max : rate * bound.min;
  return lower >= -1e-12 ? Math.max(0, lower) : null;
};
// Under `report` a pass does not speak for small groups; what it says of the others is measured by keeping it from passing. A failure is the same under both.
const requirementOf = (
  spec,
  reference,
  evidence,
  smallGroups = evidence === 'compliance' ? 'inconclusive' : 'report',
) => ({
  ...spec,
  reference,
  evidence,
  oneSided: false,
  smallGroups,
  id: 'r',
  by: ['g'],
});

function pmf(n, p) {
  const result = new Float64Array(n + 1);
  if (p <= 0) result[0] = 1;
  else if (p >= 1) result[n] = 1;
  else for (let x = 0; x <= n; x++) result[x] = Math.exp(binomialLogPmf(x, n, p));
  return result;
}

/** For two groups, all references agree. Errors at the boundary, a of size n1 worse off, b of size n2 at `rate`, from the verdict of every table. */
function exactErrors(spec, n1, n2) {
  const known = new Map();
  const verdictsAt = (x1, x2) => {
    const key = x1 * (n2 + 1) + x2;
    if (!known.has(key)) {
      const subjects = [subject(0, x1, n1), subject(1, x2, n2)];
      known.set(
        key,
        ['violation', 'compliance'].map((evidence) => verdictOf(requirementOf(spec, 'all-pairs', evidence), subjects)),
      );
    }
    return known.get(key);
  };
  const all = { fail: 0, failAt: 0, pass: 0, passAt: 0 };
  for (const rate of RATES) {
    const worse = atBoundary(spec, rate);
    if (worse === null) continue;
    const p1 = pmf(n1, worse);
    const p2 = pmf(n2, rate);
    let fail = 0;
    let pass = 0;
    for (let x1 = 0; x1 <= n1; x1++)
      for (let x2 = 0; x2 <= n2; x2++) {
        const likelihood = p1[x1] * p2[x2];
        if (likelihood < NEGLIGIBLE) continue;
        const [violation, compliance] = verdictsAt(x1, x2);
        if (violation === 'fail') fail += likelihood;
        if (compliance === 'pass') pass += likelihood;
      }
    if (fail > all.fail) Object.assign(all, { fail, failAt: rate });
    if (pass > all.pass) Object.assign(all, { pass, passAt: rate });
  }
  return all;
}

const percent = (share) => `${(100 * share).toFixed(2)}`;

function printExact(title, bounds) {
  console.log(`### ${title}, exact (largest chance over ${RATES.length} rates, in per cent)\n`);
  console.log(
    '| bound | n worse off | n better off | false fail, violation | at rate | false pass, compliance | at rate |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  const worst = { fail: 0, pass: 0 };
  for (const spec of bounds)
    for (const [a, b] of SIZES)
      for (const [n1, n2] of a === b
        ? [[a, b]]
        : [
            [a, b],
            [b, a],
          ]) {
        const all = exactErrors(spec, n1, n2);
        worst.fail = Math.max(worst.fail, all.fail);
        worst.pass = Math.max(worst.pass, all.pass);
        console.log(
          `| ${[boundText(spec), n1, n2, percent(all.fail), all.failAt, percent(all.pass), all.passAt].join(' | ')} |`,
        );
      }
  console.log(`\nLargest: false fail ${percent(worst.fail)} %, false pass ${percent(worst.pass)} %.\n`);
}

const subject = (index, successes, n) => ({
  key: { g: `g${index}` },
  people: n,
  n,
  sufficient: n >= MIN_GROUP_SIZE,
  value: successes / n,
  evidence: { kind: 'rate', rate: { successes, n } },
  members: [],
});

/** As the product pools them: all people of the small groups as one group. */
function poolOf(small) {
  if (small.length < 2) return null;
  const sum = (read) => small.reduce((total, { evidence }) => total + read(evidence.rate), 0);
  const members = small.map(({ key }) => key);
  return {
    ...subject(
      'pool',
      sum((rate) => rate.successes),
      sum((rate) => rate.n),
    ),
    members,
  };
}

/** The verdict of the real code for one draw; verdicts repeat, so they are remembered by their counts. */
function verdictOf(requirement, subjects) {
  const declared = typeof requirement.reference === 'object' ? subjects[0] : null;
  const insufficient = subjects.filter((s) => !s.sufficient);
  const pool = requirement.smallGroups === 'pool' ? poolOf(insufficient.filter((s) => s !== declared)) : null;
  const all = pool === null ? subjects : [...subjects, pool];
  const field = { large: all.filter((s) => s.sufficient), small: all.filter((s) => !s.sufficient) };
  const { pairs, comparisons } = layOut(requirement, field, declared);
  const plan = { subjects, pairs, comparisons, insufficient, pool };
  const region = allowedRegion(requirement);
  const levels = { plain: LEVEL, simultaneous: simultaneousLevel(LEVEL, comparisons, region) };
  return decide(requirement, plan, readPairs(plan, requirement.compare, region, levels), region).verdict;
}

function share(requirement, sizes, rates, wanted, stream) {
  const random = createGenerator(SEED, stream);
  const known = new Map();
  let hits = 0;
  for (let r = 0; r < REPLICATES; r++) {
    const counts = sizes.map((n, i) => sampleBinomial(n, rates[i], random));
    const key = counts.join();
    if (!known.has(key))
      known.set(
        key,
        verdictOf(
          requirement,
          counts.map((x, i) => subject(i, x, sizes[i])),
        ) === wanted,
      );
    if (known.get(key)) hits += 1;
  }
  return hits / REPLICATES;
}

const FAMILIES = [
  { name: '3 of 50', sizes: [50, 50, 50] },
  { name: '4: 10, 50, 50, 1000', sizes: [1000, 10, 50, 50] },
  { name: '11: 1 x 10 beside 2,000', sizes: [2000, ...Array.from({ length: 10 }, () => 1)] },
  { name: '11: 5 x 10 beside 2,000', sizes: [2000, ...Array.from({ length: 10 }, () => 5)] },
  { name: '6 of 50', sizes: [50, 50, 50, 50, 50, 50] },
  { name: '6 of 200', sizes: [200, 200, 200, 200, 200, 200] },
  { name: '6: 30 x 5 against 100,000', sizes: [100_000, 30, 30, 30, 30, 30] },
  { name: '6: 30 to 10,000', sizes: [10_000, 30, 100, 300, 1000, 3000] },
];
/** Under `pool`: the small groups together are too small still, large enough, and of all sizes. */
const POOLED = [
  { name: '11: 1 x 10 beside 2,000', sizes: [2000, ...Array.from({ length: 10 }, () => 1)] },
  { name: '11: 5 x 10 beside 2,000', sizes: [2000, ...Array.from({ length: 10 }, () => 5)] },
  { name: '8: 3 to 29, 50, 300 beside 1,000', sizes: [1000, 3, 8, 15, 20, 29, 50, 300] },
];
const FAMILY_BOUNDS = [
  { compare: 'difference', bound: { max: 0.1 } },
  { compare: 'ratio', bound: { min: 0.8 } },
];
const FAMILY_RATES = [0.03, 0.12, 0.3, 0.6, 0.9, 0.99];

/** Rates at the boundary. `others`: first group better off, all others at the bound; `half`: half and half; `one`: a single one at the bound. */
const SHAPES = {
  others: (g, better, worse) => Array.from({ length: g }, (_, i) => (i === 0 ? better : worse)),
  half: (g, better, worse) => Array.from({ length: g }, (_, i) => (i < g / 2 ? better : worse)),
  one: (g, better, worse) => Array.from({ length: g }, (_, i) => (i === 1 ? worse : better)),
};

function referencesOf(spec) {
  return spec.compare === 'ratio'
    ? [{ g: 'g0' }, 'highest', 'largest', 'all-pairs']
    : [{ g: 'g0' }, 'largest', 'all-pairs'];
}

function printFamilies(title, families, smallGroups) {
  console.log(
    `### ${title}, ${REPLICATES} draws (seed ${SEED}; largest chance over ${FAMILY_RATES.length} rates and 3 shapes, in per cent)\n`,
  );
  console.log('| groups | bound | reference | false fail, violation | at | false pass, compliance | at |');
  console.log('| --- | --- | --- | ---: | --- | ---: | --- |');
  let stream = 0;
  const worst = { fail: 0, pass: 0 };
  for (const { name, sizes } of families)
    for (const spec of FAMILY_BOUNDS)
      for (const reference of referencesOf(spec)) {
        const top = { fail: 0, failAt: '', pass: 0, passAt: '' };
        for (const rate of FAMILY_RATES.filter((one) => atBoundary(spec, one) !== null))
          for (const [shape, spread] of Object.entries(SHAPES)) {
            const rates = spread(sizes.length, rate, atBoundary(spec, rate));
            const fail = share(
              requirementOf(spec, reference, 'violation', smallGroups),
              sizes,
              rates,
              'fail',
              stream++,
            );
            const pass = share(
              requirementOf(spec, reference, 'compliance', smallGroups),
              sizes,
              rates,
              'pass',
              stream++,
            );
            if (fail > top.fail) Object.assign(top, { fail, failAt: `${rate}, ${shape}` });
            if (pass > top.pass) Object.assign(top, { pass, passAt: `${rate}, ${shape}` });
          }
        worst.fail = Math.max(worst.fail, top.fail);
        worst.pass = Math.max(worst.pass, top.pass);
        const shown = typeof reference === 'object' ? 'declared' : reference;
        console.log(
          `| ${name} | ${boundText(spec)} | ${shown} | ${percent(top.fail)} | ${top.failAt} | ${percent(top.pass)} | ${top.passAt} |`,
        );
      }
  console.log(`\nLargest: false fail ${percent(worst.fail)} %, false pass ${percent(worst.pass)} %.`);
}

/** People in a reference so large that its rate is as good as known. */
const HUGE = 1e7;

/** Chance that one of `m` groups of `n`, all at the boundary against a known rate, fails falsely: groups err independently there. */
function fixedError(spec, n, m, rate, other, wanted, evidence) {
  const requirement = requirementOf(spec, { g: 'g0' }, evidence);
  const region = allowedRegion(requirement);
  const reference = { ...subject(0, Math.round(rate * HUGE), HUGE) };
  const likelihood = pmf(n, other);
  const comparisons = wanted === 'fail' ? m : 1;
  const levels = { plain: LEVEL, simultaneous: simultaneousLevel(LEVEL, comparisons, region) };
  let error = 0;
  for (let x = 0; x <= n; x++) {
    if (likelihood[x] < NEGLIGIBLE) continue;
    const group = subject(1, x, n);
    const plan = { pairs: [{ group, reference, judged: group.sufficient }], comparisons, insufficient: [], pool: null };
    const { verdict } = decide(requirement, plan, readPairs(plan, spec.compare, region, levels), region);
    if (verdict === wanted) error += likelihood[x];
  }
  return 1 - (1 - error) ** comparisons;
}

function printFixed() {
  console.log(
    '### Groups against a very large declared reference, exact (largest chance over rates 0.02 to 0.99, both directions, in per cent)\n',
  );
  console.log('| bound | n of each group | false fail: 1 comparison | 5 | 15 | false pass |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const spec of FAMILY_BOUNDS)
    for (const n of [1, 3, 5, 10, 29, 30, 50, 100, 300]) {
      const worst = [0, 0, 0, 0];
      for (let hundredth = 2; hundredth < 100; hundredth += 3) {
        const rate = hundredth / 100;
        const step = spec.compare === 'ratio' ? spec.bound.min : spec.bound.max;
        const others = spec.compare === 'ratio' ? [rate * step, rate / step] : [rate - step, rate + step];
        for (const other of others.filter((p) => p >= 0 && p <= 1)) {
          [1, 5, 15].forEach((m, i) => {
            worst[i] = Math.max(worst[i], fixedError(spec, n, m, rate, other, 'fail', 'violation'));
          });
          worst[3] = Math.max(worst[3], fixedError(spec, n, 1, rate, other, 'pass', 'compliance'));
        }
      }
      console.log(`| ${boundText(spec)} | ${n} | ${worst.map(percent).join(' | ')} |`);
    }
  console.log('');
}

if (part === 'metrics' || part === 'all')
  await printMetrics({
    dist,
    replicates: Math.min(REPLICATES, 1000),
    seed: SEED,
    only: names.split(',').filter(Boolean),
  });
if (part === 'levels' || part === 'all')
  await printLevels({ dist, level: LEVEL, minGroupSize: MIN_GROUP_SIZE, pmf, subject });
if (part === 'level-metrics' || part === 'all')
  await printLevelMetrics({
    dist,
    replicates: Math.min(REPLICATES, 1000),
    seed: SEED,
    only: names.split(',').filter(Boolean),
  });
if (part === 'exact' || part === 'all') printExact('Two groups', BOUNDS);
if (part === 'tight' || part === 'all') printExact('Two groups, tight bounds', TIGHT_BOUNDS);
if (part === 'fixed' || part === 'all') printFixed();
if (part === 'families' || part === 'all') printFamilies('Three to eleven groups', FAMILIES);
if (part === 'pooled' || part === 'all') printFamilies('Small groups pooled', POOLED, 'pool');
