import { TribuneError } from '../../base/errors.js';
import { invalidModel, MAX_FEATURES } from '../decode/limits.js';
import { type AdditiveTerm, additiveModel } from '../kinds/additive-model.js';
import type { Model } from '../kinds/model.js';

/** Names of the rows that are no bins of a feature or category. */
const BASE_ROW = '(base)';
const MISSING = '(missing)';
const OTHER = '(other)';

interface Bin {
  readonly lower: number;
  readonly upper: number;
  readonly category: string;
  readonly points: number;
}

/** Whether the text looks like a scorecard: its first line names the columns. */
export const looksLikeScorecard = (text: string): boolean =>
  /^\s*feature\s*,[^\n]*\bpoints\b/i.test(text.slice(0, 1000));

/**
 * A points table as CSV with the columns `feature, lower, upper, category, points` in any order. A bin of a number holds
 * lower <= x < upper (empty: open); a bin of a category names it; `(missing)` and `(other)` as category are for a missing
 * and a never seen value. The row `(base)` adds points to everybody. A value that no bin holds is an error, never zero points.
 *
 * @example
 * feature,lower,upper,category,points
 * (base),,,,500
 * age,,25,,10
 * age,25,,,35
 * home,,,own,20
 * home,,,(other),0
 */
export function readScorecard(bytes: Uint8Array, where: string): Model {
  checkLines(bytes, where);
  const text = new TextDecoder().decode(bytes);
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = cells(head).map((name) => name.toLowerCase());
  checkColumns(columns, where);
  const at = (name: string): number => columns.indexOf(name);
  if (at('feature') < 0 || at('points') < 0)
    throw invalidModel(where, 'the first line must name the columns feature and points');
  const bins = new Map<string, Bin[]>();
  let base = 0;
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const row = cells(line);
    const place = `${where}, line ${i + 2}`;
    const text = (name: string): string => row[at(name)] ?? '';
    const points = number(text('points'), Number.NaN, place);
    if (text('feature') === BASE_ROW) {
      base += points;
      return;
    }
    const bin = {
      lower: number(text('lower'), -Infinity, place),
      upper: number(text('upper'), Infinity, place),
      category: text('category'),
      points,
    };
    if (!(bin.lower < bin.upper)) throw invalidModel(place, `the bin from ${bin.lower} to ${bin.upper} is empty`);
    const list = bins.get(text('feature'));
    if (list === undefined) bins.set(text('feature'), [bin]);
    else list.push(bin);
  });
  if (bins.size === 0 || bins.size > MAX_FEATURES) throw invalidModel(where, `has ${bins.size} features`);
  const inputs = [...bins].map(([name, list], j) => makeInput(name, list, j, where));
  return additiveModel({
    format: 'scorecard',
    features: inputs.map((input) => input.feature),
    link: 'identity',
    numOutputs: 1,
    intercept: [base],
    acceptsMissing: true,
    terms: inputs.map((input) => input.term),
  });
}

const USED = ['feature', 'lower', 'upper', 'category', 'points'];
/** Columns that tables of points have for their human readers; they are ignored. */
const REMARKS = ['label', 'note', 'description', 'count', 'share', 'woe', 'iv'];

/** Refuses a column of no known name, because a misspelt bound would count as an open one. */
function checkColumns(columns: readonly string[], where: string): void {
  const other = columns.find((name) => !USED.includes(name) && !REMARKS.includes(name));
  if (other !== undefined)
    throw invalidModel(
      where,
      `has the column "${other}", which no scorecard of this format has`,
      `Used are ${USED.join(', ')}; left alone are ${REMARKS.join(', ')}.`,
    );
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw invalidModel(where, `names the column ${twice} twice`);
}

/** Most lines of a points table. Such a table is made for human readers, so more lines are a mistake or an attack. */
const MAX_LINES = 200_000;
const LONGEST_LINE = 10_000;
const NEWLINE = 0x0a;

/** Refuses lines that no table of points has, before any of them becomes a text. */
function checkLines(bytes: Uint8Array, where: string): void {
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) {
    const end = bytes.indexOf(NEWLINE, at);
    const next = end < 0 ? bytes.length : end;
    if (next - at > LONGEST_LINE)
      throw invalidModel(`${where}, line ${lines + 1}`, `has ${next - at} bytes, more than ${LONGEST_LINE}`);
    if (++lines > MAX_LINES + 1) throw invalidModel(where, `has more than ${MAX_LINES} lines`);
    at = next;
  }
}

/** Cells of a line; quotes may stand around a cell and double inside it. */
function cells(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  );
}

function number(text: string, whenEmpty: number, where: string): number {
  const value = text === '' ? whenEmpty : Number(text);
  if (Number.isNaN(value) || (text !== '' && !Number.isFinite(value)))
    throw invalidModel(where, `"${text}" is not a number`);
  return value;
}

function makeInput(name: string, list: readonly Bin[], j: number, where: string) {
  const named = list.filter((bin) => bin.category !== '');
  const ranges = list.filter((bin) => bin.category === '').toSorted((a, b) => a.lower - b.lower);
  const categories = named.map((bin) => bin.category).filter((category) => category !== MISSING && category !== OTHER);
  if (categories.length > 0 && ranges.length > 0)
    throw invalidModel(where, `"${name}" has bins of numbers and of categories`);
  const points = new Map(named.map((bin) => [bin.category, bin.points]));
  if (points.size !== named.length) throw invalidModel(where, `"${name}" names a category twice`);
  const overlap = ranges.find((bin, i) => i > 0 && bin.lower < ranges[i - 1]!.upper);
  if (overlap !== undefined) throw invalidModel(where, `two bins of "${name}" both hold ${overlap.lower}`);
  const categoryPoints = categories.map((category) => points.get(category)!);
  const find = (x: number): number | undefined => {
    if (Number.isNaN(x)) return points.get(MISSING);
    if (categories.length > 0) return categoryPoints[x] ?? points.get(OTHER);
    return pointsAt(ranges, x) ?? points.get(OTHER);
  };
  const term: AdditiveTerm = { features: [j], value: ([x]) => find(x!) ?? outside(name, x!) };
  return { feature: categories.length > 0 ? { name, categories } : { name }, term };
}

/** Points of the bin that holds x, of bins in order without overlap. */
function pointsAt(ranges: readonly Bin[], x: number): number | undefined {
  let low = 0;
  for (let high = ranges.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.upper > x) high = middle;
    else low = middle + 1;
  }
  const bin = ranges[low];
  return bin !== undefined && x >= bin.lower ? bin.points : undefined;
}

function outside(name: string, x: number): never {
  const what = Number.isNaN(x) ? 'a missing value' : `the value ${x}`;
  throw new TribuneError('DATA_VALUE_INVALID', `the scorecard has no bin of "${name}" for ${what}`, {
    remedy: `Add a bin for it, or a row with the category ${Number.isNaN(x) ? MISSING : OTHER}.`,
    place: { name },
  });
}
