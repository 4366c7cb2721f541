import { invalidModel, MAX_TREE_DEPTH } from '../../decode/limits.js';
import type { CategorySets } from '../../kinds/category-sets.js';
import { COMPARE, MISSING_LEFT } from '../../kinds/ensemble.js';
import {
  childrenOf,
  demandAttributes,
  demandChildren,
  type Element,
  numberOf,
  SERVE,
  textOf,
} from './pmml-elements.js';
import type { Categories, Fields } from './pmml-fields.js';
import { type GivenField, givenFields } from './pmml-output.js';
import { coverAll, isOfCategory, PREDICATES, readTest, type Test } from './pmml-predicate.js';

/** A tree as it is laid out for an ensemble. */
export interface PmmlTree {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly decision: readonly number[];
  readonly cover: readonly number[] | null;
  /** Values of leaves, `[node * width + class]`. */
  readonly values: readonly number[];
  readonly width: number;
  /** Whether each row with a missing value comes to a leaf. */
  readonly acceptsMissing: boolean;
  /** Whether inputs are rounded to 32 bits before they are compared: true, false, or null where no number is compared. */
  readonly isFloat: boolean | null;
  readonly where: string;
  /** What it gives to models behind it in a chain; null where it names nothing. */
  readonly gives: readonly GivenField[] | null;
}

export interface TreeSetting {
  readonly fields: Fields;
  readonly sets: CategorySets;
  /** Classes of the target, in their order; null where numbers are predicted. */
  readonly classes: Categories | null;
  /** Charges numbers of leaves before they are kept. Throws MODEL_INVALID where all trees together hold too many. */
  readonly charge: (values: number) => void;
}

const NODE_PARTS = new Set([...PREDICATES, 'ScoreDistribution', 'Node']);

/**
 * Reads a `<TreeModel>`. A node of several children becomes tests one after the other, in the order of the file: the first that is true is taken.
 *
 * @throws TribuneError MODEL_INVALID for what is not read, by its name
 */
export function readTree(element: Element, setting: TreeSetting): PmmlTree {
  demandChildren(element, new Set(['MiningSchema', 'Output', 'LocalTransformations', 'Node']));
  demandAttributes(element, {
    ...{ modelName: null, algorithmName: null, isScorable: ['true'] },
    functionName: [setting.classes === null ? 'regression' : 'classification'],
    splitCharacteristic: ['binarySplit', 'multiSplit'],
    missingValueStrategy: ['none', 'defaultChild', 'lastPrediction', 'nullPrediction'],
    missingValuePenalty: ['1.0', '1'],
    noTrueChildStrategy: ['returnNullPrediction', 'returnLastPrediction'],
  });
  const [root, ...others] = childrenOf(element, 'Node');
  if (root === undefined || others.length > 0) throw invalidModel(element.where, 'is a tree without one root');
  return new TreeBuilder(element, setting).build(root);
}

class TreeBuilder {
  readonly #setting: TreeSetting;
  readonly #element: Element;
  readonly #width: number;
  readonly #isFloatMath: boolean;
  readonly #strategy: string;
  readonly #keepsLast: boolean;
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #decision: number[] = [];
  readonly #cover: number[] = [];
  readonly #values: number[] = [];
  #acceptsMissing = true;
  #hasCover = true;
  #isFloat: boolean | null = null;

  constructor(element: Element, setting: TreeSetting) {
    this.#element = element;
    this.#setting = setting;
    this.#width = setting.classes?.texts.length ?? 1;
    this.#isFloatMath = element.attributes['x-mathContext'] === 'float';
    this.#strategy = element.attributes.missingValueStrategy ?? 'none';
    this.#keepsLast = element.attributes.noTrueChildStrategy === 'returnLastPrediction';
  }

