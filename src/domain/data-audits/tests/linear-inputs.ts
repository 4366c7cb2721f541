import { counted } from '../../../core/base/counted.js';
import type { Gram } from '../../../core/fairness/sources/index.js';
import { type AggregateRow, peopleOf, sumOf, type Term } from '../data/index.js';
import { numberFeatures } from './features.js';
import type { LinearInputs, TestContext } from './source-test.js';

/** Parts of the people, each predicted from all others. */
export const PARTS = 20;
/** Most inputs of a model: the sums of their products are its price. */
const MOST_INPUTS = 40;
/** Levels of a feature of texts that become inputs: those of at least a hundredth of the people, at most these. */
const MOST_LEVELS = 10;
const RAREST_LEVEL = 0.01;
const MOST_DISTINCT = 1000;

/** The inputs of linear models, read at most once for all tests that need them. */
export function linearInputs(context: Omit<TestContext, 'inputs'>): () => Promise<LinearInputs> {
  let made: Promise<LinearInputs> | null = null;
  return () => {
    made ??= readInputs(context);
    return made;
  };
}

async function readInputs(context: Omit<TestContext, 'inputs'>): Promise<LinearInputs> {
  const { terms, left } = await termsOf(context);
  if (terms.length === 0) return { terms, left, rows: [] };
  const rows = await context.data.aggregate({
    keys: [{ kind: 'label' }, { kind: 'part', parts: PARTS }],
    sums: productsOf(terms),
  });
  return { terms, left, rows };
}

/** Numbers as they are, texts of few values as one input for each frequent value but the first. */
async function termsOf(context: Omit<TestContext, 'inputs'>): Promise<{ terms: Term[]; left: number }> {
  const { data, features } = context;
  const numbers = await numberFeatures(context);
  const terms: Term[] = numbers.map(({ column, mean, deviation }) => ({
    kind: 'scaled',
    column,
    centre: mean,
    scale: deviation,
    missing: 0,
  }));
  let left = 0;
  for (const { name, numeric, distinct } of data.columns) {
    if (numeric || !features.includes(name)) continue;
    if (distinct > MOST_DISTINCT) {
      left += 1;
      continue;
    }
    const rows = await data.aggregate({ keys: [{ kind: 'value', column: name }] });
    terms.push(...levelsOf(rows).map((value): Term => ({ kind: 'is', column: name, value })));
  }
  const kept = terms.slice(0, MOST_INPUTS);
  return {
    terms: kept,
    left: left + new Set(terms.slice(MOST_INPUTS).map((term) => ('column' in term ? term.column : ''))).size,
  };
}

function levelsOf(rows: readonly AggregateRow[]): string[] {
  const people = new Map<string, number>();
  for (const { keys, n } of rows) {
    const value = keys[0];
    if (value != null) people.set(value, (people.get(value) ?? 0) + n);
  }
  const frequent = [...people].filter(([, n]) => n >= RAREST_LEVEL * peopleOf(rows));
  return frequent
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(1, MOST_LEVELS)
    .map(([value]) => value);
}

/** Sums of each input, then of each product of two. */
function productsOf(terms: readonly Term[]) {
  const singles = terms.map((term) => ({ kind: 'product', factors: [term] }) as const);
  const pairs = terms.flatMap((one, i) =>
    terms.slice(i).map((other) => ({ kind: 'product', factors: [one, other] }) as const),
  );
  return [...singles, ...pairs];
}

/** The sums over these people in each part, with the label as outcome; null where a part has nobody of them. */
export const partGrams = (rows: readonly AggregateRow[], inputs: number): (Gram | null)[] =>
  Array.from({ length: PARTS }, (_, part) => {
    const own = rows.filter(({ keys }) => keys[1] === String(part));
    return own.length === 0 ? null : gramOf(own, inputs + 1);
  });

function gramOf(rows: readonly AggregateRow[], size: number): Gram {
  const ones = rows.filter(({ keys }) => keys[0] === '1');
  const inputs = new Float64Array(size * size);
  const outcome = new Float64Array(size);
  const put = (i: number, j: number, value: number): void => {
    inputs[i * size + j] = value;
    inputs[j * size + i] = value;
  };
  put(0, 0, peopleOf(rows));
  outcome[0] = peopleOf(ones);
  let place = size - 1;
  for (let i = 1; i < size; i++) {
    put(0, i, sumOf(rows, i - 1));
    outcome[i] = sumOf(ones, i - 1);
    for (let j = i; j < size; j++) put(i, j, sumOf(rows, place++));
  }
  return { n: peopleOf(rows), inputs, outcome, squares: peopleOf(ones) };
}

/** What the inputs are, for whoever reads a verdict of a model. */
export const inputNotes = ({ terms, left }: LinearInputs): string[] => [
  `Linear models of ${counted(terms.length, 'input')}; missing numbers are taken as the mean.`,
  ...(left > 0
    ? [`${counted(left, 'feature')} ${left === 1 ? 'is' : 'are'} no input: too many, or texts of too many values.`]
    : []),
];
