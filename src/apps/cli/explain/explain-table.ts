import { formatNumber } from '../../../core/charts/index.js';
import type { Explanation } from '../../../core/explain/index.js';
import type { Feature, Matrix } from '../../../core/models/index.js';
import { printable } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';

/** Rows that the table shows; `--json` has all. */
const ROWS_SHOWN = 10;
/** Players shown per row, the strongest first. */
const PLAYERS_SHOWN = 8;
const DECIMALS = 4;
const BAR_WIDTH = 16;

export interface TableInput {
  readonly explanation: Explanation;
  readonly indices: readonly number[];
  readonly features: readonly Feature[];
  readonly rows: Matrix;
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

function rowLines({ explanation, indices, features, rows, paint }: TableInput, r: number, k: number): string[] {
  const { players, outputs } = explanation;
  const width = outputs.length;
  const prediction = explanation.prediction[r * width + k]!;
  const entries = players
    .map((name, p) => ({ name, value: explanation.values[(r * players.length + p) * width + k]! }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const strongest = Math.abs(entries[0]?.value ?? 0);
  const shown = entries.slice(0, PLAYERS_SHOWN).filter((entry) => entry.value !== 0);
  const labels = shown.map((entry) => `${printable(entry.name)}${inputText(features, rows, r, entry.name)}`);
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
function inputText(features: readonly Feature[], rows: Matrix, r: number, name: string): string {
  const j = features.findIndex((feature) => feature.name === name);
  return j < 0 ? '' : ` = ${printable(shownInput(features[j]!, rows.data[r * rows.columns + j]!))}`;
}

/** A value as the person who gave it would write it. */
export function shownInput(feature: Feature, value: number): string {
  if (Number.isNaN(value)) return 'missing';
  if (feature.categories !== undefined) return feature.categories[value] ?? 'never seen';
  return String(Number(value.toPrecision(6)));
}
