import { agree, counted } from '../../../core/base/counted.js';
import {
  formatCount,
  formatNumber,
  type TimelineChart,
  type TimelineSpan,
  timelineChart,
} from '../../../core/charts/index.js';
import { boundEnds, type DetectableGap, type Unwatched } from '../../monitor/index.js';
import type { SeriesTrace } from '../../monitor-replay/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, figure, h, htmlPage, type Markup, p, responsive, table } from '../../pages/parts/index.js';

/** A series with what it is called and what is said of it. */
export interface ReplayedSeries {
  readonly trace: SeriesTrace;
  /** Whom it is about, such as `f against m`. */
  readonly label: string;
  /** What is bounded, such as `selection rate by sex, difference at most 0.05`. */
  readonly watched: string;
  /** Each change of its state as a sentence, the first ones; of alarms with what may be behind it, where that was looked for. */
  readonly sentences: readonly { readonly text: string; readonly causes: readonly string[] }[];
}

/** The answer to a duration for one series, in words. */
export interface ReplayedDuration {
  readonly requirement: string;
  /** Whom it is about. */
  readonly label: string;
  /** What is asked, such as `broken for 7 days (every)`. */
  readonly asked: string;
  readonly answer: string;
  /** What was found on its days, and which they are. */
  readonly days: string;
  /** The chance that the answer is false; empty where there is none. */
  readonly chance: string;
}

/** Something about the data that was watched by itself, and each change of it as a sentence, the first ones. */
interface ReplayedFact {
  readonly id: string;
  /** What is asked of the data, such as `time without a decision, at most 6 h`. */
  readonly asked: string;
  readonly sentences: readonly string[];
}

