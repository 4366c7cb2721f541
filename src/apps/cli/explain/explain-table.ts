import { counted } from '../../../core/base/counted.js';
import { formatBeside, formatNumber } from '../../../core/charts/index.js';
import { type Comparison, type DecisionRule, type Explanation, isAccepted } from '../../../core/explain/index.js';
import { type Feature, type Matrix, type Outputs, outputName, scaleName } from '../../../core/models/index.js';
import { ROWS_SHOWN } from '../../../domain/explanations/context/index.js';
import type { DecidedRow } from '../../../domain/explanations/rows/index.js';
import { type Cells, shownInput } from '../../../domain/explanations/table/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';

/** Most players shown per row, the strongest first. */
const PLAYERS_SHOWN = 8;
const DECIMALS = 4;
const BAR_WIDTH = 16;

export interface TableInput {
  readonly explanation: Explanation;
  /** Description of the outputs, for their names. */
  readonly model: Outputs;
  readonly indices: readonly number[];
  readonly features: readonly Feature[];
  readonly rows: Matrix;
  /** The first rows as in the file. */
  readonly onFile: readonly Cells[];
  readonly comparison: Comparison;
  /** The decision rule that `--cutoff` names; `decided` holds the first rows compared with it. */
  readonly rule: DecisionRule | null;
  readonly decided: readonly DecidedRow[];
  readonly paint: Paint;
}

/** The reference of the values, in the words of the terminal. */
const AGAINST: Readonly<Record<Comparison, string>> = {
  background: 'the people of the background',
  'training data': 'the training data, as the trees remember it',
  zeros: 'an input of zeros in every place: no background is given',
  intercept: "the model's own intercept, where no fact counts: no background is given",
};

const number = (value: number): string => formatNumber(value, DECIMALS);
const signed = (value: number): string => (value >= 0 ? `+${number(value)}` : number(value));

/** How far values that sum to the score are from exact ones. */
const nearExact = ({ error, rows }: NonNullable<Explanation['approximation']>): string =>
  error === null
    ? 'no exact values: how far from those of every coalition is not known, for there are too many to try'
    : `no exact values: at most ${formatNumber(error, DECIMALS)} from those of every coalition, in the first ${counted(rows, 'row')}`;

/** A readable explanation for the terminal. */
export function explainTable(input: TableInput): string {
  const { explanation, model, indices, paint } = input;
  const [only, ...others] = explanation.outputs.map((output) => outputName(model, output, explanation.scale));
  const of = others.length > 0 || only == null ? '' : `, of ${only}`;
  const all = explanation.baseValue.length;
  const lines = [
    `${paint('bold', explanation.method)} values on the ${scaleName(model, explanation.scale)}${of}, base value ${Array.from(explanation.baseValue, number).join(', ')}`,
    paint('dim', `compared with ${AGAINST[input.comparison]}`),
    ...(explanation.approximation === undefined ? [] : [paint('dim', nearExact(explanation.approximation))]),
  ];
  for (let r = 0; r < Math.min(indices.length, ROWS_SHOWN); r++) {
    for (let k = 0; k < all; k++) lines.push('', ...rowLines(input, r, k));
  }
  if (indices.length > ROWS_SHOWN) {
    lines.push(
      '',
      paint('dim', `... and ${counted(indices.length - ROWS_SHOWN, 'more row')}; --json has all, --row N one`),
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
  const labels = shown.map((entry) => `${onOneLine(entry.name)}${inputText(input, r, entry.name)}`);
  const widest = Math.max(0, ...labels.map((label) => label.length));
  const numbers = shown.map((entry) => signed(entry.value));
  const widestNumber = Math.max(0, ...numbers.map((each) => each.length));
  const rest = entries.length - shown.length;
  return [
    `${paint('bold', `row ${indices[r]}`)}${width > 1 ? ` ${outputName(input.model, outputs[k]!, explanation.scale)}` : ''}  prediction ${besideCutoff(input, explanation.outputs[k]!, prediction)}`,
    ...(explanation.outputs[k] === input.rule?.output ? decisionLines(input, r) : []),
    ...shown.map((entry, i) => {
      const bar = '#'.repeat(Math.max(1, Math.round((Math.abs(entry.value) / strongest) * BAR_WIDTH)));
      return `  ${labels[i]!.padEnd(widest)}  ${numbers[i]!.padStart(widestNumber)}  ${paint(entry.value < 0 ? 'red' : 'green', bar)}`;
    }),
    ...(rest > 0 ? [paint('dim', `  ${restText(entries.slice(shown.length))}`)] : []),
  ];
}

/** Text of a score near a cutoff on its own scale, with enough decimals to stay on its side of it. */
function besideCutoff({ rule, explanation }: TableInput, output: number, prediction: number): string {
  const isHeld = rule !== null && rule.output === output && rule.scale === explanation.scale;
  return isHeld ? formatBeside(prediction, rule.cutoff, DECIMALS) : number(prediction);
}

/** Says on which side of the cutoff the score lies, on the scale of the cutoff. */
function decisionLines({ rule, decided, paint }: TableInput, r: number): string[] {
  const { cutoff, scale, accept } = rule!;
  const { score, atCutoff } = decided[r]!;
  const side = accept === 'above' ? '>=' : '<';
  const shown = formatBeside(score, cutoff, DECIMALS);
  const verdict = isAccepted(rule!, score) ? 'accepted' : 'not accepted';
  const caution = "at the cutoff within the model's arithmetic: the program that made the model may decide otherwise";
  return [
    `  ${verdict}: ${scale} score ${shown}, accepted ${side} ${cutoff}`,
    ...(atCutoff ? [`  ${paint('yellow', caution)}`] : []),
  ];
}

function restText(rest: readonly { name: string; value: number }[]): string {
  const sum = signed(sumOf(rest));
  if (rest.length === 1) return `${onOneLine(rest[0]!.name)}  ${sum}`;
  return `${rest.length} others${rest.every((entry) => entry.value === 0) ? `: ${sum} each` : ` sum to ${sum}`}`;
}

const sumOf = (entries: readonly { value: number }[]): number => entries.reduce((sum, entry) => sum + entry.value, 0);

/** Text ` = 31` after the name of a feature; empty after the name of a group. */
function inputText({ features, rows, onFile }: TableInput, r: number, name: string): string {
  const j = features.findIndex((feature) => feature.name === name);
  if (j < 0) return '';
  return ` = ${onOneLine(shownInput(features[j]!, rows.data[r * rows.columns + j]!, onFile[r]?.[j]))}`;
}
