// Chance of a wrong verdict at the boundary. Run by hand after `npm run build`:
//   node bench/verdict-errors.mjs [exact|families|fixed|all] [replicates] [dist folder]
// Two groups: exact, by enumeration of all tables. More groups: Monte Carlo with a seed. Prints Markdown (docs/explanations/verdicts.md).
import { resolve } from 'node:path';

const [part = 'all', replicatesText = '20000', dist = resolve(import.meta.dirname, '../dist')] = process.argv.slice(2);
const { readPairs, decide } = await import(`${dist}/core/policy/judge/decide.js`);
const { layOut } = await import(`${dist}/core/policy/judge/plan.js`);
const { allowedRegion, isBeyond, isWithin } = await import(`${dist}/core/policy/judge/region.js`);
const { koopmanRatio, miettinenNurminenDifference, binomialLogPmf, createGenerator, sampleBinomial } = await import(
  `${dist}/core/stats/index.js`
);

const LEVEL = 0.95;
const SEED = 20_261_122;
const REPLICATES = Number(replicatesText);
/** Cochran's rule of thumb for a trustworthy approximation. */
const ENOUGH_EXPECTED = 5;
/** Tables less likely than this are left out of sums; there are at most 1e5 of them. */
const NEGLIGIBLE = 1e-12;

