import { formatNumber } from '../../../core/charts/index.js';
import type { AgreementRange } from '../../../core/explain/index.js';
import type { SurrogateRun } from '../../../domain/explanations/checks/index.js';
import { printable } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';

const DECIMALS = 2;

const shown = ({ lowest, median, highest }: AgreementRange): string =>
  median === null
    ? 'not defined'
    : `${formatNumber(median, DECIMALS)} (${formatNumber(lowest!, DECIMALS)} to ${formatNumber(highest!, DECIMALS)})`;

/** A readable comparison: how well a linear surface fits, how far its own answers differ, then how it agrees. */
export function surrogateText({ row, result }: SurrogateRun, paint: Paint, columns: number): string {
  const { agreement, stability, setting, rSquared } = result;
  const lines: [string, string][] = [
    ['fit near the row', `R squared ${shown(rSquared)} over ${setting.repeats} seeds`],
    [
      'stability',
      `fit against fit: same ${setting.top} strongest ${shown(stability.topOverlap)}, order (Kendall) ${shown(stability.kendall)}`,
    ],
    [
      'agreement',
      `with the values: same ${setting.top} strongest ${shown(agreement.topOverlap)}, order ${shown(agreement.kendall)}, same sign ${shown(agreement.sameSign)}`,
    ],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const body = lines.map(([name, text]) => `  ${name.padEnd(width)}  ${printable(text)}`);
  const note = wrap(result.purpose, Math.max(30, columns - 2)).map((line) => paint('dim', `  ${line}`));
  return `\n${paint('bold', `cross-check of row ${row} by a local linear surrogate (no part of the verdict)`)}\n${[...body, ...note].join('\n')}\n`;
}
