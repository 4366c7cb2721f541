import { defined } from '../../base/defined.js';
import { TribuneError } from '../../base/errors.js';
import {
  type AdditiveModel,
  checkRows,
  type LinearModel,
  type Matrix,
  type Model,
  type TreeModel,
} from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import {
  type BatchPart,
  checkAdditivity,
  checkBackground,
  checkOutputs,
  type Explanation,
  type ExplanationMethod,
  pickOutputs,
  type ScoreScale,
} from '../base/explanation.js';
import { type FeatureGroups, type GamePlayers, makePlayers } from '../base/players.js';
import { additiveValues, type ClosedForm, linearValues } from '../closed-form/additive.js';
import { integratedGradients } from '../closed-form/integrated-gradients.js';
import { distinctRows } from '../games/coalitions.js';
import { EXACT_EVALUATIONS, exactCost } from '../games/exact.js';
import { explainByGame } from '../games/explain-game.js';
import { integratedExplainer, isNetwork } from '../gradients/integrated.js';
import { rescaleExplainer } from '../gradients/rescale.js';
import { compileTreeExplainer } from '../trees/explainer.js';

export interface ExplainOptions {
  /**
   * Method of explanation. Default `auto`: interventional where a background is given, otherwise path-dependent for trees and exact for
   * linear models.
   */
  readonly method?: ExplanationMethod | 'auto';
  readonly background?: Matrix;
  /** Confirms that a background of one row is intended, so that every value compares with that one row. Without it one row is refused. */
  readonly singleReference?: boolean;
  readonly groups?: FeatureGroups;
  /** Outputs of the model to explain; default all, of two classes whose chances sum to one the second. */
  readonly outputs?: readonly number[];
  /** Whether interaction values are computed too, for trees and with `exact`. */
  readonly interactions?: boolean;
  /** Scale of the scores. `raw` (default) is the model's own sum; `linked` is what it publishes, for example a probability. */
  readonly scale?: ScoreScale;
  /** Seed of random draws, which `sampling` needs. */
  readonly seed?: Seed;
  /** Model evaluations per row for `exact` (default 32,768) and `sampling` (default 100,000). */
  readonly evaluations?: number;
  /** Sampling stops when the largest standard error is below this share of the range of the values. Default 0.025. */
  readonly tolerance?: number;
  readonly maxTableBytes?: number;
  /**
   * For trees: number of rows that will be explained in all; default 10,000. A few rows of a large model are explained without its tables.
   */
  readonly expectedRows?: number;
}

export interface Explainer {
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  readonly players: readonly string[];
  /** Bytes of the tables kept between calls; 0 for methods without tables. */
  readonly tableBytes: number;
  explain(rows: Matrix, part?: BatchPart): Explanation;
}

/**
 * Prepares the explanation of a model once, for any number of rows.
 *
 * @throws TribuneError INVALID_ARGUMENT when the method does not fit the model or lacks what it needs (background, cover, seed), or the
 *   background has no rows, or a single one without `singleReference`
 */
export function compileExplainer(model: Model, options: ExplainOptions = {}): Explainer {
  const scale = options.scale ?? 'raw';
  if (options.background !== undefined)
    checkBackgroundRows(model, options.background, options.singleReference === true);
  const method = resolveMethod(model, options, scale);
  const players = makePlayers(model.featureNames, options.groups);
  const common = { method, scale, players: players.names };
  if (method === 'path-dependent') refusePathDependent(model, scale);
  if (usesTrees(model, method, scale)) {
    const trees = compileTreeExplainer(model, {
      ...options,
      method: method === 'path-dependent' ? 'path-dependent' : 'interventional',
    });
    return {
      ...common,
      tableBytes: trees.tableBytes,
      explain: (rows, part) => ({ ...trees.explain(rows, part), method }),
    };
  }
  if (method === 'integrated-gradients' && isNetwork(model)) {
    const { outputs, evaluations, background } = options;
    const given = { scale, players, background, ...defined({ outputs, evaluations }) };
    return { ...common, tableBytes: 0, explain: integratedExplainer(model, given) };
  }
  if (method === 'rescale') {
    if (!isNetwork(model)) throw onlyNetworks(model);
    const { outputs, background } = options;
    const given = { scale, players, background, ...defined({ outputs }) };
    return { ...common, tableBytes: 0, explain: rescaleExplainer(model, given) };
  }
  const form = closedForm(model, players, {
    method,
    scale,
    background: options.background,
    interactions: options.interactions,
  });
  if (form !== null) {
    const outputs = checkOutputs(model, options.outputs);
    return {
      ...common,
      tableBytes: 0,
      explain: (rows, part = {}) =>
        explainClosed({ model, form, players, outputs, method, scale, background: options.background }, rows, part),
    };
  }
  return {
    ...common,
    tableBytes: 0,
    explain: (rows, part = {}) =>
      explainByGame(model, rows, { ...options, method, scale, players, firstRow: part.firstRow ?? 0 }),
  };
}

/**
 * Checks the rows of a background. A background of nobody has no mean, and one of a single row is a mistake unless it is intended, because
 * values then say how two rows differ. The message says that a bad value is in the background and not in the explained rows.
 */
