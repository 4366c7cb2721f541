import { counted } from '../../../base/counted.js';
import { invalidModel, MAX_FEATURES } from '../../decode/limits.js';
import { dividedBy, plusNumber, timesNumber } from './onnx-affine.js';
import { type ElementType, elementType, type OnnxTensor } from './onnx-graph.js';
import {
  type ColumnStep,
  type Columns,
  constantAt,
  MIXED,
  type OnnxColumn,
  type Step,
  unreadNode,
  workOf,
} from './onnx-value.js';

/** A computed number as a tensor of this type holds it. */
export function rounded(type: ElementType, value: number): number {
  if (type === 'int') return Math.trunc(value);
  return type === 'double' ? value : Math.fround(value);
}

/**
 * Converts columns to another type. Texts stay texts; numbers lose their fraction as whole numbers, and a missing value has no meaning
 * there.
 */
export function cast(step: ColumnStep): Columns {
  const { columns } = step;
  const to = elementType(step.node.attributes.get('to')?.number);
  if ((columns.type === 'text') !== (to === 'text') || to === 'other' || to === 'unknown')
    throw unreadNode(step, `from ${columns.type} to ${to}`);
  if (to === 'text') return columns;
  const isExact = to === 'double' || to === 'float';
  return {
    ...columns,
    type: to,
    columns: columns.columns.map((column) => ({
      ...column,
      value: (get) => {
        const value = column.value(get);
        return to === 'bool' ? Number(value !== 0) : rounded(to, value);
      },
      affine: isExact ? column.affine : null,
      takesMissing: column.takesMissing && to !== 'int',
    })),
  };
}

type Operator = (a: number, b: number) => number;
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['Add', (a, b) => a + b],
  ['Sub', (a, b) => a - b],
  ['Mul', (a, b) => a * b],
  ['Div', (a, b) => a / b],
]);

export const isArithmetic = (op: string): boolean => OPERATORS.has(op);

/** The number of a constant for each column; a single column is widened to as many columns as the constant has numbers. */
export function perColumn(step: Step, tensor: OnnxTensor, width: number): number[] {
  const { numbers, shape } = tensor;
  // A constant that varies along an axis before the last one would give rows values of their own.
  const isRow = shape.length === 0 || shape.slice(0, -1).every((axis) => axis === 1);
  if (!isRow || (numbers.length !== 1 && numbers.length !== width && width !== 1))
    throw unreadNode(step, `with a constant of shape [${shape.join(', ')}] for ${counted(width, 'column')}`);
  return Array.from({ length: Math.max(width, numbers.length) }, (_, c) => numbers[numbers.length === 1 ? 0 : c]!);
}

/** Combines columns with a constant, in the order in which the node names them. */
export function arithmetic(step: ColumnStep): Columns {
  const [first, second] = step.inputs;
  const apply = OPERATORS.get(step.node.op)!;
  if (first?.kind === 'columns' && second?.kind === 'columns') return bothColumns(step, first, second, apply);
  const constantFirst = first?.kind === 'constant';
  const tensor = constantAt(step, constantFirst ? 0 : 1);
  if (tensor === undefined || tensor.type === 'text') throw unreadNode(step, 'without a second number');
  const { columns } = step;
  const numbers = perColumn(step, tensor, columns.columns.length);
  return spread(step, columns, numbers, (column, number) => {
    const value: OnnxColumn['value'] = constantFirst
      ? (get) => rounded(columns.type, apply(number, column.value(get)))
      : (get) => rounded(columns.type, apply(column.value(get), number));
    const isAffine = columns.type !== 'int' && !(constantFirst && step.node.op === 'Div');
    return { ...column, value, affine: isAffine ? affineOf(column, number, step.node.op, constantFirst) : null };
  });
}

/** Makes one column for each number; a single column is repeated for each of them. */
function spread(
  step: Step,
  given: Columns,
  numbers: readonly number[],
  make: (column: OnnxColumn, number: number) => OnnxColumn,
): Columns {
  const { columns } = given;
  if (numbers.length > MAX_FEATURES)
    throw invalidModel(step.where, `${step.node.op} makes ${counted(numbers.length, 'column')}`);
  const made = numbers.map((number, c) => make(columns[columns.length === 1 ? 0 : c]!, number));
  if (numbers.length === columns.length) return { ...given, columns: made };
  if (given.shape.length > 1) throw unreadNode(step, 'that widens a tensor of three axes');
  return { ...given, shape: [made.length], columns: made };
}

