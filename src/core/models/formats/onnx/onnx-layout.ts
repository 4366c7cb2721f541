import { counted } from '../../../base/counted.js';
import { invalidModel, MAX_FEATURES } from '../../decode/limits.js';
import { rounded } from './onnx-arithmetic.js';
import type { OnnxTensor } from './onnx-graph.js';
import {
  axisOf,
  type ColumnStep,
  type Columns,
  constantAt,
  MIXED,
  type OnnxColumn,
  rowAxis,
  sizeOfShape,
  unreadNode,
  workOf,
} from './onnx-value.js';

/** Columns as lists along one axis of the row: `lines[outer][inner]` is one list. */
function linesAlong({ shape, columns }: Columns, axis: number): OnnxColumn[][][] {
  const outer = sizeOfShape(shape.slice(0, axis));
  const inner = sizeOfShape(shape.slice(axis + 1));
  const size = shape[axis]!;
  return Array.from({ length: outer }, (_, o) =>
    Array.from({ length: inner }, (_line, i) =>
      Array.from({ length: size }, (_column, k) => columns[(o * size + k) * inner + i]!),
    ),
  );
}

/** The inverse of `linesAlong`: puts lists along an axis, all of one length, back into a row. */
function fromLines(given: Columns, axis: number, lines: readonly (readonly (readonly OnnxColumn[])[])[]): Columns {
  const size = lines[0]![0]!.length;
  const columns = lines.flatMap((inner) =>
    Array.from({ length: size }, (_, k) => inner.map((line) => line[k]!)).flat(),
  );
  return { ...given, shape: given.shape.map((length, at) => (at === axis ? size : length)), columns };
}

/** Rearranges the same columns into another shape in which rows stay rows. */
export function columnShape(step: ColumnStep): Columns {
  const { columns } = step;
  return { ...columns, shape: reshaped(step, columns.columns.length, columns.shape) };
}

/** The shape of a row after Reshape or Flatten; the file must give every axis but that of the rows. */
export function reshaped(
  step: ColumnStep | Parameters<typeof constantAt>[0],
  size: number,
  old: readonly number[],
): readonly number[] {
  if (step.node.op === 'Flatten') {
    if (axisOf(step, 1) !== 1) throw unreadNode(step, `along axis ${axisOf(step, 1)}`);
    return [size];
  }
  const wanted = constantAt(step, 1);
  if (wanted === undefined || (step.node.attributes.get('allowzero')?.number ?? 0) !== 0)
    throw unreadNode(step, 'without a constant shape');
  const axes = Array.from(wanted.numbers);
  const isVector = axes.length === 1 && axes[0] === -1 && size === 1;
  if (isVector) return [1];
  const [rows, ...rest] = axes;
  const row = rest.map((axis, at) => (axis === 0 ? (old[at] ?? Number.NaN) : axis));
  const open = row.filter((axis) => axis === -1).length;
  const known = sizeOfShape(row.filter((axis) => axis !== -1));
  const filled = row.map((axis) => (axis === -1 ? size / known : axis));
  const keepsRows = rows === 0 ? open <= 1 : rows === -1 && open === 0;
  if (!keepsRows || filled.length === 0 || sizeOfShape(filled) !== size)
    throw unreadNode(step, `to the shape [${axes.join(', ')}] for ${counted(size, 'column')}`);
  return filled;
}

export function concat(step: ColumnStep): Columns {
  const { node, inputs } = step;
  const parts = inputs.map((value, i) => {
    if (value?.kind !== 'columns') throw unreadNode(step, `that joins "${node.inputs[i]}", which is no input column`);
    return value;
  });
  const first = parts[0]!;
  const isVectorizer = node.op === 'FeatureVectorizer';
  const axis = isVectorizer ? 0 : rowAxis(step, axisOf(step, 1), first.shape);
  const others = (shape: readonly number[]): string => shape.filter((_, at) => at !== axis).join();
  if (parts.some((part) => part.shape.length !== first.shape.length || others(part.shape) !== others(first.shape)))
    throw unreadNode(step, 'of tables of different shapes');
  if (!isVectorizer && parts.some((part) => part.type !== first.type))
    throw unreadNode(step, 'of tables of different types');
  const total = parts.reduce((sum, part) => sum + part.columns.length, 0);
  if (total > MAX_FEATURES) throw invalidModel(step.where, `${node.op} makes ${counted(total, 'column')}`);
  const lines = parts.map((part) => linesAlong(part, axis));
  const joined = lines[0]!.map((inner, o) => inner.map((_, i) => lines.flatMap((part) => part[o]![i]!)));
  return { ...fromLines(first, axis, joined), type: isVectorizer ? 'float' : first.type };
}

