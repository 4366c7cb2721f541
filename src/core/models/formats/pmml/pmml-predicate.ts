import { invalidModel } from '../../decode/limits.js';
import type { CategorySets } from '../../kinds/category-sets.js';
import { COMPARE } from '../../kinds/ensemble.js';
import { arrayOf, type Element, numberOf, SERVE, textOf } from './pmml-elements.js';
import type { Field, Fields } from './pmml-fields.js';

/** A comparison of one field, as a node of a tree holds it. */
export interface Test {
  readonly field: Field;
  readonly decision: number;
  readonly threshold: number;
  /** Whether the predicate is true where the comparison is not. */
  readonly isTurned: boolean;
  /** What the predicate says of a missing value by itself; unknown for a comparison. */
  readonly missing: boolean | 'unknown';
  /** Codes of the categories that it lists: it is true of those, or turned of all others; null for numbers. */
  readonly listed: ReadonlySet<number> | null;
  /** For numbers, the comparison as PMML names it, to see whether another one is its opposite. */
  readonly sign: string;
}

export const PREDICATES: ReadonlySet<string> = new Set([
  ...['True', 'False', 'SimplePredicate', 'SimpleSetPredicate', 'CompoundPredicate'],
]);

const NUMERIC: Readonly<Record<string, { readonly decision: number; readonly isTurned: boolean }>> = {
  lessThan: { decision: COMPARE.LT, isTurned: false },
  lessOrEqual: { decision: COMPARE.LE, isTurned: false },
  greaterThan: { decision: COMPARE.GT, isTurned: false },
  greaterOrEqual: { decision: COMPARE.GE, isTurned: false },
  equal: { decision: COMPARE.EQ, isTurned: false },
  notEqual: { decision: COMPARE.NE, isTurned: false },
};
const OPPOSITE: Readonly<Record<string, string>> = {
  ...{ lessThan: 'greaterOrEqual', greaterOrEqual: 'lessThan', lessOrEqual: 'greaterThan', greaterThan: 'lessOrEqual' },
  ...{ equal: 'notEqual', notEqual: 'equal', isMissing: 'isNotMissing', isNotMissing: 'isMissing' },
};

/** Reads the predicate of a node: true, or a comparison of one field. Throws MODEL_INVALID for another one, by its name. */
export function readTest(element: Element, fields: Fields, sets: CategorySets): Test | 'always' {
  switch (element.name) {
    case 'True':
      return 'always';
    case 'SimplePredicate':
      return simple(element, fields, sets);
    case 'SimpleSetPredicate':
      return ofSet(element, fields, sets);
    case 'CompoundPredicate':
      return compound(element, fields, sets);
    default:
      throw invalidModel(element.where, `<${element.name}> is no predicate that is read`, SERVE);
  }
}

function simple(element: Element, fields: Fields, sets: CategorySets): Test {
  const operator = textOf(element, 'operator');
  const field = fields.field(textOf(element, 'field'), element.where);
  if (operator === 'isMissing' || operator === 'isNotMissing') {
    // Nothing is below all numbers, and no category is in an empty set: only a missing value goes its own way.
    const never = field.categories === null ? COMPARE.LT : COMPARE.IN_SET;
    const threshold = field.categories === null ? Number.NEGATIVE_INFINITY : sets.add([]);
    const isMissing = operator === 'isMissing';
    const listed = field.categories === null ? null : new Set<number>();
    return { field, decision: never, threshold, isTurned: !isMissing, missing: isMissing, listed, sign: operator };
  }
  if (field.categories !== null) {
    if (operator !== 'equal' && operator !== 'notEqual')
      throw invalidModel(element.where, `compares categories by ${operator.slice(0, 40)}`, SERVE);
    return inCategories(field, [textOf(element, 'value')], operator === 'notEqual', { element, sets });
  }
  const how = Object.hasOwn(NUMERIC, operator) ? NUMERIC[operator] : undefined;
  if (how === undefined) throw invalidModel(element.where, `compares by ${operator.slice(0, 40)}, which is not read`);
  if (field.factor !== 1 || field.shift !== 0) {
    throw invalidModel(
      element.where,
      `compares "${textOf(element, 'field')}", which is computed from an input: its threshold would be another one after rounding`,
      'Export the trees without scaling: they need none.',
    );
  }
  const value = numberOf(element, 'value');
  const threshold = field.isFloat ? Math.fround(value) : value;
  return { field, ...how, threshold, missing: 'unknown', listed: null, sign: operator };
}

