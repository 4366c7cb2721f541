import { counted } from '../../../core/base/counted.js';
import { formatValue } from '../../../core/charts/index.js';
import type { Course, CourseRound, LoopResult, Remedy, Spread } from './simulate.js';
import type { LoopPreset } from './types.js';

const signed = (value: number, unit: 'share' | 'number'): string =>
  formatValue(value, unit === 'share' ? 'points' : 'number');

/** A difference between groups with its sign, and the ends of nine of ten runs. */
export const spreadText = ({ median, p05, p95 }: Spread, unit: 'share' | 'number', ends = ''): string =>
  `${signed(median, unit)} (${ends}${signed(p05, unit)} to ${signed(p95, unit)})`;

/** What a course shows, in sentences: what is owed to the loop, what it made true, and whose records it learns from. */
export function findingsOf(preset: LoopPreset, course: Course): string[] {
  const { rounds, end } = course;
  const first = rounds[0]!;
  const { unit } = preset.given;
  const both = (of: readonly Spread[], as: 'share' | 'number'): string =>
    of.map(({ median }) => formatValue(median, as)).join(' and ');
  const over = overText(preset, course);
  return [
    `${preset.given.name}: ${both(end.given, unit)} (${preset.groups.join(', ')}; ${over}), where ${both(end.due, unit)} would be due ${preset.dueIf}. They were ${both(first.given, unit)} at the beginning.`,
    `The difference, ${preset.groups.join(' less ')}, is off what is due by ${spreadText(end.excessGap, unit, 'nine of ten runs: ')}; at the beginning by ${signed(first.excessGap.median, unit)}.`,
    ...(preset.changesGroups ? [changed(preset, first, end)] : []),
    `${formatValue(end.ownShare.median, 'share', 0)} of the records that the system learns from ${preset.own} only because it decided so.`,
    ...(end.effectiveNumber === null
      ? []
      : [
          `What is shown is as concentrated as ${formatValue(end.effectiveNumber.median, 'number', 1)} things shown alike.`,
        ]),
  ];
}

/** What figures of the end are of: `mean of the last 12 of 60 months`. */
export const overText = (preset: LoopPreset, { end, endOver }: Course): string =>
  endOver === end.round
    ? `mean of ${counted(end.round, preset.round)}`
    : `mean of the last ${endOver} of ${counted(end.round, preset.round)}`;

function changed({ believed }: LoopPreset, first: CourseRound, end: CourseRound): string {
  const show = (of: readonly Spread[]): string =>
    of.map(({ median }) => formatValue(median, believed.unit)).join(' and ');
  const isLess = end.due.some(({ median }, group) => median < first.due[group]!.median);
  const less = isLess ? ' Less is due with it, so a gap that shrinks here is no repair.' : '';
  return `The loop changes the groups: ${believed.name.toLowerCase()} was ${show(first.actual)} and is ${show(end.actual)}.${less}`;
}

/** What an intervention alone leaves of the difference. */
export const remedyText = (preset: LoopPreset, { excessGap }: Pick<Remedy, 'excessGap'>): string =>
  spreadText(excessGap, preset.given.unit);

/** How strongly an intervention is on, as it is written on the command line. */
export function strengthText({ switches }: Pick<Remedy, 'switches'>): string {
  const { audit, exploration, propensity, holdout, diversity, reset } = switches;
  return [
    audit ? '--audit' : '',
    exploration > 0 ? `--exploration ${exploration}` : '',
    propensity ? '--propensity' : '',
    holdout > 0 ? `--holdout ${holdout}` : '',
    diversity > 0 ? `--diversity ${diversity}` : '',
    reset === null ? '' : `--reset ${reset}`,
  ]
    .filter((one) => one !== '')
    .join(' ');
}

/** The rounds that a table shows: the beginning, the first ones closer together, and the end. */
export function roundsShown({ rounds }: Pick<LoopResult, 'rounds'>): number[] {
  const at = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500].filter((round) => round < rounds);
  return [...at, rounds];
}
