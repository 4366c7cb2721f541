// How often a requirement about levels or classes errs at its bound, through the judge (docs/explanations/class-outcomes.md, ordered-outcomes.md):
// a value, a gap, and a change since an accepted audit, absolute (change) and relative.
// False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although the group is no better than the bound.
// node bench/verdict-errors-words.mjs [draws] [dist] [metric,metric] [compare,compare]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 1000);
const dist = resolve(process.argv[3] ?? 'dist');
const only = process.argv[4]?.split(',') ?? null;
const compares = process.argv[5]?.split(',') ?? ['value', 'difference', 'ratio', 'change', 'relative'];
const { classSubjects, judgeSubjects, orderedSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { parsePolicy } = await import(`${dist}/core/policy/index.js`);
const { classTallyOf, orderedTallyOf } = await import(`${dist}/core/fairness/outcomes/index.js`);
const { createGenerator, sampleMultinomial } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
const NAMES = ['x', 'y', 'z'];
const COSTS = { x: { y: 1, z: 5 }, y: { x: 2, z: 1 }, z: { x: 20, y: 3 } };
const SIZES = [
  [30, 2000],
  [100, 1000],
  [1000, 1000],
];
/** Shares of the true classes, and of the decisions in each: of the first group and of the reference. */
const SITUATIONS = {
  ordinary: [
    {
      classes: [0.4, 0.35, 0.25],
      decided: [
        [0.7, 0.2, 0.1],
        [0.2, 0.6, 0.2],
        [0.1, 0.2, 0.7],
      ],
    },
    {
      classes: [0.4, 0.35, 0.25],
      decided: [
        [0.8, 0.15, 0.05],
        [0.1, 0.75, 0.15],
        [0.05, 0.15, 0.8],
      ],
    },
  ],
  'a rare class': [
    {
      classes: [0.6, 0.34, 0.06],
      decided: [
        [0.8, 0.15, 0.05],
        [0.2, 0.7, 0.1],
        [0.2, 0.4, 0.4],
      ],
    },
    {
      classes: [0.6, 0.34, 0.06],
      decided: [
        [0.85, 0.13, 0.02],
        [0.1, 0.8, 0.1],
        [0.1, 0.3, 0.6],
      ],
    },
  ],
  'few errors': [
    {
      classes: [0.5, 0.3, 0.2],
      decided: [
        [0.96, 0.03, 0.01],
        [0.03, 0.95, 0.02],
        [0.01, 0.04, 0.95],
      ],
    },
    {
      classes: [0.5, 0.3, 0.2],
      decided: [
        [0.99, 0.008, 0.002],
        [0.01, 0.98, 0.01],
        [0.002, 0.008, 0.99],
      ],
    },
  ],
};

/** Places of the confusion table of three classes, row by row. */
const PLACES = NAMES.flatMap((_, label) => NAMES.map((_, decided) => ({ label, decided })));
const sharesOf = ({ classes, decided }) =>
  PLACES.map((place) => classes[place.label] * decided[place.label][place.decided]);
const sum = (shares, of) => PLACES.reduce((total, place, i) => total + (of(place) ? shares[i] : 0), 0);
const recall = (shares, name) =>
  sum(shares, ({ label, decided }) => label === name && decided === name) / sum(shares, ({ label }) => label === name);

/** True values of the metrics: of a group by its shares, of superiority against those of the reference. */
const TRUTHS = {
  class_rate: (shares) => sum(shares, ({ decided }) => decided === 2),
  class_recall: (shares) => recall(shares, 2),
  class_precision: (shares) =>
    sum(shares, ({ label, decided }) => label === 2 && decided === 2) / sum(shares, ({ decided }) => decided === 2),
  worst_class_recall: (shares) => Math.min(...[0, 1, 2].map((name) => recall(shares, name))),
  macro_recall: (shares) => [0, 1, 2].reduce((total, name) => total + recall(shares, name) / 3, 0),
  expected_cost: (shares) =>
    PLACES.reduce((total, { label, decided }, i) => total + shares[i] * (COSTS[NAMES[label]][NAMES[decided]] ?? 0), 0),
  share_at_least: (shares) => sum(shares, ({ decided }) => decided >= 1),
  superiority: (shares, reference) => {
    const level = (of, place) => sum(of, ({ decided }) => decided === place);
    let chance = 0;
    for (const a of [0, 1, 2])
      for (const b of [0, 1, 2]) chance += level(shares, a) * level(reference, b) * (a > b ? 1 : a === b ? 0.5 : 0);
    return chance;
  },
  // Of two groups, whose sizes are fixed: among its own a group stands at one half.
  mean_rank: (shares, reference, [n, m]) => 0.5 + (m / (n + m)) * (TRUTHS.superiority(shares, reference) - 0.5),
  dominance_shortfall: (shares, reference) =>
    Math.max(0, ...[1, 2].map((level) => atLeast(reference, level) - atLeast(shares, level))),
  lowered_share: (shares) => sum(shares, ({ label, decided }) => decided < label),
  raised_share: (shares) => sum(shares, ({ label, decided }) => decided > label),
  turned_within: (shares) => turned(shares, shares),
  turned_across: (shares, reference) => turned(shares, reference),
};
const atLeast = (shares, level) => sum(shares, ({ decided }) => decided >= level);
/** The chance that a pair of different labels is turned round. */
function turned(shares, others) {
  let [pairs, round] = [0, 0];
  for (const [i, a] of PLACES.entries())
    for (const [j, b] of PLACES.entries()) {
      if (b.label >= a.label) continue;
      pairs += shares[i] * others[j];
      round += b.decided > a.decided ? shares[i] * others[j] : 0;
    }
  return round / pairs;
}
/** Metrics of two names by their parameter. */
const METRIC_OF = { turned_within: 'turned_pairs', turned_across: 'turned_pairs' };
/** Metrics against all other people. */
const AGAINST_OTHERS = ['mean_rank', 'turned_within', 'turned_across'];
/** Metrics of levels that hold a group against others, and so are measured with both in the data. */
const RELATIVE = ['superiority', 'mean_rank', 'dominance_shortfall', 'turned_pairs'];

const PARAMETERS = {
  class_rate: { class: 'z' },
  class_recall: { class: 'z' },
  class_precision: { class: 'z' },
  expected_cost: { costs: COSTS },
  share_at_least: { level: 'y' },
  turned_within: { pairs: 'within' },
  turned_across: { pairs: 'across' },
};
const KINDS = {
  class: {
    metrics: ['class_rate', 'class_recall', 'class_precision', 'macro_recall', 'worst_class_recall', 'expected_cost'],
    outcome: '{ type: class, column: d, classes: [x, y, z] }',
    subjects: classSubjects,
    tally(cells) {
      const spec = { policyDigest: '', attributes: ['g'], classes: NAMES, favourable: [] };
      return classTallyOf(spec, {
        ...cells,
        cells: cells.cells.map(({ decided, ...cell }) => ({ ...cell, class: decided })),
      });
    },
  },
  ordered: {
    metrics: [
      'share_at_least',
      'lowered_share',
      'raised_share',
      'superiority',
      'mean_rank',
      'dominance_shortfall',
      'turned_within',
      'turned_across',
    ],
    outcome: '{ type: ordered, column: d, levels: [x, y, z], favourable: higher }',
    subjects: orderedSubjects,
    tally(cells) {
      const spec = { policyDigest: '', attributes: ['g'], levels: NAMES, favourable: 'higher' };
      return orderedTallyOf(spec, {
        ...cells,
        cells: cells.cells.map(({ decided, ...cell }) => ({ ...cell, level: decided })),
      });
    },
  },
};
/** How a metric can be compared. */
function comparesOf(metric) {
  if (metric === 'dominance_shortfall') return ['value', 'change'];
  if (RELATIVE.includes(METRIC_OF[metric] ?? metric)) return ['value', 'change', 'relative'];
  if (metric === 'expected_cost') return ['value', 'difference', 'change'];
  return ['macro_recall', 'worst_class_recall'].includes(metric)
    ? ['value', 'difference', 'change', 'relative']
    : ['value', 'difference', 'ratio', 'change', 'relative'];
}

/** Bounds at which the first group stands exactly. */
function boundsOf(metric, compare, { shares: [first, second], sizes }) {
  const [a, b] = [TRUTHS[metric](first, second, sizes), TRUTHS[metric](second, second, sizes)];
  // Metrics against all others are judged of the second group too, which has to keep the bound for a failure to be a wrong one.
  const other = AGAINST_OTHERS.includes(metric) ? TRUTHS[metric](second, first, [...sizes].reverse()) : null;
  if (compare === 'value')
    return [
      ...(a > 0 && (other === null || other >= a) ? [{ min: a }] : []),
      ...(other === null || other <= a ? [{ max: a }] : []),
    ];
  if (compare === 'change' || compare === 'relative') {
    const relative = compare === 'relative';
    const moves = [a, ...(other === null ? [] : [other])].map((value) => (relative ? value / b - 1 : value - b));
    // The bound is where the group stands that moves farthest in the direction of the first.
    const moved = moves.reduce((most, move) => (move * Math.sign(moves[0]) > most * Math.sign(moves[0]) ? move : most));
    return [
      {
        change: {
          against: 'baseline',
          ...(moved < 0 ? { maxDrop: -moved } : { maxRise: moved }),
          ...(relative ? { relative } : {}),
        },
      },
    ];
  }
  if (compare === 'ratio') return [{ min: Math.min(a / b, b / a) }];
  return [{ max: Math.abs(a - b) }];
}

/** Requirements with the verdict that is wrong of each, by id. */
function requirementsOf(kind, groups, compare) {
  return kind.metrics.flatMap((metric) =>
    (only === null || only.includes(metric)) && comparesOf(metric).includes(compare)
      ? boundsOf(metric, compare, groups).flatMap((bound, i) =>
          ['violation', 'compliance'].map((evidence) => ({
            id: `${metric.replaceAll('_', '-')}.${evidence}.${i}`,
            metric: METRIC_OF[metric] ?? metric,
            ...PARAMETERS[metric],
            by: ['g'],
            ...(bound.change === undefined ? { compare } : {}),
            ...bound,
            evidence,
            smallGroups: 'report',
            severity: 'warn',
            basis: { kind: 'ours', source: 'bench' },
          })),
        )
      : [],
  );
}

function policyOf(kind, requirements) {
  const text = [
    'tribune: policy/v1',
    'name: bench',
    'version: "1"',
    'data:',
    `  outcome: ${kind.outcome}`,
    '  label: l',
    '  attributes: { g: { reference: b } }',
    'requirements:',
    ...requirements.map((one) => `  - ${JSON.stringify(one)}`),
    '',
  ].join('\n');
  return parsePolicy(text).policy;
}

/** What an accepted audit carries of its groups: how many stand at each word, and with which true one. */
function acceptedOf(policy, groups, requirements) {
  const shown = { estimate: 0.5, lower: 0.4, upper: 0.6, level: 0.95, n: 100 };
  const metrics = Object.fromEntries(
    requirements.map(({ metric, ...asked }) => [
      [metric, asked.class ?? asked.level ?? asked.pairs].filter((part) => part !== undefined).join('_'),
      shown,
    ]),
  );
  const { outcome } = policy.data;
  return {
    schemaVersion: '1',
    policy: { name: 'bench', version: '1', outcome },
    groups: groups.map(({ name, people }) => ({
      attributes: { g: name },
      n: people.reduce((total, n) => total + n, 0),
      metrics,
    })),
    requirements: [],
    words: groups.map(({ name, people }) => ({
      by: ['g'],
      group: { g: name },
      counts: NAMES.map((word, w) => ({
        word,
        n: people.reduce((n, one, i) => n + (PLACES[i].decided === w ? one : 0), 0),
      })),
      labelled: people.map((n, i) => ({ label: NAMES[PLACES[i].label], word: NAMES[PLACES[i].decided], n })),
    })),
  };
}

const worst = new Map();
function note(key, k, share, at) {
  const row = worst.get(key) ?? [
    { share: 0, at: '' },
    { share: 0, at: '' },
  ];
  worst.set(key, row);
  if (share > row[k].share) row[k] = { share, at };
}

let stream = 0;
for (const [title, situation] of Object.entries(SITUATIONS))
  for (const sizes of SIZES)
    for (const kind of Object.values(KINDS))
      for (const compare of compares) {
        const shares = situation.map(sharesOf);
        const requirements = requirementsOf(kind, { shares, sizes }, compare);
        // Without the reference in the data a value is bounded in one group only, which stands at the bound; superiority needs it.
        const isChange = compare === 'change' || compare === 'relative';
        const alone = (compare === 'value' && kind === KINDS.class) || (isChange && kind === KINDS.class);
        const groups = alone ? ['a'] : ['a', 'b'];
        const judged =
          (compare === 'value' || isChange) && kind === KINDS.ordered
            ? requirements.filter(({ metric }) => RELATIVE.includes(metric))
            : requirements;
        if (judged.length === 0) continue;
        const policy = policyOf(kind, judged);
        const random = createGenerator(SEED, stream++);
        const hits = new Map();
        for (let r = 0; r < draws; r++) {
          const cells = groups.flatMap((name, g) =>
            [...sampleMultinomial(sizes[g], shares[g], random)].flatMap((people, i) =>
              people === 0 ? [] : [{ values: [name], ...PLACES[i], rows: people, people }],
            ),
          );
          const rowsRead = cells.reduce((total, { people }) => total + people, 0);
          const tally = kind.tally({ rowsRead, excluded: [], cells });
          const before = groups.map((name, g) => ({
            name,
            people: isChange ? [...sampleMultinomial(g === 0 ? sizes[1] : 1000, shares[1], random)] : [],
          }));
          const baseline = isChange ? { baseline: acceptedOf(policy, before, judged) } : {};
          const options = { today: '2026-11-29', ...baseline };
          for (const { id, verdict } of judgeSubjects(policy, kind.subjects(policy, tally), options)) {
            const wrong = id.split('.')[1] === 'violation' ? 'fail' : 'pass';
            if (verdict === wrong) hits.set(id, (hits.get(id) ?? 0) + 1);
          }
        }
        for (const { id, metric, pairs } of judged)
          note(
            `${metric}${pairs === undefined ? '' : ` ${pairs}`} | ${compare}`,
            id.split('.')[1] === 'violation' ? 0 : 1,
            (hits.get(id) ?? 0) / draws,
            `${title}, ${groups.map((_, g) => sizes[g]).join(' and ')}`,
          );
      }
process.stdout.write(
  `${draws} draws for each of ${stream} situations, seed ${SEED}; largest share of wrong verdicts, in per cent\n\n`,
);
process.stdout.write(
  '| metric | compare | false fail | at | false pass | at |\n| --- | --- | ---: | --- | ---: | --- |\n',
);
for (const [key, [fail, pass]] of worst)
  process.stdout.write(
    `| ${key} | ${(100 * fail.share).toFixed(1)} | ${fail.at} | ${(100 * pass.share).toFixed(1)} | ${pass.at} |\n`,
  );
