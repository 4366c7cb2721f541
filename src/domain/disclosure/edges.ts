import type { Policy, WhereNode, WhereOperand } from '../../core/policy/sections/index.js';
import { BIN_COUNTS } from './protect.js';

/** Digits of a number at which a policy may part people. Ages keep each year, of an income the step is at most a tenth of it. Ours. */
const EDGE_DIGITS = 2;

/** Most values that a filter and `data.missing` may list together: which of a thousand amounts somebody has then takes more than ten audits. Ours. */
const MOST_VALUES = 100;

/** Numbers of bins that scores may stand in. */
const SCORE_COUNTS: ReadonlySet<number> = new Set([1000, ...BIN_COUNTS]);

const isPowerOfTen = (value: number): boolean => value >= 1 && Number.isInteger(Math.log10(value));

/** What a policy asks more closely than many people share, and how to ask instead. */
export interface TooClose {
  readonly what: string;
  readonly remedy: string;
}

/**
 * What of a policy parts people at a place that only this policy knows. Two answers whose edges lie on both sides of one person's number differ by her, and a
 * caller who may place edges anywhere finds the number by halving. So edges have few digits, text is compared for equality with few values, and scores
 * stand in bins of a round range. Null where nothing asks too closely.
 */
export function tooClose({ data }: Policy): TooClose | null {
  const { where, attributes, missing } = data;
  for (const { name, bins } of attributes) {
    const edge = bins?.find((value) => !isRound(value));
    if (edge !== undefined) return closeNumber(edge, `the bins of ${name} part people`);
  }
  const literals = where === null ? [] : literalsOf(where);
  const number = literals.find(({ orders, value }) => orders && typeof value === 'number' && !isRound(value));
  if (number !== undefined) return closeNumber(number.value as number, 'data.where parts people');
  const word = literals.find(({ orders, value }) => orders && typeof value !== 'number');
  if (word !== undefined)
    return {
      what: `data.where parts people at the text ${JSON.stringify(word.value)}, so that one person's text could be found letter by letter`,
      remedy: 'Compare text with `=` or `in`. ',
    };
  if (literals.length + missing.length > MOST_VALUES)
    return {
      what: `data.where and data.missing list ${literals.length + missing.length} values, so that one person's could be found among them`,
      remedy: `List at most ${MOST_VALUES}. `,
    };
  return closeScores(data);
}

function closeScores({ score, scoreScale, scoreBins: { lower, upper, count } }: Policy['data']): TooClose | null {
  if (score === null) return null;
  if (!isPowerOfTen(scoreScale))
    return {
      what: `data.scoreScale is ${scoreScale}, which moves the edges of the bins of scores`,
      remedy: 'Use 1, 10, 100, ... ',
    };
  if (isPowerOfTen(upper) && (lower === 0 || lower === -upper) && SCORE_COUNTS.has(count)) return null;
  return {
    what: `data.scoreBins ${lower} to ${upper} by ${count} part people where only this policy does`,
    remedy: `Drop it, or use lower: 0 (or as far below 0 as upper is above), upper: 1, 10, 100, ..., and count: ${[...SCORE_COUNTS].join(', ')}. `,
  };
}

const isRound = (value: number): boolean => Number(value.toPrecision(EDGE_DIGITS)) === value;

const closeNumber = (value: number, what: string): TooClose => ({
  what: `${what} at ${value}, so that one person's number could be found digit by digit`,
  remedy: `Use at most ${EDGE_DIGITS} digits other than zeros at the end, such as ${Number(value.toPrecision(EDGE_DIGITS))}. `,
});

/** A value that a filter names, and whether the filter asks what lies below or above it. */
interface Literal {
  readonly value: string | number | boolean;
  readonly orders: boolean;
}

function literalsOf(node: WhereNode): Literal[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return [...literalsOf(node.left), ...literalsOf(node.right)];
    case 'not':
      return literalsOf(node.operand);
    case 'compare': {
      const orders = node.operator !== '=' && node.operator !== '!=';
      const literal = (operand: WhereOperand): Literal[] =>
        operand.kind === 'literal' ? [{ value: operand.value, orders }] : [];
      return [...literal(node.left), ...literal(node.right)];
    }
    case 'in':
      return node.values.map((value) => ({ value, orders: false }));
    case 'missing':
      return [];
  }
}
