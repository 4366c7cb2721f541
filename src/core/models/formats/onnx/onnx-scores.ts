import { counted } from '../../../base/counted.js';
import { checkOutputCount } from '../../decode/limits.js';
import { perColumn } from './onnx-arithmetic.js';
import { elementType } from './onnx-graph.js';
import { reshaped } from './onnx-layout.js';
import { attributeText } from './onnx-trees.js';
import {
  axisOf,
  constantAt,
  type OnnxValue,
  type RowSum,
  type ScoreColumn,
  type ScoreLink,
  type Scores,
  type Step,
  unreadNode,
} from './onnx-value.js';

interface ScoreStep extends Step {
  readonly scores: Scores;
}

/**
 * Operators that may stand between the predictor and the published score: those that change no number, one link, and sums and products of
 * the raw score with constants. Any other operator would change the model and is refused.
 */
const STEPS: ReadonlyMap<string, (step: ScoreStep) => Scores | RowSum> = new Map<
  string,
  (step: ScoreStep) => Scores | RowSum
>([
  ['Identity', ({ scores }) => scores],
  ['Cast', cast],
  ['ZipMap', zipMap],
  ['Reshape', sameShape],
  ['Flatten', sameShape],
  ['Sum', sum],
  ['Sigmoid', link('logit')],
  ['Softmax', softmax],
  ['Exp', link('log')],
  ['Normalizer', normalizer],
  ['Abs', absolute],
  ['ReduceSum', rowSum],
  ['Reciprocal', (step) => reciprocal(step, 1)],
  ['Neg', (step) => mapRaw(step, (column) => scaled(column, -1))],
  ['Add', (step) => plus(step, 1)],
  ['Sub', minus],
  ['Mul', times],
  ['Div', divide],
  ['Concat', concat],
  ['ArrayFeatureExtractor', extractor],
  ['Gather', extractor],
]);

/** Runs one node behind the predictor; null when no exact reading of the operator is known. */
export function runScoreStep(step: Step): OnnxValue | null {
  const scores = step.inputs.find((value) => value?.kind === 'scores');
  const run = STEPS.get(step.node.op);
  if (scores?.kind !== 'scores' || run === undefined) return null;
  return run({ ...step, scores });
}

function cast(step: ScoreStep): Scores {
  const to = elementType(step.node.attributes.get('to')?.number);
  if (to !== 'float' && to !== 'double') throw unreadNode(step, `of a score to ${to}`);
  return step.scores;
}

function zipMap(step: ScoreStep): Scores {
  const { attributes } = step.node;
  const labels = Math.max(
    attributes.get('classlabels_int64s')?.numbers.length ?? 0,
    attributes.get('classlabels_strings')?.texts.length ?? 0,
  );
  if (labels !== step.scores.columns.length)
    throw unreadNode(step, `with ${counted(labels, 'label')} for ${counted(step.scores.columns.length, 'score')}`);
  return step.scores;
}

function sameShape(step: ScoreStep): Scores {
  const width = step.scores.columns.length;
  const shape = reshaped(step, width, [width]);
  if (shape.length !== 1) throw unreadNode(step, `of scores to rows of [${shape.join(', ')}]`);
  return step.scores;
}

/** The sum of one predictor's scores is these scores; a sum over several predictors is no single model and is refused. */
function sum(step: ScoreStep): Scores {
  if (step.inputs.length !== 1) throw unreadNode(step, 'of several scores');
  return step.scores;
}

function link(to: ScoreLink): (step: ScoreStep) => Scores {
  return (step) => {
    demandRaw(step);
    return { ...step.scores, link: to };
  };
}

function demandRaw(step: ScoreStep): void {
  if (step.scores.link !== 'identity')
    throw unreadNode(step, `behind a score that is published as ${step.scores.link}`);
}

function softmax(step: ScoreStep): Scores {
  const axis = axisOf(step, -1);
  if (axis !== -1 && axis !== 1) throw unreadNode(step, `along axis ${axis}`);
  return link('softmax')(step);
}

const isDistribution = ({ link: of, columns }: Scores): boolean =>
  of === 'softmax' || of === 'ovr' || (of === 'logit' && isPair(columns, 'logit'));

/** Whether the scores of two classes always sum to one, or to zero before the link. */
export function isPair(columns: readonly ScoreColumn[], of: ScoreLink): boolean {
  const [first, second] = columns;
  if (columns.length !== 2 || first!.output !== second!.output || first!.scale !== -second!.scale) return false;
  if (first!.shift === -second!.shift) return of === 'logit' || of === 'identity';
  return of === 'identity' && first!.shift === 1 - second!.shift;
}

/** Scales one-against-the-rest probabilities to sum 1; those that already do so stay as they are. */
function scaledToOne(step: ScoreStep): Scores {
  if (isDistribution(step.scores)) return step.scores;
  if (step.scores.link !== 'logit' || step.scores.columns.length < 2)
    throw unreadNode(step, 'of scores that are no probabilities');
  return { ...step.scores, link: 'ovr' };
}

function normalizer(step: ScoreStep): Scores {
  const norm = attributeText(step.node, 'norm', 'MAX');
  if (norm !== 'L1') throw unreadNode(step, `with the norm ${norm}`);
  return scaledToOne(step);
}

const PROBABILITIES: ReadonlySet<ScoreLink> = new Set(['logit', 'softmax', 'ovr', 'log']);

function absolute(step: ScoreStep): Scores {
  if (!PROBABILITIES.has(step.scores.link)) throw unreadNode(step, 'of a score that may be negative');
  return step.scores;
}

