/**
 * Models as functions: they are read from a file (`readModel`) or made by hand (`linearModel`, `additiveModel`, `treeModel`,
 * `blackBoxModel`), and people are bound to their inputs (`bindRows` by name, `matrixFromRows` by place). Predictions are those of the
 * library that trained the model.
 */

export { type BindRowsOptions, bindRows, type InputRecord, type InputValue } from './binding/bind-rows.js';
export { categoryReader, DECIMAL } from './binding/category-reader.js';
export { describeUnnamed, nameCategories } from './binding/name-categories.js';
export type {
  CategoriesTerm,
  GridAxis,
  GridTerm,
  IndicatorsInput,
  LineTerm,
  NetworkInput,
  NetworkLayer,
  NeutralAdditive,
  NeutralDocument,
  NeutralLinear,
  NeutralNetwork,
  NeutralTerm,
  NeutralTree,
  NeutralTrees,
  NumberInput,
  StepsTerm,
} from './formats/neutral/document.js';
export { readNeutral } from './formats/neutral/read-neutral.js';
export type { ReadModelOptions } from './formats/read-model.js';
export { readModel } from './formats/read-model.js';
export type { AdditiveModel, AdditiveTerm } from './kinds/additive-model.js';
export { additiveModel } from './kinds/additive-model.js';
export type { BlackBoxParts } from './kinds/black-box.js';
export { blackBoxModel } from './kinds/black-box.js';
export type { Curve } from './kinds/curve.js';
export { heightAt } from './kinds/curve.js';
export type { OutcomeRun, TreeEnsemble } from './kinds/ensemble.js';
export { ALL_OUTPUTS, COMPARE, goesLeft, isSetSplit, numTrees, orOutcomes } from './kinds/ensemble.js';
export type { LinearModel, LinearParts } from './kinds/linear-model.js';
export { linearModel } from './kinds/linear-model.js';
export type { ElementwiseLink, Link } from './kinds/link.js';
export { applyLink, elementwise, publishedRange } from './kinds/link.js';
export type { Feature, Matrix, Model, ModelKind, Rounds } from './kinds/model.js';
export { checkMatrix, checkRows, matrixFromRows, sliceRows } from './kinds/model.js';
export { defaultOutput, isClassPair, type Outputs, outputName, publishesChances, scaleName } from './kinds/outputs.js';
export type { ColumnMap, TreeModel } from './kinds/tree-model.js';
export { blockRows, fillColumns, treeModel } from './kinds/tree-model.js';
export {
  ACTIVATIONS,
  type ActivationName,
  type InputGradients,
  inputGradients,
  type Near,
  type Network,
  type NetworkEncoder,
  type NetworkModel,
  publishingNetwork,
} from './network/index.js';
