import { counted } from '../../../core/base/counted.js';
import { formatValue } from '../../../core/charts/index.js';
import type { Course, CourseRound, LoopResult, Remedy, Spread } from './simulate.js';
import type { LoopPreset } from './types.js';

/** Least change of what a group is that is worth a sentence. */
const WORTH_SAYING = 0.02;

const signed = (value: number, unit: 'share' | 'number'): string =>
  formatValue(value, unit === 'share' ? 'points' : 'number');

/** A difference between groups with its sign, and the ends of nine of ten runs. */
export const spreadText = ({ median, p05, p95 }: Spread, unit: 'share' | 'number', ends = ''): string =>
  `${signed(median, unit)} (${ends}${signed(p05, unit)} to ${signed(p95, unit)})`;

/** What a course shows, in sentences: what is owed to the loop, what it made true, and whose records it learns from. */
export function findingsOf(preset: LoopPreset, course: Course): string[] {
  const [first, last] = [course.rounds[0]!, course.rounds.at(-1)!];
  const rounds = counted(last.round, preset.round);
  const { unit } = preset.given;
  const between = (round: CourseRound): string =>
    `${formatValue(round.given[0]!.median, unit)} and ${formatValue(round.given[1]!.median, unit)}`;
  const began = first.given.some((one, group) => Math.abs(one.median - last.given[group]!.median) > 1e-9)
    ? ` They were ${between(first)} at the beginning.`
    : '';
  const findings = [
    `${preset.given.name}: ${between(last)} (${preset.groups.join(', ')}) after ${rounds}, where ${formatValue(last.due[0]!.median, unit)} and ${formatValue(last.due[1]!.median, unit)} would be due if the system knew the groups as they are.${began}`,
    `The difference, ${preset.groups.join(' less ')}, is off what is due by ${spreadText(last.excessGap, unit, 'nine of ten runs: ')} after ${rounds}; at the beginning by ${signed(first.excessGap.median, unit)}.`,
  ];
  const moved = last.actual.some((one, group) => Math.abs(one.median - first.actual[group]!.median) >= WORTH_SAYING);
  if (moved) {
    const show = (of: readonly Spread[]): string =>
      of.map(({ median }) => formatValue(median, preset.believed.unit)).join(' and ');
    findings.push(
      `The loop changes the groups: ${preset.believed.name.toLowerCase()} was ${show(first.actual)} and is ${show(last.actual)}. What is due becomes less with it, so a gap that shrinks here is no repair.`,
    );
  }
  findings.push(
    `${formatValue(last.ownShare.median, 'share', 0)} of the records that the system learns from exist only because it decided so.`,
  );
  if (last.effectiveNumber !== null)
    findings.push(
      `What is shown is as concentrated as ${formatValue(last.effectiveNumber.median, 'number', 1)} things shown alike.`,
    );
  return findings;
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
