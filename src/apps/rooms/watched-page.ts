import { checkPolicy, metricWords, parsePolicy } from '../../core/policy/index.js';
import { outcomesOfMetric, REQUIREMENT_METRICS, type RequirementMetric } from '../../core/policy/sections/index.js';
import { planMonitor } from '../../domain/monitor/index.js';

/** A kind of decision, declared with everything that a requirement about it may need. */
interface Kind {
  readonly title: string;
  readonly data: string;
  /** Parts of the section `monitor` beside its frame. */
  readonly monitor?: string;
  /** Bounds on the value of a group, by which a requirement may be written; the first that the policy takes stands for all. */
  readonly values: readonly string[];
}

const KINDS = {
  binary: {
    title: '0 or 1',
    data: 'label: y, prediction: p, score: s, favourable: 1',
    values: ['min: 0.5', 'max: 0.5'],
  },
  amount: {
    title: 'amounts',
    data: 'outcome: { type: amount, column: a, unit: USD, favourable: higher, interval: { lower: l, upper: u } }, label: y',
    monitor: 'amounts: { to: 10000 }',
    values: ['min: 100', 'max: 100', 'min: 0.5', 'max: 0.5'],
  },
  ordered: {
    title: 'levels',
    data: 'outcome: { type: ordered, column: d, levels: [C, B, A], favourable: higher }, label: y',
    values: ['min: 0.5', 'max: 0.5'],
  },
  class: {
    title: 'classes',
    data: 'outcome: { type: class, column: d, classes: [a, b], favourable: [a] }, label: y',
    values: ['min: 0.5', 'max: 0.5'],
  },
  stages: {
    title: 'stages',
    data: 'outcome: { type: stages, stages: [{ name: screen, column: s1 }, { name: offer, column: s2 }], route: way, routes: { usual: [screen, offer], referral: [offer] } }',
    values: ['min: 0.5', 'max: 0.5'],
  },
  ranking: {
    title: 'rankings',
    data: 'outcome: { type: ranking, list: q, position: r, relevance: w, k: [10] }',
    values: ['min: 0.5', 'max: 0.5'],
  },
} as const satisfies Readonly<Record<string, Kind>>;
type KindName = keyof typeof KINDS;

/** What some metrics need besides. */
const PARAMETERS: Readonly<Partial<Record<RequirementMetric, string>>> = {
  error_share: 'of: false_positive',
  amount_quantile: 'q: 0.5',
  turned_pairs: 'pairs: within',
  capped_share: 'institution: school',
  class_rate: 'class: a',
  class_recall: 'class: a',
  class_precision: 'class: a',
  expected_cost: 'costs: { a: { b: 1 }, b: { a: 2 } }',
  stage_rate: 'stage: screen',
  share_in_top_k: 'k: 10',
  representation_in_top_k: 'k: 10',
  pairwise_accuracy: 'pairs: within',
};
const SHARE = { amount: 'value: 1000', ordered: 'level: B' } as const;

const COMPARES = ['difference', 'ratio', 'value'] as const;
type Compare = (typeof COMPARES)[number];

interface Asked {
  readonly metric: RequirementMetric;
  readonly compare: Compare;
  readonly bound: string;
  readonly line: string;
}

/** What the monitor does with a requirement. */
interface Answer {
  readonly isWatched: boolean;
  /** When it is watched, or why it is not. */
  readonly when: string;
  readonly instead: string;
}

const FRAME =
  'by: [sex], evidence: violation, severity: block, smallGroups: inconclusive, basis: { kind: ours, source: table }';

/** A policy, of which each requirement is a line of its own. */
function policyOf(kind: Kind, lines: readonly string[], changes: { data?: string; monitor?: string } = {}): string[] {
  const { data = kind.data, monitor = `labelHorizon: 30d${kind.monitor === undefined ? '' : `, ${kind.monitor}`}` } =
    changes;
  return [
    'tribune: policy/v1',
    'name: kinds',
    'version: "1"',
    `data: { ${data}, attributes: { sex: { reference: m }, school: {} } }`,
    `monitor: { block: 1h, falseAlarmsPerDay: 0.1${monitor === '' ? '' : `, ${monitor}`} }`,
    'requirements:',
    ...lines,
  ];
}