const BOUNDS = [
  { compare: 'difference', bound: { max: 0.05 } },
  { compare: 'difference', bound: { max: 0.1 } },
  { compare: 'difference', bound: { max: 0.2 } },
  { compare: 'ratio', bound: { min: 0.8 } },
  { compare: 'ratio', bound: { min: 0.5 } },
];
const SIZES = [
  [10, 50],
  [30, 30],
  [50, 50],
  [30, 300],
  [100, 100],
  [30, 100_000],
  [100, 100_000],
  [300, 300],
  [1000, 1000],
];
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
const intervalOf = (compare) => (compare === 'difference' ? miettinenNurminenDifference : koopmanRatio);
const requirementOf = (spec, reference, evidence) => ({
  ...spec,
  reference,
  evidence,
  oneSided: false,
  smallGroups: 'report',
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

/** The first integer in [from, to] at which `holds` turns true; to + 1 where it never does. Needs monotony. */
function firstWhere(from, to, holds) {
  let low = from;
  let high = to + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * For two groups, all references agree (declared is judged in both directions, highest and all pairs by symmetry). Error at the boundary:
 * a of size n1 is worse off, b of size n2 at `rate`.
 */
function exactErrors(spec, n1, n2) {
  const region = allowedRegion(requirementOf(spec, { g: 'b' }, 'violation'));
  const interval = intervalOf(spec.compare);
  const thresholds = new Map();
  // x1 below `beyondBelow` or from `beyondAbove` on: fail. From `withinFrom` to before `withinTo`: pass.
  const thresholdsAt = (x2) => {
    if (!thresholds.has(x2)) {
      const span = (x1) => interval({ successes: x1, n: n1 }, { successes: x2, n: n2 }, LEVEL);
      const middle = Math.round((x2 / n2) * n1);
      const beyondBelow = firstWhere(0, middle, (x1) => !isBeyond(span(x1), region));
      const beyondAbove = firstWhere(middle, n1, (x1) => isBeyond(span(x1), region));
      const withinFrom = firstWhere(0, middle, (x1) => span(x1).lower >= region.lower - 1e-12);
      const withinTo = firstWhere(withinFrom, n1, (x1) => !isWithin(span(x1), region));
      thresholds.set(x2, { beyondBelow, beyondAbove, withinFrom, withinTo });
    }
    return thresholds.get(x2);
  };
  const all = { fail: 0, failAt: 0, pass: 0, passAt: 0 };
  // The same where every expected cell holds at least this many people.
  const filled = { fail: 0, pass: 0 };
  for (const rate of RATES) {
    const worse = atBoundary(spec, rate);
    if (worse === null) continue;
    const p1 = pmf(n1, worse);
    const below = [0];
    for (const p of p1) below.push(below.at(-1) + p);
    const p2 = pmf(n2, rate);
    let fail = 0;
    let pass = 0;
    for (let x2 = 0; x2 <= n2; x2++) {
      if (p2[x2] < NEGLIGIBLE) continue;
      const t = thresholdsAt(x2);
      fail += p2[x2] * (below[t.beyondBelow] + 1 - below[t.beyondAbove]);
      if (t.withinTo > t.withinFrom) pass += p2[x2] * (below[t.withinTo] - below[t.withinFrom]);
    }
    if (fail > all.fail) Object.assign(all, { fail, failAt: rate });
    if (pass > all.pass) Object.assign(all, { pass, passAt: rate });
    const smallestCell = Math.min(n1 * worse, n1 * (1 - worse), n2 * rate, n2 * (1 - rate));
    if (smallestCell < ENOUGH_EXPECTED) continue;
    filled.fail = Math.max(filled.fail, fail);
    filled.pass = Math.max(filled.pass, pass);
  }
  return { all, filled };
}

const percent = (share) => `${(100 * share).toFixed(2)}`;

function printExact() {
  console.log(
    `### Two groups, exact (largest chance over ${RATES.length} rates, in per cent; "filled": every expected cell >= ${ENOUGH_EXPECTED})\n`,
  );
  console.log(
    '| bound | n worse off | n better off | false fail, violation | at rate | filled | false pass, compliance | at rate | filled |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  const worst = { fail: 0, pass: 0, filledFail: 0, filledPass: 0 };
  for (const spec of BOUNDS)
    for (const [a, b] of SIZES)
      for (const [n1, n2] of a === b
        ? [[a, b]]
        : [
            [a, b],
            [b, a],
          ]) {
        const { all, filled } = exactErrors(spec, n1, n2);
        worst.fail = Math.max(worst.fail, all.fail);
        worst.pass = Math.max(worst.pass, all.pass);
        worst.filledFail = Math.max(worst.filledFail, filled.fail);
        worst.filledPass = Math.max(worst.filledPass, filled.pass);
        const cells = [
          boundText(spec),
          n1,
          n2,
          percent(all.fail),
          all.failAt,
          percent(filled.fail),
          percent(all.pass),
          all.passAt,
          percent(filled.pass),
        ];
        console.log(`| ${cells.join(' | ')} |`);
      }
  console.log(
    `\nLargest: false fail ${percent(worst.fail)} % (filled ${percent(worst.filledFail)} %), false pass ${percent(worst.pass)} % (filled ${percent(worst.filledPass)} %).\n`,
  );
}

const subject = (index, successes, n) => ({
  key: { g: `g${index}` },
  people: n,
  n,
  sufficient: true,
  value: successes / n,
  evidence: { kind: 'rate', rate: { successes, n } },
  members: [],
});

/** The verdict of the real code for one draw; verdicts repeat, so they are remembered by their counts. */
function verdictOf(requirement, subjects) {
  const declared = typeof requirement.reference === 'object' ? subjects[0] : null;
  const field = { large: subjects, small: [] };
  const { pairs, comparisons } = layOut(requirement, field, declared);
  const plan = { pairs, comparisons, insufficient: [], pool: null };
  const region = allowedRegion(requirement);
  const levels = { plain: LEVEL, simultaneous: 1 - (1 - LEVEL) / comparisons };
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
  { name: '6 of 50', sizes: [50, 50, 50, 50, 50, 50] },
  { name: '6 of 200', sizes: [200, 200, 200, 200, 200, 200] },
  { name: '6: 30 x 5 against 100,000', sizes: [100_000, 30, 30, 30, 30, 30] },
  { name: '6: 30 to 10,000', sizes: [10_000, 30, 100, 300, 1000, 3000] },
];
const FAMILY_BOUNDS = [
  { compare: 'difference', bound: { max: 0.1 } },
  { compare: 'ratio', bound: { min: 0.8 } },
];
const FAMILY_RATES = [0.12, 0.3, 0.6, 0.9, 0.99];

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

function printFamilies() {
  console.log(
    `### Three to six groups, ${REPLICATES} draws (seed ${SEED}; largest chance over ${FAMILY_RATES.length} rates and 3 shapes, in per cent)\n`,
  );
  console.log('| groups | bound | reference | false fail, violation | at | false pass, compliance | at |');
  console.log('| --- | --- | --- | ---: | --- | ---: | --- |');
  let stream = 0;
  const worst = { fail: 0, pass: 0 };
  for (const { name, sizes } of FAMILIES)
    for (const spec of FAMILY_BOUNDS)
      for (const reference of referencesOf(spec)) {
        const top = { fail: 0, failAt: '', pass: 0, passAt: '' };
        for (const rate of FAMILY_RATES)
          for (const [shape, spread] of Object.entries(SHAPES)) {
            const rates = spread(sizes.length, rate, atBoundary(spec, rate));
            const fail = share(requirementOf(spec, reference, 'violation'), sizes, rates, 'fail', stream++);
            const pass = share(requirementOf(spec, reference, 'compliance'), sizes, rates, 'pass', stream++);
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
const CELLS = [0, 5, 15, 30];

/** Chance that one of `m` groups of `n`, all at the boundary against a known rate, fails falsely: groups err independently there. */
function fixedError(spec, n, m, rate, other) {
  const region = allowedRegion(requirementOf(spec, { g: 'b' }, 'violation'));
  const reference = { successes: Math.round(rate * HUGE), n: HUGE };
  const likelihood = pmf(n, other);
  let error = 0;
  for (let x = 0; x <= n; x++) {
    if (likelihood[x] < NEGLIGIBLE) continue;
    const span = intervalOf(spec.compare)({ successes: x, n }, reference, 1 - (1 - LEVEL) / m);
    if (isBeyond(span, region)) error += likelihood[x];
  }
  return 1 - (1 - error) ** m;
}

function printFixed() {
  console.log(
    '### Many small groups against a very large declared reference, exact (largest chance of a false fail over rates 0.02 to 0.99, both directions, by the smallest expected cell)\n',
  );
  console.log(
    `| bound | n of each small group | comparisons | ${CELLS.map((cell) => (cell === 0 ? 'any' : `cell >= ${cell}`)).join(' | ')} |`,
  );
  console.log(`| --- | ---: | ---: | ${CELLS.map(() => '---:').join(' | ')} |`);
  for (const spec of FAMILY_BOUNDS)
    for (const n of [30, 50, 100, 300, 1000])
      for (const m of [1, 5, 15]) {
        const worst = CELLS.map(() => 0);
        for (let hundredth = 2; hundredth < 100; hundredth++) {
          const rate = hundredth / 100;
          const step = spec.compare === 'ratio' ? spec.bound.min : spec.bound.max;
          const others = spec.compare === 'ratio' ? [rate * step, rate / step] : [rate - step, rate + step];
          for (const other of others.filter((p) => p >= 0 && p <= 1)) {
            const cell = Math.min(n * other, n * (1 - other));
            const error = fixedError(spec, n, m, rate, other);
            CELLS.forEach((least, i) => {
              if (cell >= least) worst[i] = Math.max(worst[i], error);
            });
          }
        }
        console.log(`| ${boundText(spec)} | ${n} | ${m} | ${worst.map(percent).join(' | ')} |`);
      }
  console.log('');
}

if (part === 'exact' || part === 'all') printExact();
if (part === 'fixed' || part === 'all') printFixed();
if (part === 'families' || part === 'all') printFamilies();
