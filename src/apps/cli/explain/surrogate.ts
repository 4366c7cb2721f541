import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { formatNumber } from '../../../core/charts/index.js';
import {
  type AgreementRange,
  type CrossCheck,
  crossCheck,
  type ExplainOptions,
  explain,
} from '../../../core/explain/index.js';
import { defaultOutput, sliceRows } from '../../../core/models/index.js';
import { printable } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';
import { type Setting, withModel } from './setting.js';

/** What `explain check --surrogate` found about one row of the data. */
export interface SurrogateRun {
  readonly row: number;
  readonly result: CrossCheck;
}

/** Compares the explanation of one row with local linear surrogates. Throws USAGE without a background. */
export async function runSurrogate(
  setting: Setting,
  options: ExplainOptions & { readonly seed: string },
  row: number,
): Promise<SurrogateRun> {
  const { background, data } = setting;
  if (background === null) {
    throw new TribuneError('USAGE', '--surrogate needs people to draw neighbours from', {
      remedy: 'Give --background DATA, for example those approved.',
    });
  }
  const rows = sliceRows(data.rows, row, row + 1);
  const one = { ...options, outputs: [options.outputs?.[0] ?? defaultOutput(setting.model) ?? 0] };
  const result = await withModel(setting, (model) =>
    crossCheck(model, rows, explain(model, rows, one), {
      background: background.rows,
      seed: options.seed,
      ...defined({ groups: options.groups }),
    }),
  );
  return { row, result };
}

/** As JSON: players by name, numbers in plain lists. It never becomes part of the verdict. */
export function surrogateJson({ row, result }: SurrogateRun): object {
  const { players, values } = result.comparedWith;
  return {
    row,
    ...result,
    comparedWith: { ...result.comparedWith, values: Array.from(values) },
    coefficients: Object.fromEntries(result.coefficients.map(({ player, range }) => [players[player]!, range])),
  };
}

const DECIMALS = 2;

const shown = ({ lowest, median, highest }: AgreementRange): string =>
  median === null
    ? 'not defined'
    : `${formatNumber(median, DECIMALS)} (${formatNumber(lowest!, DECIMALS)} to ${formatNumber(highest!, DECIMALS)})`;

/** A readable account: how well a straight surface fits, how far its own answers differ, then how it agrees. */
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