/** Everything that can be asked of a kind of decision, as a policy would say it. */
function askedOf(name: KindName): Asked[] {
  const { values } = KINDS[name];
  const metrics = REQUIREMENT_METRICS.filter((metric) => outcomesOfMetric(metric).includes(name));
  const bounds: Readonly<Record<Compare, readonly string[]>> = {
    difference: [name === 'amount' ? 'max: 100' : 'max: 0.1', 'max: 0.1'],
    ratio: ['min: 0.8'],
    value: values,
  };
  return metrics.flatMap((metric) => {
    const parameter = metric === 'share_at_least' ? SHARE[name as keyof typeof SHARE] : PARAMETERS[metric];
    return COMPARES.flatMap((compare) =>
      [...new Set(bounds[compare])].map((bound, i): Asked => {
        const id = `${metric.replaceAll('_', '-')}-${compare}-${i}`;
        const words = [`id: ${id}`, `metric: ${metric}`, ...(parameter === undefined ? [] : [parameter])];
        return { metric, compare, bound, line: `  - { ${words.join(', ')}, compare: ${compare}, ${bound}, ${FRAME} }` };
      }),
    );
  });
}

/** Those that a policy takes: the check says of each line what is wrong with it, and what it says nothing of is fine. */
function taken(kind: Kind, asked: readonly Asked[]): readonly Asked[] {
  const text = (some: readonly Asked[]) =>
    policyOf(
      kind,
      some.map(({ line }) => line),
    );
  const first = text([]).length + 1;
  const refused = new Set(
    checkPolicy(text(asked).join('\n'))
      .filter(({ severity }) => severity === 'error')
      .map(({ line }) => line),
  );
  const left = asked.filter((_, i) => !refused.has(first + i));
  // Some mistakes are looked for only where there are no others.
  return left.length === asked.length ? left : taken(kind, left);
}

const WHEN = { decisions: 'as soon as the block is over', labels: 'once labels are mature' } as const;

/** What the monitor does with each of them. */
function answersTo(kind: Kind, asked: readonly Asked[]): Answer[] {
  const { policy } = parsePolicy(
    policyOf(
      kind,
      asked.map(({ line }) => line),
    ).join('\n'),
  );
  const { watches, unwatched } = planMonitor(policy);
  return policy.requirements.map(({ id }) => {
    const not = unwatched.find(({ requirement }) => requirement === id);
    if (not !== undefined) return { isWatched: false, when: `no: ${not.reason}`, instead: not.instead ?? '' };
    const { phase } = watches.find(({ requirement }) => requirement === id)!;
    return { isWatched: true, when: WHEN[phase], instead: '' };
  });
}

/** The rows of a metric: ways to compare that have the same answer share one. Where a bound from one side alone is watched, its row says which. */
function rowsOf(metric: RequirementMetric, asked: readonly Asked[], answers: readonly Answer[]): string[] {
  const byAnswer = new Map<string, string[]>();
  for (const compare of COMPARES) {
    const own = answers.flatMap((answer, i) => {
      const one = asked[i]!;
      return one.metric === metric && one.compare === compare ? [{ ...answer, bound: one.bound.split(':')[0]! }] : [];
    });
    const watched = own.filter((answer) => answer.isWatched);
    const answer = watched[0] ?? own[0];
    if (answer === undefined) continue;
    const words =
      watched.length === 0 || watched.length === own.length ? compare : `${compare} with \`${answer.bound}\``;
    const key = `${answer.when} | ${answer.instead}`;
    byAnswer.set(key, [...(byAnswer.get(key) ?? []), words]);
  }
  return [...byAnswer].map(
    ([answer, compares]) => `| \`${metric}\` (${metricWords(metric)}) | ${compares.join(', ')} | ${answer} |`,
  );
}

