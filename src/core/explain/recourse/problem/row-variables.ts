import type { Model, TreeModel } from '../../../models/index.js';
import type { BoundConstraints, MutableColumn } from '../constraints/bind.js';
import { treeCuts } from './cells.js';
import { isBoundable } from './decision.js';
import type { Problem } from './problem.js';
import {
  cellVariable,
  DECIMAL_SLACK,
  gridVariable,
  linkCuts,
  MAX_GRID_VALUES,
  transitionVariable,
  type Variable,
} from './variables.js';

/** Fineness of a grid that only a sampled search uses: fine enough for a person, coarse enough for the search. */
const SAMPLED_FINENESS = 0.01;

type Cuts = ReadonlyMap<number, ReturnType<typeof treeCuts>>;

/** Cells of every mutable input of a tree model, by column; other columns have none. */
export function treeCutsOf(model: Model, bound: BoundConstraints): Cuts {
  if (model.kind !== 'tree-ensemble') return new Map();
  const inputs = new Map([...bound.inputColumn].map((column, input) => [column, input]));
  return new Map(
    bound.mutable.map(({ column }) => {
      const input = inputs.get(column);
      return [column, input === undefined ? [] : treeCuts(model as TreeModel, input)];
    }),
  );
}

export interface VariableContext {
  readonly model: Model;
  readonly bound: BoundConstraints;
  readonly cuts: Cuts;
  readonly decision: Problem['decision'];
}

/** Variables of one row. A missing value or a category never seen has nothing to change from, so it stays. */
export function variablesOf(
  setting: VariableContext,
  row: Float64Array,
): { variables: Variable[]; heldFixed: string[] } {
  const heldFixed: string[] = [];
  const parents = new Set(setting.bound.derived.flatMap(({ expression }) => expression.parents));
  const variables = setting.bound.mutable.flatMap((entry) => {
    const x = row[entry.column]!;
    const isCategory = entry.feature.categories !== undefined;
    if (!Number.isFinite(x) || (isCategory && x < 0)) {
      heldFixed.push(entry.feature.name);
      return [];
    }
    const isList = isCategory || entry.rule.transitions !== null;
    const variable = isList ? transitionVariable(entry, x) : numberVariable(setting, entry, x, parents);
    return variable.count > 1 ? [variable] : [];
  });
  return { variables, heldFixed };
}

function numberVariable(
  setting: VariableContext,
  entry: MutableColumn,
  x: number,
  parents: ReadonlySet<number>,
): Variable {
  const { model, bound, decision } = setting;
  const cuts = setting.cuts.get(entry.column);
  if (model.kind === 'tree-ensemble' && isBoundable(model, decision)) {
    if (cuts !== null && cuts !== undefined && !parents.has(entry.column)) {
      const all = [...cuts, ...linkCuts(bound, entry.column, x)].sort((a, b) => a.last - b.last);
      return cellVariable(entry, x, all);
    }
    return limited(gridVariable(entry, x, SAMPLED_FINENESS));
  }
  if (model.kind === 'linear' && isBoundable(model, decision)) return gridVariable(entry, x, DECIMAL_SLACK);
  return limited(gridVariable(entry, x, SAMPLED_FINENESS));
}

/** Keeps the part of a long grid next to the unchanged value, and records the cost of the nearest value left out. */
function limited(variable: Variable): Variable {
  if (variable.count <= MAX_GRID_VALUES) return variable;
  const half = MAX_GRID_VALUES / 2;
  const from = Math.max(0, variable.at - half);
  const to = Math.min(variable.count - 1, variable.at + half);
  const leftOut = [
    ...(from > 0 ? [variable.cost(from - 1)] : []),
    ...(to < variable.count - 1 ? [variable.cost(to + 1)] : []),
  ];
  return {
    ...variable,
    count: to - from + 1,
    at: variable.at - from,
    value: (i) => variable.value(from + i),
    cost: (i) => variable.cost(from + i),
    unlisted: Math.min(variable.unlisted, ...leftOut),
  };
}
