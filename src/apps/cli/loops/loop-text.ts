import { counted } from '../../../core/base/counted.js';
import { formatValue } from '../../../core/charts/index.js';
import {
  type Course,
  findingsOf,
  type LoopPreset,
  type LoopResult,
  overText,
  remedyText,
  roundsShown,
  strengthText,
} from '../../../domain/feedback-loops/index.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';

/** What a simulated loop showed, for a terminal of so many columns. */
export function loopText(preset: LoopPreset, result: LoopResult, paint: Paint, columns: number): string {
  const remedies = [
    ['none', remedyText(preset, result.asIs.end), 'the loop as it is'],
    ...result.alone.map((remedy) => [
      strengthText(remedy),
      remedyText(preset, remedy),
      preset.interventions[remedy.intervention]!,
    ]),
  ];
  return [
    paint('bold', preset.title),
    ...wrap(preset.story, columns),
    '',
    ...courseLines(preset, result.asIs, 'The loop as it is', paint, columns),
    ...(result.changed === null
      ? []
      : courseLines(preset, result.changed, `With ${strengthText(result.changed)}`, paint, columns)),
    paint('bold', `Each intervention alone: difference beyond what is due, ${overText(preset, result.asIs)}`),
    ...remedies.flatMap(([name, value, what]) => [
      `  ${name!.padEnd(32)} ${value}`,
      ...wrap(what!, columns - 4).map((line) => paint('dim', `    ${line}`)),
    ]),
    '',
    ...wrap(
      `A model of a mechanism with made-up numbers (${preset.source}): ${counted(result.runs, 'run')}, seed ${result.seed}. It says nothing of a system that was not measured.`,
      columns,
    ).map((line) => paint('dim', line)),
    '',
  ].join('\n');
}

function courseLines(preset: LoopPreset, course: Course, title: string, paint: Paint, columns: number): string[] {
  const { unit } = preset.given;
  const heads = [preset.round, ...preset.groups, ...preset.groups.map((group) => `due: ${group}`)];
  const rows = roundsShown({ rounds: course.rounds.length - 1 }).map((round) => {
    const { given, due } = course.rounds[round]!;
    return [String(round), ...[...given, ...due].map(({ median }) => formatValue(median, unit))];
  });
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padStart(widths[column]!)).join('  ')}`;
  return [
    paint('bold', title),
    ...findingsOf(preset, course).flatMap((sentence) => wrap(sentence, columns - 2).map((each) => `  ${each}`)),
    '',
    `  ${preset.given.name}, middle of the runs`,
    line(heads),
    ...rows.map(line),
    '',
  ];
}