  build(root: Element): PmmlTree {
    const [predicate] = root.children.filter(({ name }) => PREDICATES.has(name));
    if (predicate?.name !== 'True')
      throw invalidModel(root.where, 'the root asks for something, which is not read', SERVE);
    this.#node(root);
    const gives = givenFields(this.#element);
    this.#setting.charge(gives?.length ?? 0);
    return {
      gives,
      ...{ left: this.#left, right: this.#right, feature: this.#feature, threshold: this.#threshold },
      ...{ decision: this.#decision, values: this.#values, width: this.#width, where: this.#element.where },
      cover: this.#hasCover ? this.#cover : null,
      acceptsMissing: this.#acceptsMissing,
      isFloat: this.#isFloat,
    };
  }

  /** Lays out a node; gives its place. */
  #node(element: Element): number {
    demandChildren(element, NODE_PARTS);
    demandAttributes(element, { id: null, score: null, recordCount: null, defaultChild: null });
    const score = this.#scoreOf(element);
    const children = childrenOf(element, 'Node');
    if (children.length === 0) return this.#leaf(element, score);
    // Each of them becomes a level.
    if (children.length > MAX_TREE_DEPTH)
      throw invalidModel(element.where, `has ${children.length} children, more than ${MAX_TREE_DEPTH}`);
    const tests = children.map((child) => {
      const [predicate, ...others] = child.children.filter(({ name }) => PREDICATES.has(name));
      if (predicate === undefined || others.length > 0) throw invalidModel(child.where, 'has not one predicate');
      return readTest(predicate, this.#setting.fields, this.#setting.sets);
    });
    const takenAt = new Map<number, number>();
    for (const [i, test] of tests.entries())
      if (test !== 'always' && test.missing === true && !takenAt.has(test.field.input))
        takenAt.set(test.field.input, i);
    return this.#chain({ element, children, tests, score, takenAt, left: countsOf(element, children) }, 0);
  }

  /** Lays out the children from one on: its test, and where it is not true those behind it. */
  #chain(at: Chain, i: number): number {
    const { element, children, tests, score } = at;
    const child = children[i];
    if (child === undefined) {
      // Only a node with a score of its own has a last prediction.
      if (!this.#keepsLast || score === null) {
        throw invalidModel(
          element.where,
          `is a node whose children leave some rows without a score (noTrueChildStrategy ${this.#keepsLast ? 'returnLastPrediction, and it has none' : 'returnNullPrediction'})`,
          SERVE,
        );
      }
      return this.#leaf(element, score, false);
    }
    const test = tests[i]!;
    if (test === 'always') return this.#node(child);
    const takesMissing = this.#takesMissing(at, i, test);
    const isLast = this.#isLast(at, i);
    if (isLast && !this.#comesPast(at, i, { test, takesMissing })) return this.#node(child);
    const place = this.#reserve(at.left[i] ?? null);
    // Past a child that takes all others come missing values alone.
    const past = isLast ? () => this.#leaf(element, score, false) : () => this.#chain(at, i + 1);
    const left = test.isTurned ? past : () => this.#node(child);
    const right = test.isTurned ? () => this.#node(child) : past;
    this.#feature[place] = test.field.input;
    this.#threshold[place] = test.threshold;
    this.#decision[place] = test.decision | (takesMissing !== test.isTurned ? MISSING_LEFT : 0);
    this.#noteFloat(test, element);
    this.#left[place] = left();
    this.#right[place] = right();
    return place;
  }

  /** Whether the child is taken by every row without missing values that comes to it, so that its test need not be asked. */
  #isLast({ tests }: Chain, i: number): boolean {
    const test = tests[i]!;
    if (i !== tests.length - 1 || i === 0 || test === 'always') return false;
    return coverAll(tests.filter((one) => one !== 'always').filter(({ field }) => field === test.field));
  }

  /** Whether a missing value was taken by a child before. */
  #isTakenBefore({ takenAt }: Chain, i: number, { field }: Test): boolean {
    return (takenAt.get(field.input) ?? i) < i;
  }

  /** Whether a missing value is taken by a child; otherwise it goes on to the next. */
  #takesMissing(at: Chain, i: number, test: Test): boolean {
    const replaced = this.#setting.fields.replacementOf(test.field.input);
    if (!Number.isNaN(replaced)) return isTrueOf(test, replaced);
    if (test.missing !== 'unknown') return test.missing;
    // Of an unknown comparison nothing is true, and the next child is asked.
    if (this.#strategy === 'none' || this.#isTakenBefore(at, i, test)) return false;
    if (this.#strategy === 'nullPrediction') {
      this.#acceptsMissing = false;
      return false;
    }
    const isDefault = this.#strategy === 'defaultChild';
    if (
      !at.tests.every((one) => (one === 'always' ? isDefault : one.field === test.field && one.missing === 'unknown'))
    )
      throw invalidModel(
        at.element.where,
        `sends missing values by ${this.#strategy} past children that ask for something else as well, which is not read`,
        SERVE,
      );
    return isDefault && this.#defaultOf(at) === i;
  }

  #defaultOf({ element, children }: Chain): number {
    const id = textOf(element, 'defaultChild');
    const at = children.findIndex((child) => child.attributes.id === id);
    if (at < 0) throw invalidModel(element.where, `names the child "${id.slice(0, 60)}", which it has not`);
    return at;
  }