/** What the page of a replay is about, and how to make it again. */
export interface ReplayPage {
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
  readonly level: number;
  readonly blockText: string;
  readonly falseAlarmsPerDay: number;
  readonly blocks: number;
  readonly alarms: number;
  readonly firing: readonly string[];
  /** Those with most alarms first. */
  readonly series: readonly ReplayedSeries[];
  /** Facts about the data that the policy asks for; empty where it asks for none. */
  readonly facts: readonly ReplayedFact[];
  /** Answers to the durations of the policy as they stand at the end; empty where it asks for none. */
  readonly durations: readonly ReplayedDuration[];
  /** Series that appeared when as many as can be followed were there. */
  readonly seriesLeftOut: number;
  readonly unwatched: readonly Unwatched[];
  readonly detectable: readonly (Pick<DetectableGap, 'requirement' | 'gapIn30Days'> & { readonly label: string })[];
  readonly counted: number;
  readonly uncounted: Readonly<Record<string, number>>;
  /** Of labels and the like. */
  readonly remarks: readonly string[];
  readonly replay: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/** Most series that are drawn; each takes two charts. */
const MOST_DRAWN = 40;
/** Most rows of the table under a chart. */
const MOST_ROWS = 60;
const NOTE =
  'This is what the live monitor of this policy would have said of these decisions. An alarm is evidence that a bound was broken, not proof of its cause; a series that stays silent had too little evidence, which is not proof that the bound was kept.';

/**
 * Renders a replay of the monitor as one accessible, self-contained HTML file: each series over time with its confidence sequence, its bound and
 * its alarms, and the evidence beside what an alarm takes.
 *
 * @returns an HTML5 document, UTF-8; the same page gives the same bytes
 */
export function renderReplayHtml(page: ReplayPage): string {
  const drawn = page.series.slice(0, MOST_DRAWN);
  const sections: PageSection[] = [
    { id: 'overview', title: 'Every series', content: overview(page, drawn.length) },
    ...(page.facts.length === 0 ? [] : [{ id: 'facts', title: 'The data themselves', content: [factTable(page)] }]),
    ...drawn.map((series, index) => ({
      id: `series-${index + 1}`,
      title: `${series.trace.watch.id}: ${series.label}`,
      content: seriesContent(page, series, index + 1),
    })),
    ...(page.durations.length === 0
      ? []
      : [{ id: 'durations', title: 'What has lasted for days', content: [durationTable(page)] }]),
    { id: 'found', title: 'What would be found', content: [detectableTable(page)] },
    ...(page.unwatched.length === 0
      ? []
      : [{ id: 'unwatched', title: 'What is not watched', content: [unwatchedTable(page)] }]),
    { id: 'evidence', title: 'How it was made', content: evidence(page) },
  ];
  const { tone, glyph } = headOf(page);
  return htmlPage(
    `Monitor replay: ${page.policy.name}`,
    sectionedBody({
      skip: 'Skip to the series',
      header: h(
        'header',
        {},
        h('h1', {}, `Monitor replay: ${page.policy.name} ${page.policy.version}`),
        h(
          'p',
          { class: `verdict ${tone}` },
          h('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph),
          ` ${verdict(page)}`,
        ),
        h('p', { class: 'note' }, NOTE),
        facts([
          ['Decisions counted', formatCount(page.counted)],
          ['Blocks', `${formatCount(page.blocks)} of ${page.blockText}`],
          ['Series', formatCount(page.series.length + page.seriesLeftOut)],
          [
            'Budget',
            `at most ${counted(page.falseAlarmsPerDay, 'false alarm')} a day in expectation, for all series together`,
          ],
        ]),
      ),
      sections,
      footer: `Made by ${page.tool.name} ${page.tool.version} from policy ${page.policy.digest}.`,
    }),
  );
}

/** Where no group was ever large enough nothing was watched, which is no good news. */
function headOf({ firing, series }: ReplayPage): { readonly tone: string; readonly glyph: string } {
  if (firing.length > 0) return { tone: 'fail', glyph: '✗' };
  return series.length === 0 ? { tone: 'inconclusive', glyph: '?' } : { tone: 'pass', glyph: '✓' };
}

function verdict({ alarms, firing, series }: ReplayPage): string {
  if (series.length === 0) return 'Nothing was watched: no group was ever large enough.';
  const raised =
    alarms === 0
      ? 'No alarm was raised'
      : `${counted(formatCount(alarms), 'alarm')} ${agree(alarms, 'was', 'were')} raised`;
  const last = firing.length === 0 ? 'nothing fires' : `${firing.join(', ')} ${agree(firing.length, 'fires', 'fire')}`;
  return `${raised}; at the end ${last}.`;
}

function overview(page: ReplayPage, drawn: number): Markup[] {
  const { series, seriesLeftOut } = page;
  const left = series.length - drawn;
  return [
    ...(left > 0
      ? [
          p(
            `The ${drawn} series with most alarms and most evidence are drawn; ${formatCount(left)} are only in this table.`,
          ),
        ]
      : []),
    ...(seriesLeftOut > 0
      ? [
          p(
            `${formatCount(seriesLeftOut)} further series appeared later and were watched, but not followed for this page.`,
          ),
        ]
      : []),
    table({
      caption: 'Every series with its state at the end',
      columns: [
        { head: 'Requirement' },
        { head: 'Group' },
        { head: 'State at the end' },
        { head: 'Alarms', numeric: true },
        { head: 'Last estimate [interval]', numeric: true },
      ],
      rows: series.map(({ trace, label }, index) => ({
        cells: [
          index < drawn ? h('a', { href: `#series-${index + 1}` }, trace.watch.id) : trace.watch.id,
          label,
          STATE_WORDS[trace.condition],
          formatCount(trace.alarms),
          lastText(trace),
        ],
      })),
    }),
  ];
}

const STATE_WORDS: Readonly<Record<SeriesTrace['condition'], string>> = {
  watching: 'watching',
  pending: 'pending',
  firing: 'firing',
  resolved: 'resolved',
  'no-data': 'no data',
  'not-judged': 'not judged: too little data',
};

function lastText({ points }: SeriesTrace): string {
  const last = points.at(-1);
  return last === undefined ? 'nothing measured' : pointText(last);
}

function pointText({ estimate, lower, upper }: SeriesTrace['points'][number]): string {
  if (estimate === null) return 'undefined';
  const interval = lower === null || upper === null ? '' : ` [${formatNumber(lower, 3)}, ${formatNumber(upper, 3)}]`;
  return `${formatNumber(estimate, 3)}${interval}`;
}

/** What a level is called. */
const VALUES = {
  rates: 'Rate',
  means: 'Mean',
  areas: 'Area under the curve',
  estimates: 'Estimated rate',
  fractions: 'F1',
  lists: 'Share',
  orders: 'Chance to stand above the reference',
  agreement: 'Share',
} as const;

function comparedWords(watch: ReplayedSeries['trace']['watch']): string {
  if (watch.kind === 'drift') return 'Distance';
  if (watch.kind === 'changes')
    return {
      value: `Change of the ${watch.of === undefined ? 'rate' : watch.of.kind === 'means' ? 'mean' : 'value'}`,
      difference: 'Change of the difference',
      ratio: 'Ratio over the ratio before',
    }[watch.compare];
  return { value: VALUES[watch.kind], difference: 'Difference', ratio: 'Ratio' }[watch.compare];
}

function seriesContent(
  page: ReplayPage,
  { trace, label, watched, sentences }: ReplayedSeries,
  number: number,
): Markup[] {
  const { watch, points, changes } = trace;
  const spans = spansOf(trace);
  const bounds = boundsOf(trace);
  const left = changes.length - sentences.length;
  const isLast = points.length - 1;
  const step = Math.max(1, Math.ceil(points.length / MOST_ROWS));
  const rows = points.filter((_, i) => i % step === 0 || i === isLast);
  const compare = comparedWords(watch);
  return [
    p(`${watched[0]!.toUpperCase()}${watched.slice(1)}.`),
    ...(sentences.length === 0 ? [] : [h('ul', {}, ...sentences.map(sentenceItem))]),
    ...(left > 0 ? [p(`And ${counted(formatCount(left), 'further change')}.`)] : []),
    figure({
      caption: `${compare} of ${label}, over what was counted since the series began, or since its last alarm`,
      drawing: [
        ...responsive(`value-${number}`, ({ key, width }) =>
          timelineChart({
            key,
            width,
            title: `${watch.id}: ${label}`,
            description: `${compare} over time with its interval, the bound and the time in which an alarm was on. The numbers are in the table below.`,
            yLabel: compare,
            unit: 'number',
            points: points.map(({ at, estimate, lower, upper, anew }) => ({ at, value: estimate, lower, upper, anew })),
            bounds,
            spans,
            bandLabel: `${Number((page.level * 100).toFixed(2))} % confidence sequence`,
          }),
        ),
        ...responsive(`evidence-${number}`, ({ key, width }) =>
          timelineChart({
            key,
            width,
            title: `${watch.id}: evidence of ${label}`,
            description:
              'Evidence that the bound is broken, over time, beside what an alarm takes. The numbers are in the table below.',
            yLabel: 'Evidence that the bound is broken, to 1',
            unit: 'evidence',
            points: points.map(({ at, logEvidence }) => ({ at, value: logEvidence })),
            bounds: [],
            movingBound: {
              label: 'an alarm',
              steps: points.map(({ at, logThreshold }) => ({ at, value: logThreshold })),
            },
            spans,
          }),
        ),
      ],
      table: {
        caption: `${compare} and evidence over time${step > 1 ? `, every ${step}th block that is drawn` : ''}`,
        columns: [
          { head: 'Block closed (UTC)' },
          { head: `${compare} [interval]`, numeric: true },
          { head: 'Evidence', numeric: true },
        ],
        rows: rows.map((point) => ({
          cells: [
            new Date(point.at).toISOString().slice(0, 16).replace('T', ' '),
            pointText(point),
            point.logEvidence === null ? 'alarm on' : formatNumber(Math.exp(point.logEvidence), 1),
          ],
        })),
      },
    }),
  ];
}

const sentenceItem = ({ text, causes }: ReplayedSeries['sentences'][number]): Markup =>
  h('li', {}, text, ...(causes.length === 0 ? [] : [h('ul', {}, ...causes.map((cause) => h('li', {}, cause)))]));

const durationTable = ({ durations }: ReplayPage): Markup =>
  table({
    caption: 'Whether a bound was broken for as long as the policy asks, about the last days that are closed, in UTC',
    columns: [{ head: 'Requirement' }, { head: 'Group' }, { head: 'Asked' }, { head: 'Answer' }, { head: 'Days' }],
    rows: durations.map(({ requirement, label, asked, answer, days, chance }) => ({
      cells: [requirement, label, asked, answer, `${days}${chance}`],
    })),
  });

/** Where the bounds lie of what is drawn. */
const boundsOf = ({ watch, drift }: SeriesTrace): TimelineChart['bounds'] =>
  boundEnds(watch, drift).map(({ side, value }) => ({
    value,
    label: `bound: ${side === 'at-most' ? 'at most' : 'at least'} ${formatNumber(value, 3)}${drift === null ? '' : ', with the error of the reference'}`,
  }));

/** Times in which an alarm was on or no data came, from the changes of state. */
function spansOf({ changes, points }: SeriesTrace): TimelineSpan[] {
  const end = points.at(-1)?.at ?? 0;
  return changes.flatMap(({ state, at }, i): TimelineSpan[] => {
    if (state !== 'firing' && state !== 'no-data') return [];
    const next = changes[i + 1];
    return [
      {
        kind: state,
        from: Date.parse(at),
        to: next === undefined ? Math.max(end, Date.parse(at)) : Date.parse(next.at),
      },
    ];
  });
}

const detectableTable = ({ detectable }: ReplayPage): Markup =>
  table({
    caption:
      'The smallest gap (of levels: the level) that each series would find within 30 days with chance 0.8, at this volume',
    columns: [{ head: 'Requirement' }, { head: 'Group' }, { head: 'Found from', numeric: true }],
    rows: detectable.map(({ requirement, label, gapIn30Days }) => ({
      cells: [requirement, label, gapIn30Days === null ? 'none would be found' : formatNumber(gapIn30Days, 3)],
      few: gapIn30Days === null,
    })),
  });

const factTable = ({ facts: all }: ReplayPage): Markup =>
  table({
    caption: 'What was so of the data and was not to be: it is counted, without a chance of error',
    columns: [{ head: 'Fact' }, { head: 'Asked' }, { head: 'What happened, in UTC' }],
    rows: all.map(({ id, asked, sentences }) => ({
      cells: [id, asked, sentences.length === 0 ? 'It was never broken.' : sentences.join(' ')],
    })),
  });

const unwatchedTable = ({ unwatched }: ReplayPage): Markup =>
  table({
    caption: 'Requirements that the monitor does not watch, why, and what can be watched in their place',
    columns: [{ head: 'Requirement' }, { head: 'Why' }, { head: 'What can be watched' }],
    rows: unwatched.map(({ requirement, reason, instead }) => ({
      cells: [requirement, reason, instead ?? 'it, without live: false'],
    })),
  });

function evidence({ uncounted, remarks, replay }: ReplayPage): Markup[] {
  const left = Object.entries(uncounted).map(([reason, n]) => [`Not counted: ${reason}`, formatCount(n)] as const);
  return [
    ...(left.length === 0 ? [] : [facts(left)]),
    ...remarks.map((remark) => p(remark)),
    p('The same numbers again, as lines of JSON:'),
    h('p', {}, h('code', {}, replay)),
  ];
}
