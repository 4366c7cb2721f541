// Part `levels` of bench/verdict-errors.mjs: floors and ceilings of a value, and changes since an accepted audit, exactly at the bound.
// Rates by enumeration of all counts; the other metrics by draws through judgePolicy.
import { resolve } from 'node:path';
import { SITUATIONS } from './verdict-errors-metrics.mjs';

const VALUE_SIZES = [1, 3, 10, 29, 30, 100, 300, 1000];
const GROUPS = [1, 5, 15];
const CHANGE_SIZES = [
  [3, 50],
  [10, 50],
  [30, 30],
  [30, 300],
  [100, 100],
];
const RATES = [0.005, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995];
const CHANGES = [
  { maxDrop: 0.15, relative: true },
  { maxRise: 0.15, relative: true },
  { maxDrop: 0.05, relative: false },
  { maxRise: 0.05, relative: false },
];
const ALL_METRICS = [
  'accuracy',
  'true_positive_rate',
  'balanced_accuracy',
  'f1',
  'mean_score',
  'auc',
  'brier',
  'log_loss',
  'expected_calibration_error',
];
const SIZES = [30, 100, 1000];
const LARGE = 2000;
/** Resamples of the accepted audit's reported intervals. */
const RESAMPLES = 200;

const percent = (share) => (100 * share).toFixed(2);