function tableOf(name: KindName): string {
  const kind = KINDS[name];
  const asked = taken(kind, askedOf(name));
  const answers = answersTo(kind, asked);
  const rows = REQUIREMENT_METRICS.flatMap((metric) => rowsOf(metric, asked, answers));
  return `## Decisions that are ${kind.title}\n\n| metric | compare | watched | in its place |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** What stands in the way whatever the metric: a requirement that is watched without it. */
const IN_THE_WAY: readonly {
  readonly what: string;
  readonly kind: KindName;
  readonly asked: string;
  readonly data?: string;
  readonly monitor?: string;
}[] = [
  { what: '`live: false`', kind: 'binary', asked: 'metric: selection_rate, compare: ratio, min: 0.8, live: false' },
  {
    what: '`given`',
    kind: 'binary',
    asked: 'metric: selection_rate, compare: difference, max: 0.1, given: [school]',
  },
  {
    what: '`change` against an accepted audit',
    kind: 'binary',
    asked: 'metric: selection_rate, change: { against: baseline, maxDrop: 0.1 }',
  },
  {
    what: 'a metric of labels without `monitor.labelHorizon`',
    kind: 'binary',
    asked: 'metric: true_positive_rate, compare: difference, max: 0.1',
    monitor: '',
  },
  {
    what: 'labels that exist for one prediction only (`data.label.seenFor`)',
    kind: 'binary',
    asked: 'metric: true_positive_rate, compare: difference, max: 0.1',
    data: 'label: { column: y, positive: [1], negative: [0], seenFor: favourable }, prediction: p, favourable: 1',
  },
  {
    what: 'weighted rows (`data.weight`)',
    kind: 'binary',
    asked: 'metric: selection_rate, compare: ratio, min: 0.8',
    data: `${KINDS.binary.data}, weight: w, weightKind: count`,
  },
  {
    what: 'means of amounts without `monitor.amounts`',
    kind: 'amount',
    asked: 'metric: mean_amount, compare: ratio, min: 0.8',
    monitor: '',
  },
  {
    what: 'stages with `route`',
    kind: 'stages',
    asked: 'metric: stage_rate, stage: screen, route: usual, compare: ratio, min: 0.8',
  },
  {
    what: 'rankings with `data.where`',
    kind: 'ranking',
    asked: 'metric: exposure, compare: ratio, min: 0.8',
    data: `${KINDS.ranking.data}, where: w = 1`,
  },
  {
    what: 'rankings with `monitor.cluster`',
    kind: 'ranking',
    asked: 'metric: exposure, compare: ratio, min: 0.8',
    monitor: 'cluster: household',
  },
];

function rowInTheWay({ what, kind, asked, ...changes }: (typeof IN_THE_WAY)[number]): string {
  const { policy } = parsePolicy(policyOf(KINDS[kind], [`  - { id: one, ${asked}, ${FRAME} }`], changes).join('\n'));
  const [not] = planMonitor(policy).unwatched;
  return `| ${what} | ${not === undefined ? 'watched' : `no: ${not.reason}`} | ${not?.instead ?? ''} |`;
}

/**
 * The page of what the monitor watches (`docs/reference/watched.md`): every metric of every kind of decision that a policy can say, and the answer of the monitor itself, so that the page is what the program does. `notice` is printed under its title.
 */
export function watchedPage(notice: string): string {
  const names = Object.keys(KINDS) as KindName[];
  return `# What the monitor watches

${notice}

Each metric that a policy can require of each kind of decision, asked of the monitor itself with a label horizon and, of amounts, a range. What is watched has evidence whose number of false alarms is stated ([guide](../guides/monitor.md)); what is not
says why, and what can be watched in its place. \`result_field\`, a number in the result of another command, is about no decision.

${names.map(tableOf).join('\n')}
## Whatever the metric

| asked with | watched | in its place |
| --- | --- | --- |
${IN_THE_WAY.map(rowInTheWay).join('\n')}
`;
}
