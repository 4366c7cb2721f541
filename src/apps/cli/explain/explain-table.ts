import { formatNumber } from '../../../core/charts/index.js';
import type { Explanation } from '../../../core/explain/index.js';
import type { Feature, Matrix } from '../../../core/models/index.js';
import { printable } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import type { Cells } from './bind-files.js';
import { ROWS_SHOWN } from './setting.js';
import { shownInput } from './shown-input.js';

/** Players shown per row, the strongest first. */
const PLAYERS_SHOWN = 8;
const DECIMALS = 4;
const BAR_WIDTH = 16;

export interface TableInput {
  readonly explanation: Explanation;
  readonly indices: readonly number[];
  readonly features: readonly Feature[];
  readonly rows: Matrix;
  /** The first rows as they stand in the file. */
  readonly onFile: readonly Cells[];
  readonly paint: Paint;
}

const number = (value: number): string => formatNumber(value, DECIMALS);
const signed = (value: number): string => (value >= 0 ? `+${number(value)}` : number(value));

/** A readable account of an explanation for the terminal. */
export function explainTable(input: TableInput): string {
  const { explanation, indices, paint } = input;
  const all = explanation.baseValue.length;
  const lines = [
    `${paint('bold', explanation.method)} values on the ${explanation.scale} scale, base value ${Array.from(explanation.baseValue, number).join(', ')}`,
  ];
  for (let r = 0; r < Math.min(indices.length, ROWS_SHOWN); r++) {
    for (let k = 0; k < all; k++) lines.push('', ...rowLines(input, r, k));
  }
  if (indices.length > ROWS_SHOWN) {
    lines.push(
      '',
      paint(
        'dim',
        `... and ${indices.length - ROWS_SHOWN} more ${indices.length - ROWS_SHOWN === 1 ? 'row' : 'rows'}; --json has all, --row N one`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function rowLines(input: TableInput, r: number, k: number): string[] {
  const { explanation, indices, paint } = input;
  const { players, outputs } = explanation;
  const width = outputs.length;
  const prediction = explanation.prediction[r * width + k]!;
  const entries = players
    .map((name, p) => ({ name, value: explanation.values[(r * players.length + p) * width + k]! }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const strongest = Math.abs(entries[0]?.value ?? 0);
  const shown = entries.slice(0, PLAYERS_SHOWN).filter((entry) => entry.value !== 0);
  const labels = shown.map((entry) => `${printable(entry.name)}${inputText(input, r, entry.name)}`);
  const widest = Math.max(0, ...labels.map((label) => label.length));
  const numbers = shown.map((entry) => signed(entry.value));
  const widestNumber = Math.max(0, ...numbers.map((each) => each.length));
  const rest = entries.length - shown.length;
  return [
    `${paint('bold', `row ${indices[r]}`)}${width > 1 ? ` output ${outputs[k]}` : ''}  prediction ${number(prediction)}`,
    ...shown.map((entry, i) => {
      const bar = '#'.repeat(Math.max(1, Math.round((Math.abs(entry.value) / strongest) * BAR_WIDTH)));
      return `  ${labels[i]!.padEnd(widest)}  ${numbers[i]!.padStart(widestNumber)}  ${paint(entry.value < 0 ? 'red' : 'green', bar)}`;
    }),
    ...(rest > 0 ? [paint('dim', `  ${restText(entries.slice(shown.length))}`)] : []),
  ];
}

function restText(rest: readonly { name: string; value: number }[]): string {
  const sum = signed(sumOf(rest));
  if (rest.length === 1) return `${printable(rest[0]!.name)}  ${sum}`;
  return `${rest.length} others${rest.every((entry) => entry.value === 0) ? `: ${sum} each` : ` sum to ${sum}`}`;
}

const sumOf = (entries: readonly { value: number }[]): number => entries.reduce((sum, entry) => sum + entry.value, 0);

/** ` = 31` after the name of a feature; nothing after the name of a group. */
function inputText({ features, rows, onFile }: TableInput, r: number, name: string): string {
  const j = features.findIndex((feature) => feature.name === name);
  if (j < 0) return '';
  return ` = ${printable(shownInput(features[j]!, rows.data[r * rows.columns + j]!, onFile[r]?.[j]))}`;
}
