import { counted } from '../../../core/base/counted.js';
import { effectChart, formatCount, formatValue } from '../../../core/charts/index.js';
import {
  type Course,
  type CourseRound,
  findingsOf,
  INTERVENTIONS,
  type LoopPreset,
  type LoopResult,
  overText,
  remedyText,
  roundsShown,
  type Spread,
  strengthText,
} from '../../feedback-loops/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, figure, h, htmlPage, type Markup, p, responsive, table } from '../../pages/parts/index.js';

/** What the page is about, and how to make it again. */
export interface LoopPage {
  readonly preset: LoopPreset;
  readonly result: LoopResult;
  readonly replay: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/**
 * Renders a simulated feedback loop as one accessible, self-contained HTML file: what the system gives and believes round by round, beside what would be due
 * and is true, with and without interventions.
 *
 * @returns an HTML5 document, UTF-8; the same page gives the same bytes
 */
export function renderLoopHtml(page: LoopPage): string {
  const { preset, result } = page;
  const sections: PageSection[] = [
    { id: 'as-is', title: 'The loop as it is', content: courseContent(preset, result.asIs, 'as-is') },
    ...(result.changed === null
      ? []
      : [
          {
            id: 'changed',
            title: `With ${strengthText(result.changed)}`,
            content: courseContent(preset, result.changed, 'changed'),
          },
        ]),
    { id: 'alone', title: 'What each intervention does alone', content: [remedies(page)] },
    { id: 'evidence', title: 'How it was made', content: evidence(page) },
  ];
  return htmlPage(
    preset.title,
    sectionedBody({
      skip: 'Skip to the loop',
      header: h(
        'header',
        {},
        h('h1', {}, `Feedback loop: ${preset.name}`),
        h('p', { class: 'verdict' }, preset.title),
        p(preset.story),
      ),
      sections,
      footer: `Made by ${page.tool.name} ${page.tool.version}.`,
    }),
  );
}

function courseContent(preset: LoopPreset, course: Course, key: string): Markup[] {
  return [
    ...findingsOf(preset, course).map((sentence) => p(sentence)),
    lines(preset, course, {
      key: `${key}-given`,
      ...preset.given,
      of: (round) => round.given,
      beside: { name: 'due', of: (round) => round.due },
    }),
    lines(preset, course, {
      key: `${key}-believed`,
      ...preset.believed,
      of: (round) => round.believed,
      beside: { name: 'in truth', of: (round) => round.actual },
    }),
  ];
}

interface Lines {
  readonly key: string;
  readonly name: string;
  readonly unit: 'share' | 'number';
  readonly of: (round: CourseRound) => readonly Spread[];
  /** What the figure would be if the system knew. */
  readonly beside: { readonly name: string; readonly of: (round: CourseRound) => readonly Spread[] };
}

function lines(preset: LoopPreset, { rounds }: Course, { key, name, unit, of, beside }: Lines): Markup {
  const series = preset.groups.flatMap((group, index) => [
    { label: group, at: (round: CourseRound) => of(round)[index]! },
    { label: `${group}, ${beside.name}`, at: (round: CourseRound) => beside.of(round)[index]! },
  ]);
  const shown = roundsShown({ rounds: rounds.length - 1 });
  return figure({
    caption: `${name}, by ${preset.round}; middle of the runs`,
    drawing: responsive(key, ({ key: own, width }) =>
      effectChart({
        key: own,
        width,
        title: name,
        description: `${name} of each group by ${preset.round}. The numbers are in the table below.`,
        xLabel: preset.round,
        yLabel: name,
        yUnit: unit,
        points: rounds.map(({ round }) => round),
        series: series.map(({ label, at }) => ({ label, y: rounds.map((round) => at(round).median) })),
      }),
    ),
    table: {
      caption: `${name}: middle of the runs, and the ends of nine of ten`,
      columns: [{ head: preset.round }, ...series.map(({ label }) => ({ head: label, numeric: true }))],
      rows: shown.map((round) => ({
        cells: [String(round), ...series.map(({ at }) => spread(at(rounds[round]!), unit))],
      })),
    },
  });
}

const spread = ({ median, p05, p95 }: Spread, unit: 'share' | 'number'): string =>
  `${formatValue(median, unit)} (${formatValue(p05, unit)} to ${formatValue(p95, unit)})`;

function remedies({ preset, result }: LoopPage): Markup {
  return table({
    caption: `How much the difference between the groups is larger than due, ${overText(preset, result.asIs)}: middle of the runs, and the ends of nine of ten`,
    columns: [
      { head: 'Intervention' },
      { head: 'What it does' },
      { head: 'Difference beyond what is due', numeric: true },
    ],
    rows: [
      { cells: ['none', 'the loop as it is', remedyText(preset, result.asIs.end)] },
      ...result.alone.map((remedy) => ({
        cells: [strengthText(remedy), preset.interventions[remedy.intervention]!, remedyText(preset, remedy)],
      })),
    ],
  });
}

function evidence({ preset, result, replay }: LoopPage): Markup[] {
  const without = INTERVENTIONS.filter((one) => preset.interventions[one] === undefined);
  return [
    p(
      'A model of a mechanism, with made-up numbers: it shows what such a loop can do and which interventions reach it, and says nothing of a system that was not measured.',
    ),
    facts([
      ['Mechanism', preset.source],
      ['Runs', formatCount(result.runs)],
      ['Rounds', counted(formatCount(result.rounds), preset.round)],
      ['Seed', String(result.seed)],
      ['Interventions without a place in this loop', without.join(', ')],
      ['To make it again', h('code', {}, replay)],
    ]),
  ];
}