function affineOf(column: OnnxColumn, number: number, op: string, constantFirst: boolean): OnnxColumn['affine'] {
  if (column.affine === null) return null;
  if (op === 'Mul') return timesNumber(column.affine, number);
  if (op === 'Div') return dividedBy(column.affine, number);
  if (op === 'Add') return plusNumber(column.affine, number);
  return plusNumber(constantFirst ? timesNumber(column.affine, -1) : column.affine, constantFirst ? number : -number);
}

function bothColumns(step: Step, a: Columns, b: Columns, apply: Operator): Columns {
  if (a.shape.join() !== b.shape.join() || a.type !== b.type)
    throw unreadNode(step, 'on tables of different shape or type');
  return {
    ...a,
    columns: a.columns.map((left, c) => {
      const right = b.columns[c]!;
      return {
        source: left.source === right.source ? left.source : MIXED,
        value: (get) => rounded(a.type, apply(left.value(get), right.value(get))),
        affine: null,
        takesMissing: left.takesMissing && right.takesMissing,
        work: workOf([left, right]),
      };
    }),
  };
}

export function negative({ columns }: ColumnStep): Columns {
  return {
    ...columns,
    columns: columns.columns.map((column) => ({
      ...column,
      value: (get) => -column.value(get),
      affine: column.affine && timesNumber(column.affine, -1),
    })),
  };
}

/** Limits columns to bounds, which are attributes up to version 10 of the operators and inputs from version 11. */
export function clip(step: ColumnStep): Columns {
  const { node, columns } = step;
  const bound = (name: string, position: number, otherwise: number): number =>
    constantAt(step, position)?.numbers[0] ?? node.attributes.get(name)?.number ?? otherwise;
  const low = bound('min', 1, Number.NEGATIVE_INFINITY);
  const high = bound('max', 2, Number.POSITIVE_INFINITY);
  return {
    ...columns,
    columns: columns.columns.map((column) => ({
      ...column,
      value: (get) => Math.min(Math.max(column.value(get), low), high),
      affine: null,
    })),
  };
}

/** Turns values above the threshold into 1 and others into 0; the runtime refuses missing values here. */
export function binarizer({ node, columns }: ColumnStep): Columns {
  const threshold = node.attributes.get('threshold')?.number ?? 0;
  return {
    ...columns,
    columns: columns.columns.map((column) => ({
      ...column,
      value: (get) => Number(column.value(get) > threshold),
      affine: null,
      takesMissing: false,
    })),
  };
}

export function less(step: ColumnStep): Columns {
  const [first, second] = step.inputs;
  if (first?.kind !== 'columns') throw unreadNode(step, 'with a constant first');
  if (second?.kind === 'columns') return asBool(bothColumns(step, first, second, (a, b) => Number(a < b)));
  const tensor = constantAt(step, 1);
  if (tensor === undefined || tensor.type === 'text') throw unreadNode(step, 'without a second number');
  const numbers = perColumn(step, tensor, step.columns.columns.length);
  const made = spread(step, step.columns, numbers, (column, number) => ({
    ...column,
    value: (get) => Number(column.value(get) < number),
    affine: null,
  }));
  return asBool(made);
}

const asBool = (columns: Columns): Columns => ({ ...columns, type: 'bool' });

export function not(step: ColumnStep): Columns {
  const { columns } = step;
  if (columns.type !== 'bool') throw unreadNode(step, `on ${columns.type}`);
  return {
    ...columns,
    columns: columns.columns.map((column) => ({ ...column, value: (get) => 1 - column.value(get), affine: null })),
  };
}

/**
 * A logarithm or a power (power transforms). The exporters replace results that are no numbers by numbers, so a missing value would become
 * a number that nobody meant; it is refused.
 */
const curved = ({ columns }: ColumnStep, of: (value: number, at: number) => number): Columns => ({
  ...columns,
  columns: columns.columns.map((column, c) => ({
    ...column,
    value: (get) => rounded(columns.type, of(column.value(get), c)),
    affine: null,
    takesMissing: false,
  })),
});

const demandReal = (step: ColumnStep): void => {
  if (step.columns.type !== 'float' && step.columns.type !== 'double')
    throw unreadNode(step, `on ${step.columns.type}`);
};

export function logarithm(step: ColumnStep): Columns {
  demandReal(step);
  return curved(step, Math.log);
}

export function power(step: ColumnStep): Columns {
  demandReal(step);
  if (step.inputs[0]?.kind !== 'columns') throw unreadNode(step, 'of a constant');
  const tensor = constantAt(step, 1);
  const width = step.columns.columns.length;
  if (tensor === undefined || tensor.type === 'text') throw unreadNode(step, 'without an exponent');
  const exponents = perColumn(step, tensor, width);
  if (exponents.length !== width)
    throw unreadNode(step, `with ${exponents.length} exponents for ${counted(width, 'column')}`);
  return curved(step, (value, c) => value ** exponents[c]!);
}