/** Tables of rates: no draws, every count with its chance. */
export async function printLevels({ dist, level, minGroupSize, pmf, subject }) {
  const core = (path) => import(resolve(dist, 'core', path));
  const [{ readValue, valueRegion }, { decide, readPairs }, { changeRegion }] = await Promise.all([
    core('policy/judge/value.js'),
    core('policy/judge/decide.js'),
    core('policy/judge/change.js'),
  ]);
  const levelsOf = (groups) => ({ plain: level, simultaneous: 1 - (1 - level) / groups });
  const NOTHING_SMALL = { insufficient: [], pool: null };
  /** Of independent groups, all at the bound, one at least fails. */
  const any = (chance, groups) => 1 - (1 - chance) ** groups;

  console.log(`### Floors and ceilings of rates, exact (largest chance over ${RATES.length} rates, in per cent)\n`);
  console.log('| n of each group | false fail: 1 group | 5 | 15 | false pass |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const n of VALUE_SIZES) {
    const worst = [0, 0, 0, 0];
    for (const rate of RATES)
      for (const bound of [{ min: rate }, { max: rate }]) {
        const region = valueRegion({ bound });
        const chances = pmf(n, rate);
        const verdicts = (groups, evidence, wanted) =>
          chances.reduce((sum, chance, x) => {
            const reading = readValue(subject(0, x, n), region, levelsOf(groups));
            const { verdict } = decide({ evidence, smallGroups: 'report' }, NOTHING_SMALL, [reading], region);
            return sum + (verdict === wanted ? chance : 0);
          }, 0);
        GROUPS.forEach((groups, i) => {
          worst[i] = Math.max(worst[i], any(verdicts(groups, 'violation', 'fail'), groups));
        });
        worst[3] = Math.max(worst[3], verdicts(1, 'compliance', 'pass'));
      }
    console.log(`| ${n} | ${worst.map(percent).join(' | ')} |`);
  }

  console.log(`\n### Changes of rates, exact (largest chance over ${RATES.length} rates, in per cent)\n`);
  console.log('| change | n then | n now | false fail: 1 group | 5 | 15 | false pass |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const change of CHANGES)
    for (const [a, b] of CHANGE_SIZES)
      for (const [nThen, nNow] of a === b
        ? [[a, b]]
        : [
            [a, b],
            [b, a],
          ])
        printChange({ change, nThen, nNow });

  function printChange({ change, nThen, nNow }) {
    const { maxDrop, maxRise, relative } = change;
    const bound = maxDrop === undefined ? { max: maxRise } : { min: -maxDrop };
    const region = changeRegion({ change, bound });
    const compare = relative ? 'ratio' : 'difference';
    const step = bound.min ?? bound.max;
    const known = new Map();
    const verdictOf = (x, y, groups, evidence) => {
      const key = `${x},${y},${groups},${evidence}`;
      if (!known.has(key)) {
        const [group, reference] = [subject(1, y, nNow), subject(0, x, nThen)];
        const judged = nThen >= minGroupSize && nNow >= minGroupSize;
        const plan = { ...NOTHING_SMALL, pairs: [{ group, reference, judged }], comparisons: groups };
        const readings = readPairs(plan, compare, region, levelsOf(groups));
        known.set(key, decide({ evidence, smallGroups: 'report' }, plan, readings, region).verdict);
      }
      return known.get(key);
    };
    const worst = [0, 0, 0, 0];
    for (const rate of RATES) {
      const now = relative ? rate * (1 + step) : rate + step;
      if (now < 0 || now > 1) continue;
      const [then, later] = [pmf(nThen, rate), pmf(nNow, now)];
      const chanceOf = (groups, evidence, wanted) => {
        let sum = 0;
        for (let x = 0; x <= nThen; x++)
          for (let y = 0; y <= nNow; y++) {
            const chance = then[x] * later[y];
            if (chance > 1e-12 && verdictOf(x, y, groups, evidence) === wanted) sum += chance;
          }
        return sum;
      };
      GROUPS.forEach((groups, i) => {
        worst[i] = Math.max(worst[i], any(chanceOf(groups, 'violation', 'fail'), groups));
      });
      worst[3] = Math.max(worst[3], chanceOf(1, 'compliance', 'pass'));
    }
    const text = maxDrop === undefined ? `rise ${maxRise}` : `fall ${maxDrop}`;
    console.log(`| ${text}${relative ? ', relative' : ''} | ${nThen} | ${nNow} | ${worst.map(percent).join(' | ')} |`);
  }
}

const KINDS = [
  { name: 'value', evidence: 'violation', wanted: 'fail' },
  { name: 'value', evidence: 'compliance', wanted: 'pass' },
  { name: 'change', evidence: 'violation', wanted: 'fail' },
  { name: 'change', evidence: 'compliance', wanted: 'pass' },
  { name: 'relative', evidence: 'violation', wanted: 'fail' },
  { name: 'relative', evidence: 'compliance', wanted: 'pass' },
];

/** Every kind of metric, with draws: the value of the second group at its bound, and the change from the first group to the second. */
export async function printLevelMetrics({ dist, replicates, seed, only }) {
  const METRICS = only.length > 0 ? only : ALL_METRICS;
  const core = (path) => import(resolve(dist, 'core', path));
  const [{ tallyRows }, { groupTally }, metrics, policies, stats] = await Promise.all([
    core('fairness/tally/tally.js'),
    core('fairness/tally/groups.js'),
    core('fairness/metrics/metrics.js'),
    core('policy/index.js'),
    core('stats/index.js'),
  ]);
  const spec = { policyDigest: '', attributes: ['g'], weightKind: 'count', score: { kind: 'distinct' }, scoreScale: 1 };
  const cellsOf = ({ scores, cutoff }, { shares, label }) => {
    const total = shares.reduce((sum, share) => sum + share, 0);
    return scores.flatMap((score, i) =>
      [1, 0].map((y) => ({
        label: y,
        prediction: score >= cutoff ? 1 : 0,
        score,
        share: (shares[i] / total) * (y === 1 ? label(score) : 1 - label(score)),
      })),
    );
  };
  const tallyOf = (cells, counts) =>
    tallyRows(
      spec,
      cells.map(({ label, prediction, score }, i) => ({ values: ['a'], label, prediction, score, weight: counts[i] })),
    );
  const HUGE = 1e10;
  const truth = (cells, metric) => {
    const tally = tallyOf(
      cells,
      cells.map(({ share }) => Math.round(share * HUGE)),
    );
    return metrics.pointEstimate(groupTally(tally, ['g'])[0], metric, 1);
  };
  const audit = (tally) => {
    const described = (by) =>
      groupTally(tally, by).map((group) => ({
        attributes: group.key,
        counts: group.counts,
        metrics: metrics.estimateMetrics(group, METRICS, { favourable: 1, replicates: RESAMPLES }),
      }));
    return {
      schemaVersion: '1',
      policy: { name: 's', version: '1', favourable: 1 },
      data: { weightKind: 'count' },
      groups: described(['g']),
      requirements: [],
    };
  };
  const asked = {
    value: (bound) => `compare: value, ${bound}`,
    change: (bound) => `change: { against: baseline, ${bound} }`,
  };
  const policyFor = (first, second) => {
    const lines = METRICS.flatMap((metric) => {
      const [before, now] = [truth(first, metric), truth(second, metric)];
      const moved = (size) => `${now < before ? 'maxDrop' : 'maxRise'}: ${size}`;
      const bounds = {
        value: [`min: ${now}`, `max: ${now}`].map(asked.value),
        change: [asked.change(moved(Math.abs(now - before)))],
        relative: [asked.change(`${moved(Math.abs(now / before - 1))}, relative: true`)],
      };
      return KINDS.flatMap(({ name, evidence }, k) =>
        bounds[name].map(
          (bound, i) =>
            `  - { id: ${metric.replaceAll('_', '-')}.${k}.${i}, metric: ${metric}, by: [g], ${bound}, evidence: ${evidence}, smallGroups: report, severity: warn, basis: { kind: ours, source: q } }`,
        ),
      );
    });
    return policies.parsePolicy(
      `tribune: policy/v1\nname: s\nversion: "1"\ndata: { label: y, prediction: p, score: s, weight: w, weightKind: count, favourable: 1, attributes: { g: {} } }\nrequirements:\n${lines.join('\n')}\n`,
    ).policy;
  };
  const worst = new Map(METRICS.map((metric) => [metric, KINDS.map(() => ({ share: 0, at: '' }))]));
  let stream = 0;
  for (const [title, situation] of Object.entries(SITUATIONS))
    for (const n of SIZES)
      for (const [nThen, nNow] of [
        [n, LARGE],
        [LARGE, n],
      ]) {
        const [first, second] = [cellsOf(situation, situation.first), cellsOf(situation, situation.second)];
        const policy = policyFor(first, second);
        const random = stats.createGenerator(seed, stream++);
        const draw = (cells, size) =>
          tallyOf(
            cells,
            stats.sampleMultinomial(
              size,
              cells.map(({ share }) => share),
              random,
            ),
          );
        const hits = new Map();
        for (let r = 0; r < replicates; r++) {
          const baseline = audit(draw(first, nThen));
          for (const result of policies.judgePolicy(policy, draw(second, nNow), { today: '2026-01-01', baseline })) {
            const wanted = KINDS[Number(result.id.split('.')[1])].wanted;
            if (result.verdict === wanted) hits.set(result.id, (hits.get(result.id) ?? 0) + 1);
          }
        }
        for (const [id, count] of hits) {
          const [metric, k] = id.split('.');
          const place = worst.get(metric.replaceAll('-', '_'))[k];
          if (count / replicates > place.share)
            Object.assign(place, { share: count / replicates, at: `${title}, ${nThen} then, ${nNow} now` });
        }
      }
  console.log(
    `\n### Every kind of metric, ${replicates} draws for each of ${stream} situations (seed ${seed}; largest share of wrong verdicts, in per cent)\n`,
  );
  console.log(
    '| metric | value: false fail | false pass | change: false fail | false pass | relative: false fail | false pass | largest at |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const [metric, kinds] of worst) {
    const top = kinds.reduce((a, b) => (b.share > a.share ? b : a));
    console.log(`| ${metric} | ${kinds.map(({ share }) => (100 * share).toFixed(1)).join(' | ')} | ${top.at} |`);
  }
  console.log('');
}