function rowSum(step: ScoreStep): RowSum {
  const axes = constantAt(step, 1)?.numbers ?? step.node.attributes.get('axes')?.numbers;
  const keeps = (step.node.attributes.get('keepdims')?.number ?? 1) !== 0;
  if (!keeps || axes?.length !== 1 || (axes[0] !== 1 && axes[0] !== -1)) throw unreadNode(step, 'of scores');
  return { kind: 'row-sum', of: step.scores };
}

const scaled = ({ output, scale, shift }: ScoreColumn, by: number): ScoreColumn => ({
  output,
  scale: scale * by,
  shift: shift * by,
});

function mapRaw(step: ScoreStep, map: (column: ScoreColumn, at: number) => ScoreColumn): Scores {
  demandRaw(step);
  return { ...step.scores, columns: step.scores.columns.map(map) };
}

/** The constant beside the scores, one number per score, and whether it is the first operand. */
function constantBeside(step: ScoreStep): { numbers: readonly number[]; isFirst: boolean } {
  const isFirst = step.inputs[0]?.kind === 'constant';
  const tensor = constantAt(step, isFirst ? 0 : 1);
  if (tensor === undefined || tensor.type === 'text') throw unreadNode(step, 'of scores and texts');
  const width = step.scores.columns.length;
  const numbers = perColumn(step, tensor, width);
  if (numbers.length !== width)
    throw unreadNode(step, `of ${counted(width, 'score')} and ${counted(numbers.length, 'constant')}`);
  return { numbers, isFirst };
}

const isOne = (numbers: readonly number[]): boolean => numbers.every((number) => number === 1);

function plus(step: ScoreStep, sign: 1 | -1): Scores {
  const { numbers } = constantBeside(step);
  // 1 + exp(raw) is the lower half of a sigmoid that is spelt out.
  if (step.scores.link === 'log' && sign === 1 && isOne(numbers)) return { ...step.scores, link: 'odds' };
  return mapRaw(step, (column, k) => ({ ...column, shift: column.shift + sign * numbers[k]! }));
}

function minus(step: ScoreStep): Scores {
  const { numbers, isFirst } = constantBeside(step);
  if (!isFirst) return plus(step, -1);
  // 1 - sigmoid(raw) equals sigmoid(-raw).
  if (step.scores.link === 'logit' && isOne(numbers))
    return { ...step.scores, columns: step.scores.columns.map((column) => scaled(column, -1)) };
  return mapRaw(step, (column, k) => {
    const opposite = scaled(column, -1);
    return { ...opposite, shift: opposite.shift + numbers[k]! };
  });
}

function times(step: ScoreStep): Scores {
  const { numbers } = constantBeside(step);
  if (isOne(numbers)) return step.scores;
  return mapRaw(step, (column, k) => scaled(column, numbers[k]!));
}

function divide(step: ScoreStep): Scores {
  const [above, below] = step.inputs;
  if (above?.kind === 'scores' && below?.kind === 'row-sum') {
    if (below.of.predictor !== above.predictor || below.of.columns !== above.columns || below.of.link !== above.link)
      throw unreadNode(step, 'of scores by the sum of other scores');
    return scaledToOne(step);
  }
  const { numbers, isFirst } = constantBeside(step);
  if (isFirst) return reciprocal(step, isOne(numbers) ? 1 : Number.NaN);
  if (isOne(numbers)) return step.scores;
  return mapRaw(step, (column, k) => {
    const { output, scale, shift } = column;
    return { output, scale: scale / numbers[k]!, shift: shift / numbers[k]! };
  });
}

/** Completes a sigmoid that is spelt out: 1 / (1 + exp(raw)) equals sigmoid(-raw). */
function reciprocal(step: ScoreStep, above: number): Scores {
  if (step.scores.link !== 'odds' || above !== 1) throw unreadNode(step, 'that divides by a score');
  return { ...step.scores, link: 'logit', columns: step.scores.columns.map((column) => scaled(column, -1)) };
}

/** Puts scores of one predictor beside each other. */
function concat(step: ScoreStep): Scores {
  const axis = axisOf(step, 1);
  const parts = step.inputs.map((value) => {
    if (value?.kind !== 'scores' || value.predictor !== step.scores.predictor || value.link !== step.scores.link)
      throw unreadNode(step, 'of several predictors');
    return value;
  });
  const isApart = step.scores.link === 'softmax' || step.scores.link === 'ovr';
  if ((axis !== 1 && axis !== -1) || (isApart && parts.length > 1)) throw unreadNode(step, 'of scores');
  // Before they are joined: a few nodes that each join a value with itself ask for all memory.
  checkOutputCount(
    parts.reduce((sum, part) => sum + part.columns.length, 0),
    step.where,
  );
  return { ...step.scores, columns: parts.flatMap((part) => part.columns) };
}

/** Selects some of the scores; scores that depend on each other stay together. */
function extractor(step: ScoreStep): Scores {
  const positions = constantAt(step, 1);
  const { scores } = step;
  const axis = step.node.op === 'Gather' ? axisOf(step, 0) : 1;
  if ((axis !== 1 && axis !== -1) || positions === undefined || scores.link === 'softmax' || scores.link === 'ovr')
    throw unreadNode(step, 'of scores');
  const columns = Array.from(positions.numbers, (index) => {
    const column = scores.columns[index < 0 ? index + scores.columns.length : index];
    if (column === undefined) throw unreadNode(step, `that takes score ${index} of ${scores.columns.length}`);
    return column;
  });
  return { ...scores, columns };
}
