import { counted } from '../../../core/base/counted.js';
import { formatNumber } from '../../../core/charts/index.js';
import { ROWS_SHOWN } from '../../../domain/explanations/context/index.js';
import type { InputSlope, SlopesReport } from '../../../domain/explanations/slopes/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';

/** Most inputs shown per row, the strongest first. */
const INPUTS_SHOWN = 8;
const DECIMALS = 4;

const number = (value: number): string => `${value >= 0 ? '+' : ''}${formatNumber(value, DECIMALS)}`;

/** Slopes for the terminal. */
export function slopesText({ model, noise, deviations, rows }: SlopesReport, paint: Paint): string {
  const where =
    noise === null
      ? 'at each row itself, exact'
      : `means of ${noise.samples} draws in noise of ${noise.deviations} standard deviations, seed ${onOneLine(noise.seed)}`;
  const lines = [
    `${paint('bold', 'slopes')} of the ${model.scaleName}, ${where}`,
    paint('dim', `for a standard deviation of the ${deviations.of}, and for a unit; they do not sum to the score`),
    ...rows
      .slice(0, ROWS_SHOWN)
      .flatMap(({ index, slopes }) => ['', paint('bold', `row ${index}`), ...ofRow(slopes, paint)]),
  ];
  const left = rows.length - ROWS_SHOWN;
  if (left > 0) lines.push('', paint('dim', `... and ${counted(left, 'more row')}; --json has all, --row N one`));
  return `${lines.join('\n')}\n`;
}

function ofRow(slopes: readonly InputSlope[], paint: Paint): string[] {
  const weight = ({ perDeviation }: InputSlope): number => Math.abs(perDeviation ?? 0);
  const moved = slopes.filter(({ slope }) => slope !== null).toSorted((a, b) => weight(b) - weight(a));
  const none = slopes.filter(({ slope }) => slope === null).map(({ input }) => onOneLine(input));
  const shown = moved.slice(0, INPUTS_SHOWN);
  const widest = Math.max(0, ...shown.map(({ input }) => onOneLine(input).length));
  const lines = shown.map(({ input, slope, perDeviation, standardError }) => {
    const error = standardError === null ? '' : `, standard error ${formatNumber(standardError, DECIMALS)}`;
    const strong = perDeviation === null ? 'not known' : number(perDeviation);
    return `  ${onOneLine(input).padEnd(widest)}  ${strong.padStart(10)}  (${number(slope!)} a unit${error})`;
  });
  const left = moved.length - shown.length;
  if (left > 0) lines.push(paint('dim', `  ${counted(left, 'weaker input')}; --json has all`));
  if (none.length > 0) lines.push(paint('dim', `  no slope: ${none.join(', ')}`));
  return lines;
}
