import { nearName } from '../../../base/suggest.js';
import type { Feature, Model } from '../../../models/index.js';
import { demandNoSlip, type Reader, reader } from '../../base/fields.js';
import type { FeatureRule, LinkedRule, Movement, RecourseConstraints } from './constraints.js';
import { compileExpression, type Expression } from './expression.js';
import { unitOf } from './scales.js';
import { inputColumns, quoteSome, type RecourseTable } from './table.js';

/** A feature that may change: its column, its rule and the unit of its cost. */
export interface MutableColumn {
  readonly column: number;
  readonly feature: Feature;
  readonly rule: FeatureRule;
  readonly unit: number;
}

export interface BoundLink {
  /** Columns of cause and effect. */
  readonly cause: number;
  readonly effect: number;
  readonly causeMovement: LinkedRule['causeMovement'];
  readonly effectMovement: Movement;
  readonly amount: number;
}

/** Constraints bound to the columns of a table: names have become indices, and everything is checked. */
export interface BoundConstraints {
  readonly columns: readonly Feature[];
  readonly inputColumn: Int32Array;
  readonly mutable: readonly MutableColumn[];
  /** Derived columns, parents before children. */
  readonly derived: readonly { readonly column: number; readonly expression: Expression }[];
  readonly linked: readonly BoundLink[];
  /** Sets of columns of which only one may change. */
  readonly exclusive: readonly (readonly number[])[];
  readonly maxChanges: number;
  readonly margin: number;
}

export interface BindOptions {
  /** Rows that `mad` is computed on. */
  readonly reference: RecourseTable;
  /** Protected attributes, which are never offered for change. */
  readonly protectedFeatures?: readonly string[];
}

/** Binds constraints to a model and a table. Throws CONSTRAINTS_INVALID, DATA_COLUMN_MISSING. */
export function bindConstraints(
  constraints: RecourseConstraints,
  model: Model,
  table: RecourseTable,
  options: BindOptions,
): BoundConstraints {
  const at = reader('CONSTRAINTS_INVALID', 'constraints');
  const inputColumn = inputColumns(model, table);
  const { columns } = table;
  const index = new Map(columns.map((feature, c) => [feature.name, c]));
  const columnOf = (name: string, where: Reader): number => {
    const column = index.get(name);
    if (column !== undefined) return column;
    const known = columns.map((feature) => feature.name);
    throw where.fail(
      `"${name}" is neither an input of the model nor a column of the data`,
      `${nearName(name, known)}Known: ${quoteSome(known)}.`,
    );
  };
  demandNoSlip(
    options.protectedFeatures ?? [],
    [...index.keys()],
    reader('CONSTRAINTS_INVALID', 'protected attributes'),
  );
  const derived = bindDerived(constraints, columns, columnOf, at.at('derived'));
  const isDerived = new Set(derived.map((entry) => entry.column));
  const mutable: MutableColumn[] = [];
  for (const [name, rule] of constraints.features) {
    const where = at.at('features').at(name);
    const column = columnOf(name, where);
    if (!rule.mutable) continue;
    if (options.protectedFeatures?.includes(name) === true) {
      throw where.fail('is a protected attribute', 'Nobody is asked to change it; set `mutable: false`.');
    }
    if (isDerived.has(column)) {
      throw where.fail('is derived, so it never changes by itself', 'Make its parts mutable instead.');
    }
    const feature = columns[column]!;
    checkKind(feature, rule, where);
    const byCategory = feature.categories !== undefined || rule.transitions !== null;
    mutable.push({ column, feature, rule, unit: byCategory ? 1 : unitOf(constraints, name, options.reference, at) });
  }
  for (const name of constraints.costs.keys()) columnOf(name, at.at('costs').at(name));
  return {
    columns,
    inputColumn,
    mutable,
    derived,
    linked: constraints.linked.map((rule, i) => {
      const link = bindLink(rule, columns, columnOf, at.at('linked').at(i));
      if (isDerived.has(link.cause) || isDerived.has(link.effect)) {
        throw at.at('linked').at(i).fail('names a derived column', 'Link the columns that it is computed from.');
      }
      return link;
    }),
    exclusive: constraints.exclusive.map((set, i) => set.map((name) => columnOf(name, at.at('exclusive').at(i)))),
    maxChanges: constraints.maxChanges ?? Number.POSITIVE_INFINITY,
    margin: constraints.margin,
  };
}

type ColumnOf = (name: string, where: Reader) => number;

function checkKind(feature: Feature, rule: FeatureRule, where: Reader): void {
  const { categories } = feature;
  if (categories === undefined) {
    const text = rule.transitions?.flatMap((step) => [step.from, step.to]).find((end) => typeof end === 'string');
    if (text !== undefined) throw where.at('transitions').fail(`"${text}" is text, and the feature holds numbers`);
    return;
  }
  for (const end of rule.transitions?.flatMap((step) => [step.from, step.to]) ?? []) {
    if (categories.length > 0 && !categories.includes(String(end))) {
      throw where
        .at('transitions')
        .fail(`"${end}" is no category`, `${nearName(String(end), categories)}Known: ${quoteSome(categories)}.`);
    }
  }
  if (rule.direction !== 'any' || rule.min !== null || rule.max !== null || rule.step !== null) {
    throw where.fail('is a category: direction, min, max, step and integer do not apply', 'Use `transitions`.');
  }
}

function bindLink(rule: LinkedRule, columns: readonly Feature[], columnOf: ColumnOf, where: Reader): BoundLink {
  const ends = [
    [rule.cause, rule.causeMovement, 'when'],
    [rule.effect, rule.effectMovement, 'then'],
  ] as const;
  for (const [name, movement, key] of ends) {
    const ordered = columns[columnOf(name, where.at(key))]!.categories === undefined;
    if (!ordered && (movement === 'rises' || movement === 'falls')) {
      throw where.at(key).fail(`"${name}" is a category without order`, 'Say "changes", or code its order as numbers.');
    }
  }
  return {
    cause: columnOf(rule.cause, where.at('when')),
    effect: columnOf(rule.effect, where.at('then')),
    causeMovement: rule.causeMovement,
    effectMovement: rule.effectMovement,
    amount: rule.amount,
  };
}

function bindDerived(
  constraints: RecourseConstraints,
  columns: readonly Feature[],
  columnOf: ColumnOf,
  at: Reader,
): BoundConstraints['derived'] {
  const names = {
    names: columns.map((feature) => feature.name),
    column: (name: string) => {
      const column = columns.findIndex((feature) => feature.name === name);
      return column < 0 ? undefined : column;
    },
    category: (column: number, text: string) => {
      const code = columns[column]!.categories?.indexOf(text) ?? -1;
      return code < 0 ? undefined : code;
    },
  };
  const open = new Map(
    [...constraints.derived].map(([name, text]) => {
      const where = at.at(name);
      return [columnOf(name, where), compileExpression(text, names, where)] as const;
    }),
  );
  const ordered: { column: number; expression: Expression }[] = [];
  while (open.size > 0) {
    const ready = [...open].find(([, expression]) => !expression.parents.some((parent) => open.has(parent)));
    if (ready === undefined) {
      const circle = [...open.keys()].map((column) => columns[column]!.name);
      throw at.fail(`${quoteSome(circle)} are computed from each other`, 'Break the circle.');
    }
    ordered.push({ column: ready[0], expression: ready[1] });
    open.delete(ready[0]);
  }
  return ordered;
}
