import { agree, counted } from '../../../core/base/counted.js';
import type { Flips, ScoreMove } from '../../../core/explain/index.js';
import type { ComparedVersions } from '../../../domain/explanations/effects/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { aligned, bar, estimateText, groupText, number } from './text.js';

/** Most inputs in the table; `--json` has all. */
const INPUTS_SHOWN = 12;

/** A readable comparison of two versions: how far scores move, which inputs move them, whose decisions flip. */
export function compareText(compared: ComparedVersions, paint: Paint): string {
  const { comparison, summary, decision } = compared;
  const lines = [
    paint(
      'bold',
      `after - before, ${comparison.method} values (${comparison.scale}), mean over ${counted(comparison.rows, 'person')} with 95 % interval`,
    ),
    ...aligned(summary.score.map((move) => ['score', ...moveCells(compared, move)])),
    '',
    paint('bold', 'inputs that move scores'),
    ...playerLines(compared, paint),
  ];
  if (summary.flips !== null && decision !== null) {
    const side = decision.accept === 'below' ? '<' : '>=';
    const then = decision.cutoffBefore === decision.cutoff ? '' : ` (before: ${side} ${decision.cutoffBefore})`;
    lines.push(
      '',
      paint('bold', `decisions: accepted ${side} ${decision.cutoff} (${decision.cutoffScale})${then}`),
      ...aligned(summary.flips.map((flips) => flipCells(compared, flips))),
    );
  }
  return `${lines.map(onOneLine).join('\n')}\n`;
}

const moveCells = ({ by }: ComparedVersions, { group, mean, meanSize }: ScoreMove): string[] => [
  ...(by === null ? [] : [groupText(by, group)]),
  estimateText(mean),
  `size ${number(meanSize.estimate)}`,
];

function playerLines(compared: ComparedVersions, paint: Paint): string[] {
  const { players } = compared.summary;
  const moved = players.filter(({ moves }) => moves.some(({ meanSize }) => meanSize.estimate !== 0));
  if (moved.length === 0) return ['  none: the versions give the same values'];
  const shown = moved.slice(0, INPUTS_SHOWN);
  const largest = Math.max(...shown.flatMap(({ moves }) => moves.map(({ meanSize }) => meanSize.estimate ?? 0)));
  const rows = shown.flatMap(({ name, moves }) =>
    moves.map((move, i) => [
      i === 0 ? name : '',
      ...moveCells(compared, move),
      bar(move.meanSize.estimate ?? 0, largest),
    ]),
  );
  const rest = players.length - shown.length;
  const still = players.length - moved.length;
  const more =
    rest > 0
      ? [
          paint(
            'dim',
            `  ${counted(rest, 'other')} (${still} ${agree(still, 'does', 'do')} not move any score); --json has all`,
          ),
        ]
      : [];
  return [...aligned(rows).map((line) => line.trimEnd()), ...more];
}

const flipCells = ({ by }: ComparedVersions, flips: Flips): string[] => [
  groupText(by, flips.group),
  `accepted ${flips.acceptedBefore} -> ${flips.acceptedAfter} of ${flips.n}`,
  `gained ${flips.gained}, lost ${flips.lost}`,
  `turned ${estimateText(flips.flipped)}`,
];