  /** Whether missing values come past the last child, which takes all others, to the score of the node; notes where they have none. */
  #comesPast(
    at: Chain,
    i: number,
    { test, takesMissing }: { readonly test: Test; readonly takesMissing: boolean },
  ): boolean {
    const isReplaced = !Number.isNaN(this.#setting.fields.replacementOf(test.field.input));
    if (takesMissing || isReplaced || this.#isTakenBefore(at, i, test)) return false;
    const isUnknown = test.missing === 'unknown';
    // The default child stands before this one.
    if (isUnknown && this.#strategy === 'defaultChild') return false;
    const isStopped = isUnknown && this.#strategy === 'lastPrediction';
    if ((isStopped || this.#keepsLast) && at.score !== null) return true;
    this.#acceptsMissing = false;
    return false;
  }

  #reserve(count: number | null): number {
    this.#setting.charge(this.#width);
    if (count === null) this.#hasCover = false;
    this.#cover.push(count ?? 0);
    for (let k = 0; k < this.#width; k++) this.#values.push(0);
    this.#right.push(-1);
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#decision.push(0);
    return this.#left.push(-1) - 1;
  }

  #leaf(element: Element, score: readonly number[] | null, isOwn = true): number {
    if (score === null) throw invalidModel(element.where, 'is a leaf without a score');
    const place = this.#reserve(countOf(element));
    // What is left of a node has a part of its rows, which the file does not count.
    if (!isOwn) this.#hasCover = false;
    score.forEach((value, k) => {
      this.#values[place * this.#width + k] = value;
    });
    return place;
  }

  /** The score of a node: a number, or the chance of each class; null where it has none. */
  #scoreOf(element: Element): readonly number[] | null {
    const { classes } = this.#setting;
    const distributions = childrenOf(element, 'ScoreDistribution');
    if (classes === null) {
      if (element.attributes.score === undefined) return null;
      const score = numberOf(element, 'score');
      return [this.#isFloatMath ? Math.fround(score) : score];
    }
    if (distributions.length === 0) {
      if (element.attributes.score === undefined || childrenOf(element, 'Node').length > 0) return null;
      throw invalidModel(
        element.where,
        'is a leaf without <ScoreDistribution>, so that the chances of classes are not known',
        SERVE,
      );
    }
    const chances = classes.texts.map(() => 0);
    const isGiven = distributions.every(({ attributes }) => attributes.probability !== undefined);
    for (const one of distributions) {
      demandAttributes(one, { value: null, recordCount: null, probability: null, confidence: null });
      const k = classes.codes.get(textOf(one, 'value'));
      if (k === undefined)
        throw invalidModel(
          one.where,
          `names the class "${textOf(one, 'value').slice(0, 60)}", which the target has not`,
        );
      chances[k] = numberOf(one, isGiven ? 'probability' : 'recordCount');
    }
    const sum = chances.reduce((a, b) => a + b, 0);
    if (!(sum > 0) || chances.some((one) => one < 0))
      throw invalidModel(element.where, 'has a distribution that is none');
    return isGiven ? chances : chances.map((one) => one / sum);
  }

  /** Notes whether numbers of 32 or 64 bits are compared. */
  #noteFloat({ field }: Test, element: Element): void {
    if (field.categories !== null) return;
    if (this.#isFloat !== null && this.#isFloat !== field.isFloat)
      throw invalidModel(element.where, 'compares numbers of 32 and of 64 bits in one tree, which is not read', SERVE);
    this.#isFloat = field.isFloat;
  }
}

interface Chain {
  readonly element: Element;
  readonly children: readonly Element[];
  readonly tests: readonly (Test | 'always')[];
  readonly score: readonly number[] | null;
  /** For an input, the first child that takes a missing value of it. */
  readonly takenAt: ReadonlyMap<number, number>;
  /** Number of rows that come to each child, which those before it did not take; null where the file does not count them. */
  readonly left: readonly (number | null)[];
}

const countOf = (element: Element): number | null =>
  element.attributes.recordCount === undefined ? null : numberOf(element, 'recordCount');

function countsOf(element: Element, children: readonly Element[]): (number | null)[] {
  let left = countOf(element);
  return children.map((child) => {
    const before = left;
    const taken = countOf(child);
    left = left === null || taken === null || taken > left ? null : left - taken;
    return before;
  });
}

/** Whether a predicate is true of a value that is not missing. */
function isTrueOf(test: Test, given: number): boolean {
  const { decision, threshold, isTurned, field } = test;
  if (field.categories !== null) return isOfCategory(test, given);
  const value = field.isFloat ? Math.fround(given) : given;
  const is = {
    [COMPARE.LE]: value <= threshold,
    [COMPARE.LT]: value < threshold,
    [COMPARE.GE]: value >= threshold,
    [COMPARE.GT]: value > threshold,
    [COMPARE.EQ]: value === threshold,
    [COMPARE.NE]: value !== threshold,
  }[decision]!;
  return is !== isTurned;
}