function picked(step: ColumnStep, axis: number, tensor: OnnxTensor | undefined): Columns {
  if (tensor === undefined || tensor.type !== 'int') throw unreadNode(step, 'without constant positions');
  const indices = Array.from(tensor.numbers);
  const size = step.columns.shape[axis]!;
  const at = indices.map((index) => {
    const position = index < 0 ? index + size : index;
    if (!(position >= 0 && position < size))
      throw invalidModel(step.where, `${step.node.op} takes column ${index} of ${size}`);
    return position;
  });
  if (at.length * step.columns.columns.length > MAX_FEATURES * size)
    throw invalidModel(step.where, `${step.node.op} makes ${counted(at.length, 'column')}`);
  const lines = linesAlong(step.columns, axis).map((inner) => inner.map((line) => at.map((k) => line[k]!)));
  return fromLines(step.columns, axis, lines);
}

/** ArrayFeatureExtractor works along the last axis. */
export function extractor(step: ColumnStep): Columns {
  return picked(step, step.columns.shape.length - 1, constantAt(step, 1));
}

export function gather(step: ColumnStep): Columns {
  const positions = constantAt(step, 1);
  if (positions !== undefined && positions.shape.length !== 1) throw unreadNode(step, 'that takes an axis away');
  return picked(step, rowAxis(step, axisOf(step, 0), step.columns.shape), positions);
}

/** Splits columns into parts, whose lengths are an attribute up to version 12 of the operators and an input from version 13. */
export function split(step: ColumnStep): readonly Columns[] {
  const axis = rowAxis(step, axisOf(step, 0), step.columns.shape);
  const given = constantAt(step, 1)?.numbers ?? step.node.attributes.get('split')?.numbers;
  const parts = step.node.outputs.length;
  const size = step.columns.shape[axis]!;
  const lengths = given === undefined ? new Array<number>(parts).fill(size / parts) : Array.from(given);
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  if (lengths.length !== parts || whole !== size || lengths.some((length) => !Number.isInteger(length) || length < 1))
    throw unreadNode(step, `into parts of ${lengths.join(', ')} of ${counted(size, 'column')}`);
  const lines = linesAlong(step.columns, axis);
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return fromLines(
      step.columns,
      axis,
      lines.map((inner) => inner.map((line) => line.slice(from, from + length))),
    );
  });
}

const sourceOf = (line: readonly OnnxColumn[]): number =>
  line.every((column) => column.source === line[0]!.source) ? line[0]!.source : MIXED;

/** Folds the list along an axis into one column; the axis stays with length 1. */
function folded(step: ColumnStep, axis: number, fold: (values: readonly number[]) => number): Columns {
  const lines = linesAlong(step.columns, axis).map((inner) =>
    inner.map((line): OnnxColumn[] => [
      {
        source: sourceOf(line),
        value: (get) => fold(line.map((column) => column.value(get))),
        affine: null,
        takesMissing: line.every((column) => column.takesMissing),
        work: workOf(line),
      },
    ]),
  );
  return fromLines(step.columns, axis, lines);
}

/** Products of columns, as in polynomials, where a column occurs as often as its power. */
export const reduceProduct = (step: ColumnStep): Columns => reduced(step, (a, b) => a * b, 1);

export const reduceSum = (step: ColumnStep): Columns => reduced(step, (a, b) => a + b, 0);

function reduced(step: ColumnStep, apply: (a: number, b: number) => number, start: number): Columns {
  const axes = constantAt(step, 1)?.numbers ?? step.node.attributes.get('axes')?.numbers;
  if (axes?.length !== 1 || step.node.attributes.get('keepdims')?.number === 0)
    throw unreadNode(step, 'that takes axes away');
  const axis = rowAxis(step, axes[0]!, step.columns.shape);
  const { type } = step.columns;
  return folded(step, axis, (values) => values.reduce((whole, value) => rounded(type, apply(whole, value)), start));
}

/** The position of the largest value; of equal values the first. */
export function argMax(step: ColumnStep): Columns {
  const { attributes } = step.node;
  if (attributes.get('keepdims')?.number === 0 || (attributes.get('select_last_index')?.number ?? 0) !== 0)
    throw unreadNode(step, 'that takes an axis away or the last of equals');
  const axis = rowAxis(step, axisOf(step, 0), step.columns.shape);
  const found = folded(step, axis, (values) =>
    values.reduce((best, value, i) => (value > values[best]! ? i : best), 0),
  );
  return {
    ...found,
    type: 'int',
    columns: found.columns.map((column) => ({ ...column, takesMissing: false })),
  };
}
