import { counted } from '../../../../core/base/counted.js';
import {
  type ForestRow,
  type FunnelRow,
  forestChart,
  formatCount,
  formatInterval,
  formatNumber,
  formatValue,
  funnelChart,
} from '../../../../core/charts/index.js';
import { wilson } from '../../../../core/stats/index.js';
import type { AuditResult, FunnelAgainst, FunnelResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { attributeSets, byLabel, groupInText, groupLabel, sameBy } from '../../../wording/index.js';
import { EVIDENCE_WORDS } from './forest-rows.js';

/** Most groups in a chart with a bar at every stage, which is readable up to this number; the table below has all of them. */
const MOST_GROUPS = 12;

type Compared = FunnelResult & { readonly against: FunnelAgainst };

const largestOf = (all: readonly FunnelResult[]): FunnelResult[] => {
  const largest = new Set([...all].sort((a, b) => b.n - a.n).slice(0, MOST_GROUPS));
  return all.filter((each) => largest.has(each));
};

/** The rate of a stage as text, with Wilson's interval. */
function rateText({ stages }: FunnelResult, place: number, level: number): string {
  const { reached, passed } = stages[place]!;
  const interval = wilson({ successes: passed, n: reached }, level);
  if (interval === null) return 'nobody reached it';
  const rate = formatValue(passed / reached, 'share').replace(' %', '');
  return `${rate} ${formatInterval(interval.lower, interval.upper, 'share')}`;
}

function barOf(each: FunnelResult, place: number, { level, minGroupSize }: AuditResult['policy']): FunnelRow {
  const { reached, passed } = each.stages[place]!;
  const share = (people: number): number => (each.n === 0 ? 0 : people / each.n);
  return {
    label: groupLabel(each.group),
    reached: share(reached),
    passed: share(passed),
    note: `${formatCount(passed)} of ${formatCount(reached)}: ${rateText(each, place, level)}`,
    few: reached < minGroupSize,
  };
}

/** The groups of some attributes on one route, or without one on all routes together. */
interface Way {
  readonly by: readonly string[];
  readonly route: string | undefined;
  readonly all: readonly FunnelResult[];
  /** What tells its figures from others on the page. */
  readonly key: string;
}

/** ` by race`, or ` by race, via referral`. */
const wayText = ({ by, route }: Pick<Way, 'by' | 'route'>): string =>
  `by ${byLabel(by)}${route === undefined ? '' : `, via ${route}`}`;

/** The way of each group through the stages: for each stage, who of those who entered reached and passed it. */
function funnelFigure(result: AuditResult, way: Way): Markup[] {
  const { all } = way;
  if (all.length === 0) return [];
  const shown = largestOf(all);
  const cut = shown.length < all.length ? ` (the ${MOST_GROUPS} largest of ${all.length} groups)` : '';
  const drawing = responsive(`funnel-${way.key}`, ({ key, width }) =>
    funnelChart({
      key,
      width,
      title: `Stages ${wayText(way)}${cut}`,
      description: `Shares of all who entered, for ${counted(shown.length, 'group')}, stage by stage. The numbers are in the table below.`,
      noteHead: 'passed of reached: rate [interval]',
      sections: all[0]!.stages.map(({ stage }, place) => ({
        heading: stage,
        rows: shown.map((each) => barOf(each, place, result.policy)),
      })),
    }),
  );
  return [figure({ caption: captionOf(result, way), drawing, table: tableOf(result, way) })];
}

/** Share of those who entered that came through all stages. */
const throughOf = ({ n, through }: FunnelResult): number | null => (n === 0 ? null : through / n);

/** The finding as a headline: the groups that come through least and most often. */
function captionOf({ policy }: AuditResult, way: Way): string {
  const { all } = way;
  const large = all.filter(({ n, group }) => n >= policy.minGroupSize && !Object.values(group).includes(null));
  if (large.length < 2) return `Stages ${wayText(way)}`;
  const sorted = [...large].sort((a, b) => throughOf(a)! - throughOf(b)!);
  const text = (each: FunnelResult) => `${formatValue(throughOf(each), 'share')} of ${groupInText(each.group)}`;
  return `${wayText(way).replace(/^b/, 'B')}, ${text(sorted[0]!)} came through all stages, and ${text(sorted.at(-1)!)}`;
}

function tableOf(result: AuditResult, way: Way): TableSpec {
  const { all } = way;
  const { level } = result.policy;
  const heads = all[0]!.stages.flatMap(({ stage }) => [`reached ${stage}`, `passed ${stage}`, `% of reached`]);
  return {
    caption: `Stages ${wayText(way)}: people, and shares with their intervals`,
    columns: [{ head: 'Group' }, { head: 'entered', numeric: true }, ...heads.map((head) => ({ head, numeric: true }))],
    rows: all.map((each) => ({
      cells: [
        groupName(each.group),
        formatCount(each.n),
        ...each.stages.flatMap(({ reached, passed }, place) => [
          formatCount(reached),
          formatCount(passed),
          rateText(each, place, level),
        ]),
      ],
    })),
  };
}

/** A step with the words for it; going on is a step of its own only where somebody did not. */
function stepsOf({ against: { steps } }: Compared): FunnelAgainst['steps'] {
  return steps.filter(
    ({ step, groupRate, referenceRate }) => step === 'passed' || groupRate !== 1 || referenceRate !== 1,
  );
}

const stepText = ({ step, stage }: FunnelAgainst['steps'][number]): string => `${step} ${stage}`;

const isCompared = (each: FunnelResult): each is Compared => each.against !== undefined;

/** What each step adds to the ratio of the whole: the logarithms of the steps add up to that of the whole. */
function stepsFigure(way: Way): Markup[] {
  const compared = way.all.filter(isCompared);
  if (compared.length === 0) return [];
  const reference = groupInText(compared[0]!.against.reference);
  const shown = largestOf(compared).filter(isCompared);
  const cut = shown.length < compared.length ? ` (the ${MOST_GROUPS} largest of ${compared.length} groups)` : '';
  const row = (label: string, ratio: FunnelAgainst['ratio'], n: number, role: ForestRow['role']): ForestRow => ({
    label,
    estimate: ratio.estimate,
    lower: ratio.lower,
    upper: ratio.upper,
    status: ratio.status,
    n,
    role,
  });
  const drawing = responsive(`steps-${way.key}`, ({ key, width }) =>
    forestChart({
      key,
      width,
      title: `Ratio to ${reference} step by step, ${wayText(way)}${cut}`,
      description: `Ratios of the rates of ${counted(shown.length, 'group')} to those of ${reference}, for each step and for the whole. The numbers are in the table below.`,
      axisLabel: `rate of the group over that of ${reference}`,
      unit: 'number',
      scale: 'log',
      markWords: { ok: 'step', reference: 'all stages together' },
      sections: shown.map((each) => ({
        heading: groupLabel(each.group),
        rows: [
          ...stepsOf(each).map((step) => row(stepText(step), step, reachedBy(each, step), null)),
          row('all stages', each.against.ratio, each.n, 'reference'),
        ],
        reference: { value: 1, label: `as ${reference}` },
        bounds: [],
      })),
    }),
  );
  return [figure({ caption: stepsCaption(compared, reference), drawing, table: stepsTable(compared, way) })];
}

/** People of the group who were at a step: who reached the stage, or of those who went on, who passed the one before. */
function reachedBy({ stages }: FunnelResult, { step, stage }: FunnelAgainst['steps'][number]): number {
  const place = stages.findIndex((each) => each.stage === stage);
  return step === 'passed' ? stages[place]!.reached : stages[place - 1]!.passed;
}

/** The finding as a headline: where the group that is worst off falls behind most. */
function stepsCaption(compared: readonly Compared[], reference: string): string {
  const large = compared.filter(({ against: { ratio } }) => ratio.status === 'ok' && ratio.estimate !== null);
  const ratioOf = ({ against }: Compared): number => against.ratio.estimate!;
  if (large.length === 0) return `Where groups fall behind ${reference}`;
  const worst = large.reduce((least, each) => (ratioOf(each) < ratioOf(least) ? each : least));
  const whole =
    ratioOf(worst) === 0
      ? `Nobody of ${groupInText(worst.group)} comes through, against ${formatValue(worst.against.referenceRate, 'share')} of ${reference}`
      : `${groupInText(worst.group)} come through ${formatNumber(ratioOf(worst))} times as often as ${reference}`;
  const steps = stepsOf(worst).filter(({ share }) => share !== null && share > 0);
  if (ratioOf(worst) >= 1 || steps.length === 0) return whole;
  const most = steps.reduce((one, step) => (step.share! > one.share! ? step : one));
  return `${whole}; the step that makes most of it is "${stepText(most)}": ${formatNumber(most.estimate)}`;
}

function stepsTable(compared: readonly Compared[], way: Way): TableSpec {
  const numeric = (head: string) => ({ head, numeric: true });
  return {
    caption: `Steps ${wayText(way)}: rates, their ratio, and the share of the logarithm of the whole ratio that a step makes`,
    columns: [
      { head: 'Group' },
      { head: 'Step' },
      ...['rate', 'rate of the reference', 'ratio', 'interval', 'share of the whole'].map(numeric),
      { head: 'Evidence' },
    ],
    rows: compared.flatMap((each) => [
      ...stepsOf(each).map((step) => ({
        cells: [
          groupName(each.group),
          stepText(step),
          formatValue(step.groupRate, 'share'),
          formatValue(step.referenceRate, 'share'),
          ...ratioCells(step),
          formatValue(step.share, 'share', 0),
          EVIDENCE_WORDS[step.status],
        ],
      })),
      {
        cells: [
          groupName(each.group),
          'all stages',
          formatValue(throughOf(each), 'share'),
          formatValue(each.against.referenceRate, 'share'),
          ...ratioCells(each.against.ratio),
          '',
          EVIDENCE_WORDS[each.against.ratio.status],
        ],
      },
    ]),
  };
}

const ratioCells = ({ estimate, lower, upper }: FunnelAgainst['ratio']): string[] => [
  formatNumber(estimate),
  lower === null || upper === null ? '' : formatInterval(lower, upper, 'number'),
];

/** All routes together, then each by itself. */
function waysOf(funnels: readonly FunnelResult[], by: readonly string[], index: number): Way[] {
  const ofSet = funnels.filter((each) => sameBy(each.by, by));
  return [...new Set(ofSet.map(({ route }) => route))].map((route, i) => ({
    by,
    route,
    all: ofSet.filter((each) => each.route === route),
    key: i === 0 ? `${index + 1}` : `${index + 1}-${i}`,
  }));
}

/** How people come through the stages in each group; empty where decisions are something else. */
export function funnelsSection(result: AuditResult): Markup[] {
  if (result.funnels === undefined) return [];
  return [
    p(
      'Bars are shares of all who entered: up to the end of the full part those who passed the stage, up to the end of the pale part those who reached it. ' +
        'Each stage may look fair and the whole be unfair, because ratios multiply. Who was left out by a stage is not seen by the next.',
    ),
    ...attributeSets(result).flatMap((by, index) =>
      waysOf(result.funnels!, by, index).flatMap((way) => [...funnelFigure(result, way), ...stepsFigure(way)]),
    ),
  ];
}
