import { counted } from '../../../core/base/counted.js';
import { formatBeside, formatInterval, formatNumber, formatValue } from '../../../core/charts/index.js';
import type {
  GroupRecourseReport,
  Proof,
  RecourseChange,
  RecourseOption,
  RecourseReport,
  RecourseRow,
} from '../../../core/explain/index.js';
import { shownCell } from '../../../domain/explanations/table/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';

/** Most rows that the text shows; `--json` has all. */
const ROWS_SHOWN = 20;
const DECIMALS = 4;

const PROOFS: Readonly<Record<Proof, string>> = {
  optimal: 'nothing allowed is cheaper',
  'none exists': 'proved: no allowed change is accepted',
  search: 'found by search; something cheaper may exist',
};

/** Readable recourse for the terminal. */
export function recourseText(report: RecourseReport, paint: Paint): string {
  const side = report.accept === 'above' ? '>=' : '<';
  const lines = [paint('bold', `accepted: ${report.cutoffScale} score ${side} ${report.cutoff}`)];
  for (const row of report.rows.slice(0, ROWS_SHOWN)) lines.push('', ...rowLines(row, report.cutoff, paint));
  const more = report.rows.length - ROWS_SHOWN;
  if (more > 0) lines.push('', paint('dim', `... and ${counted(more, 'more row')}; --json has all, --row N one`));
  return `${lines.join('\n')}\n`;
}

/** Note for a score whose side of the cutoff depends on arithmetic alone. */
const AT_CUTOFF = "at the cutoff within the model's arithmetic: the program that made the model may decide otherwise";

/** Text of scores beside the cutoff, with enough decimals that a rounded score never stands on its other side. */
const scoresText = (scores: readonly number[], cutoff: number): string =>
  scores.map((value) => formatBeside(value, cutoff, DECIMALS)).join(', ');

function rowLines(row: RecourseRow, cutoff: number, paint: Paint): string[] {
  const score = scoresText(row.prediction, cutoff);
  const title = `${paint('bold', `row ${row.index}`)}  score ${score}  ${row.accepted ? 'accepted already' : 'not accepted'}`;
  const head = row.atCutoff === true ? `${title}\n  ${paint('yellow', AT_CUTOFF)}` : title;
  if (row.accepted) return [head];
  if (row.best === null) {
    const bound = row.proof === 'search' ? 'nothing was found by search; that is no proof' : PROOFS[row.proof];
    return [head, `  ${paint('red', bound)}`, ...heldLines(row, paint)];
  }
  return [
    head,
    ...optionLines(row.best, { note: PROOFS[row.proof], cutoff }, paint),
    ...row.alternatives.flatMap((option) => optionLines(option, { note: 'another way', cutoff }, paint)),
    ...heldLines(row, paint),
  ];
}

function optionLines(option: RecourseOption, given: { note: string; cutoff: number }, paint: Paint): string[] {
  const { note, cutoff } = given;
  const score = scoresText(option.prediction, cutoff);
  const changes = Object.entries(option.changes).map(
    ([name, { from, fromText, to, beyondData }]) =>
      `    ${onOneLine(`${name}: ${shown(fromText ?? from)} -> ${shown(to)}${beyondText(beyondData)}`)}`,
  );
  return [
    `  ${paint('green', `cost ${formatNumber(option.cost, DECIMALS)}`)}  score then ${score}  (${note})`,
    ...(option.atCutoff === true ? [`    ${paint('yellow', AT_CUTOFF)}`] : []),
    ...changes,
  ];
}

const shown = (value: number | string | null): string => (value === null ? 'missing' : shownCell(String(value)));

const beyondText = (beyondData: RecourseChange['beyondData']): string =>
  beyondData === undefined
    ? ''
    : `  (nobody in the data had this: ${beyondData[0]} to ${beyondData[1]}; say min and max in the constraints)`;

const heldLines = (row: RecourseRow, paint: Paint): string[] =>
  row.heldFixed.length === 0
    ? []
    : [
        paint(
          'dim',
          `  stays as it is because its value is missing or unknown: ${row.heldFixed.map(onOneLine).join(', ')}`,
        ),
      ];

/** Cost of recourse by group with intervals, which shows for whom a favourable decision is harder to reach. */
export function groupText(report: GroupRecourseReport, paint: Paint): string {
  const lines = report.groups.map(({ group, n, nRefused, meanCost, shareWithoutRecourse }) => {
    const cost =
      meanCost.estimate === null
        ? 'not defined'
        : `${formatNumber(meanCost.estimate)} ${formatInterval(meanCost.lower, meanCost.upper)}`;
    const none = formatValue(shareWithoutRecourse.estimate, 'share');
    const note = meanCost.status === 'ok' ? '' : `  (${meanCost.reason ?? meanCost.status})`;
    return `  ${onOneLine(group)}: ${nRefused} of ${n} refused, mean cost ${cost}, without recourse ${none}${note}`;
  });
  return `\n${paint('bold', 'cost of recourse by group')}\n${lines.join('\n')}\n`;
}