function ofSet(element: Element, fields: Fields, sets: CategorySets): Test {
  const field = fields.field(textOf(element, 'field'), element.where);
  const operator = textOf(element, 'booleanOperator');
  if (operator !== 'isIn' && operator !== 'isNotIn')
    throw invalidModel(element.where, `compares by ${operator.slice(0, 40)}, which is not read`);
  if (field.categories === null)
    throw invalidModel(element.where, 'looks for numbers in a list, which is not read', SERVE);
  return inCategories(field, arrayOf(element), operator === 'isNotIn', { element, sets });
}

function inCategories(
  field: Field,
  texts: readonly string[],
  isTurned: boolean,
  { element, sets }: { readonly element: Element; readonly sets: CategorySets },
): Test {
  const codes = texts.map((text) => {
    const code = field.categories!.codes.get(text);
    if (code === undefined)
      throw invalidModel(element.where, `names the category "${text.slice(0, 60)}", which the field has not`);
    return code;
  });
  const decision = COMPARE.IN_SET;
  return {
    field,
    decision,
    threshold: sets.add(codes),
    isTurned,
    missing: 'unknown',
    listed: new Set(codes),
    sign: '',
  };
}

/** A comparison together with what is said of a missing value of the same field. */
function compound(element: Element, fields: Fields, sets: CategorySets): Test {
  const operator = textOf(element, 'booleanOperator');
  const [first, second, ...others] = element.children;
  const refused = invalidModel(
    element.where,
    `joins predicates by ${operator.slice(0, 40)} in a way that is not read`,
    SERVE,
  );
  if (first === undefined || second === undefined || others.length > 0) throw refused;
  if (operator === 'surrogate') {
    const test = readTest(first, fields, sets);
    if (test === 'always' || test.missing !== 'unknown') throw refused;
    if (second.name === 'True' || second.name === 'False') return { ...test, missing: second.name === 'True' };
    throw refused;
  }
  const tests = [readTest(first, fields, sets), readTest(second, fields, sets)];
  const about = tests.find((test) => test !== 'always' && test.missing !== 'unknown');
  const test = tests.find((one) => one !== about);
  if (about === undefined || about === 'always' || test === undefined || test === 'always') throw refused;
  if (about.field !== test.field || test.missing !== 'unknown') throw refused;
  if (operator === 'or' && about.missing === true) return { ...test, missing: true };
  if (operator === 'and' && about.missing === false) return { ...test, missing: false };
  throw refused;
}

/** Whether a test of categories is true of one. */
export const isOfCategory = ({ listed, isTurned }: Test, code: number): boolean => listed!.has(code) !== isTurned;

/** Whether one of the tests, which are of the field of the last of them, is true of every value that is not missing. */
export function coverAll(tests: readonly Test[]): boolean {
  const last = tests.at(-1)!;
  if (last.listed === null) return tests.some((one) => areOpposite(one, last));
  const turned = tests.find(({ isTurned }) => isTurned);
  // What is not listed is taken already, so that only what is has to be looked for.
  if (turned !== undefined)
    return Array.from(turned.listed!).every((code) => tests.some((one) => one !== turned && isOfCategory(one, code)));
  return new Set(tests.flatMap(({ listed }) => Array.from(listed!))).size === last.field.categories!.texts.length;
}

const areOpposite = (a: Test, b: Test): boolean => OPPOSITE[a.sign] === b.sign && a.threshold === b.threshold;
