import type { ActivationName } from '../../network/index.js';

/**
 * The neutral JSON of this product as a type: what `readModel` reads and what the learners write. Numbers are double precision; inputs are not
 * rounded. `training` is a record for people and changes no score.
 */
export type NeutralDocument = NeutralLinear | NeutralTrees | NeutralAdditive | NeutralNetwork;

interface NeutralHeader {
  readonly featureNames: readonly string[];
  readonly numOutputs: number;
  readonly link: 'identity' | 'logit' | 'log' | 'curve';
  /** The curve of the link `curve`: published scores are its heights at the raw ones. */
  readonly curve?: NeutralCurve;
  readonly training?: Readonly<Record<string, unknown>>;
}

/** A curve through knots, straight between them and flat outside: places rise, heights never fall and are chances, from 0 to 1. */
export interface NeutralCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** raw[k] = intercept[k] + sum over j of coef[k][j] x[j]. It has no rule for missing values. */
export interface NeutralLinear extends NeutralHeader {
  readonly kind: 'linear';
  readonly coef: readonly (readonly number[])[];
  readonly intercept: readonly number[];
}

interface NeutralCategories {
  /** The texts of the categories of each input, by its place; null for an input of numbers. */
  readonly categories?: readonly (readonly string[] | null)[];
}

/** A sum of trees, as scikit-learn lays them out; `baseOffset` is added per output. */
export interface NeutralTrees extends NeutralHeader, NeutralCategories {
  readonly kind: 'tree-ensemble';
  readonly baseOffset: readonly number[];
  readonly inputPrecision: 'float64';
  /** Set where the one output is the chance of the second of two classes though the link is `identity`: a mean of chances. */
  readonly chances?: 'second';
  readonly trees: readonly NeutralTree[];
}

export interface NeutralTree {
  readonly childrenLeft: readonly number[];
  readonly childrenRight: readonly number[];
  readonly feature: readonly number[];
  /** A row goes left when its value is at most this; 0 at a split by categories. */
  readonly threshold: readonly number[];
  readonly value: readonly number[];
  readonly cover: readonly number[];
  /** 1 where a missing value goes left. */
  readonly missingLeft: readonly number[];
  /** Codes of the categories that go left at a node; null at a node that compares numbers. */
  readonly leftCategories?: readonly (readonly number[] | null)[];
}

/** A sum of functions of one input each, or of two. */
export interface NeutralAdditive extends NeutralHeader, NeutralCategories {
  readonly kind: 'additive';
  readonly intercept: readonly number[];
  readonly terms: readonly (NeutralTerm | GridTerm)[];
}

/** A function of one input. What a missing value adds is `missing`; where that is absent, a missing value is refused. */
export type NeutralTerm = LineTerm | StepsTerm | CategoriesTerm;

interface TermOfOne {
  /** Place of the input. */
  readonly feature: number;
  readonly missing?: number;
}

/** slope * x. */
export interface LineTerm extends TermOfOne {
  readonly shape: 'line';
  readonly slope: number;
}

/** `values[i]`, where i is the number of cuts that are at most x; one value more than cuts. */
export interface StepsTerm extends TermOfOne {
  readonly shape: 'steps';
  readonly cuts: readonly number[];
  readonly values: readonly number[];
}

/** `values[code]`, and `unseen` for a category that the model never saw. */
export interface CategoriesTerm extends TermOfOne {
  readonly shape: 'categories';
  readonly values: readonly number[];
  readonly unseen: number;
}

/** A function of two inputs: `values[i][j]`, where i and j are their places on the axes. */
export interface GridTerm {
  /** Places of the inputs. */
  readonly features: readonly [number, number];
  readonly shape: 'grid';
  readonly axes: readonly [GridAxis, GridAxis];
  /** One list for each place of the first axis, each with a number for every place of the second. */
  readonly values: readonly (readonly number[])[];
}

/** Where a value stands: the number of cuts that are at most x, or the place of a category by its code. A missing value without a place is refused. */
export type GridAxis =
  | { readonly cuts: readonly number[]; readonly missing?: number }
  | { readonly places: readonly number[]; readonly unseen: number; readonly missing?: number };

/**
 * A dense network: every layer is activation(weights x + bias) of the numbers before it, and the last layer gives the raw scores. The columns of
 * the inputs stand side by side, in the order of the inputs, and enter the first layer.
 */
export interface NeutralNetwork extends Omit<NeutralHeader, 'link'>, NeutralCategories {
  readonly kind: 'network';
  readonly link: NeutralHeader['link'] | 'softmax';
  /** How each input becomes columns, by its place. */
  readonly inputs: readonly NetworkInput[];
  readonly layers: readonly NetworkLayer[];
}

/** An input becomes one column, several, or none. */
export type NetworkInput = NumberInput | IndicatorsInput | { readonly shape: 'none' };

/** (x - mean) / scale. */
export interface NumberInput {
  readonly shape: 'number';
  readonly mean: number;
  readonly scale: number;
  /** What enters for a missing value, on the scale of the column: 0 is the mean. Where it is absent, a missing value is refused. */
  readonly missing?: number;
  /** A second column, 1 where the value is missing and else 0. */
  readonly flag?: true;
}

/** One column of `width` is 1 and the others 0, by the category; for a category never seen all are 0. */
export interface IndicatorsInput {
  readonly shape: 'indicators';
  readonly width: number;
  /** The column of each code; -1 for none. */
  readonly places: readonly number[];
  /** The column of a missing value; -1 for none. */
  readonly missing: number;
}

export interface NetworkLayer {
  /** `weights[unit][column]`. */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly activation: ActivationName;
}