function checkBackgroundRows(model: Model, background: Matrix, singleReference: boolean): void {
  if (background.rows === 0 || (background.rows === 1 && !singleReference)) {
    throw new TribuneError('INVALID_ARGUMENT', `the background has ${background.rows === 0 ? 'no rows' : 'one row'}`, {
      remedy: 'Give people to compare with; `singleReference: true` if one row is meant.',
    });
  }
  try {
    checkRows(model, background, model.kind === 'tree-ensemble' && readsFloat32(model as TreeModel));
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    throw new TribuneError(cause.code, `background, ${cause.message}`, {
      cause,
      ...defined({ remedy: cause.remedy, place: cause.place, reason: cause.reason }),
    });
  }
}

const readsFloat32 = (model: TreeModel): boolean => model.ensemble.float32 && model.columns === null;

/**
 * Explains rows of a model: `compileExplainer(model, { expectedRows: rows.rows, ...options }).explain(rows)`.
 *
 * @example
 * const explanation = explain(model, applicants, { background: approved });
 * explanationRow(explanation, 0).values; // { income: [0.4], age: [-0.1] }
 */
export const explain = (model: Model, rows: Matrix, options: ExplainOptions = {}): Explanation =>
  compileExplainer(model, { expectedRows: rows.rows, ...options }).explain(rows);

function resolveMethod(model: Model, options: ExplainOptions, scale: ScoreScale): ExplanationMethod {
  const wanted = options.method ?? 'auto';
  if (wanted !== 'auto') return wanted;
  const isRaw = scale === 'raw' || model.link === 'identity';
  if (isRaw && model.kind !== 'black-box' && model.kind !== 'network') {
    if (options.background !== undefined) return 'interventional';
    return model.kind === 'tree-ensemble' ? 'path-dependent' : 'exact';
  }
  const background = distinctRows(checkBackground(options.background, 'auto'));
  const players = makePlayers(model.featureNames, options.groups).names.length;
  return exactCost(players, background) <= (options.evaluations ?? EXACT_EVALUATIONS) ? 'exact' : 'sampling';
}

function refusePathDependent(model: Model, scale: ScoreScale): void {
  const isRaw = scale === 'raw' || model.link === 'identity';
  if (model.kind === 'tree-ensemble' && isRaw) return;
  const what = isRaw ? `a model of kind ${model.kind}` : `the scale linked (link ${model.link})`;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `path-dependent values exist only for trees on the raw scale, not for ${what}`,
    {
      remedy: 'Give background rows and use the method interventional, exact or sampling.',
    },
  );
}

/** Whether tables or walks of trees give the values: on the raw scale the exact values of a tree are the interventional ones. */
function usesTrees(model: Model, method: ExplanationMethod, scale: ScoreScale): model is TreeModel {
  const isRaw = scale === 'raw' || model.link === 'identity';
  return (
    model.kind === 'tree-ensemble' &&
    isRaw &&
    (method === 'path-dependent' || method === 'interventional' || method === 'exact')
  );
}

const onlyNetworks = ({ kind }: Model): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `the method rescale is for networks, this model is of kind ${kind}`, {
    remedy: 'Use the method auto: it is exact and fast for trees and linear models.',
  });

interface ClosedOptions {
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  readonly background: Matrix | undefined;
  readonly interactions: boolean | undefined;
}

/** The closed form of a model, or null where there is none and the game has to be evaluated. */
function closedForm(model: Model, players: GamePlayers, options: ClosedOptions): ClosedForm | null {
  const { method, background } = options;
  if (method === 'integrated-gradients') {
    if (model.kind !== 'linear') {
      throw new TribuneError(
        'INVALID_ARGUMENT',
        `integrated gradients need a linear model or a network, this one is ${model.kind}`,
        {
          remedy: 'Use the method interventional, exact or sampling.',
        },
      );
    }
    const baselines = checkBackground(background, method);
    if (options.scale === 'linked') return integratedGradients(model as LinearModel, players, baselines);
    return linearValues(model as LinearModel, players, baselines);
  }
  const isRaw = options.scale === 'raw' || model.link === 'identity';
  if (method === 'sampling' || !isRaw || options.interactions === true) return null;
  const given = method === 'interventional' ? checkBackground(background, method) : (background ?? null);
  if (given?.rows === 0) checkBackground(given, method);
  if (model.kind === 'linear') return linearValues(model as LinearModel, players, given);
  return model.kind === 'additive' ? additiveValues(model as AdditiveModel, players, given) : null;
}

interface ClosedContext {
  readonly model: Model;
  readonly form: ClosedForm;
  readonly players: GamePlayers;
  readonly outputs: readonly number[];
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  readonly background: Matrix | undefined;
}

function explainClosed(context: ClosedContext, rows: Matrix, part: BatchPart): Explanation {
  const { model, form, players, outputs, method, scale } = context;
  const all = model.numOutputs;
  const scores = scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows);
  const parts = {
    method,
    players: players.names,
    rows: rows.rows,
    baseValue: pickOutputs(form.baseValue, all, outputs),
    prediction: pickOutputs(scores, all, outputs),
    values: pickOutputs(form.explain(rows), all, outputs),
  };
  return {
    ...parts,
    scale,
    outputs,
    additivityError: checkAdditivity(parts, part.firstRow),
    interactions: null,
    standardErrors: null,
    backgroundRows: context.background?.rows ?? null,
    sampling: null,
  };
}
