import { type Dataset, type LearnColumn, makeDataset, planLinear, scoreRows } from '../../learn/index.js';
import { type Model, readNeutral } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { refused } from '../groups/index.js';

/** What follows from what, as somebody declares it: for every column that follows from others, those that it follows from. */
export type CausalGraph = Readonly<Record<string, readonly string[]>>;

/** Columns that follow from the attribute, each after those that it follows from. */
export function followersOf(columns: readonly LearnColumn[], graph: CausalGraph, attribute: string): string[] {
  const names = new Set(columns.map(({ name }) => name));
  for (const name of [attribute, ...Object.keys(graph), ...Object.values(graph).flat()])
    if (!names.has(name)) throw refused(`the graph names "${name}", which is no column`, 'Name columns of the data.');
  if ((graph[attribute] ?? []).length > 0)
    throw refused(
      `"${attribute}" follows from other columns`,
      'What is changed must follow from nothing that is declared.',
    );
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): boolean => {
    if (name === attribute) return true;
    if (state.get(name) === 'open') throw refused(`"${name}" follows from itself`, 'A graph may not go in a circle.');
    if (state.get(name) === 'done') return order.includes(name);
    state.set(name, 'open');
    const follows = (graph[name] ?? []).map(visit).some(Boolean);
    state.set(name, 'done');
    if (follows) order.push(name);
    return follows;
  };
  for (const name of Object.keys(graph)) visit(name);
  return order;
}

interface Equation {
  readonly name: string;
  readonly parents: readonly string[];
  readonly model: Model;
}

/** Straight-line equations of the columns that follow from an attribute, learned from these people. */
export interface Structure {
  /** The columns as they would be with other values of the attribute: what an equation does not explain of a person stays theirs. */
  readonly moved: (columns: readonly LearnColumn[], attribute: LearnColumn) => LearnColumn[];
  readonly followers: readonly string[];
}

/**
 * Learns the equations of a graph.
 *
 * @throws TribuneError INVALID_ARGUMENT for a graph that goes in a circle, names no column, or lets a category follow
 */
export function learnStructure(
  columns: readonly LearnColumn[],
  graph: CausalGraph,
  attribute: string,
  seed: Seed,
): Structure {
  const followers = followersOf(columns, graph, attribute);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const equations = followers.map((name): Equation => {
    const { categories, values } = byName.get(name)!;
    if (categories !== undefined)
      throw refused(
        `"${name}" follows from "${attribute}", and its values are categories`,
        'Only numbers can be moved by an equation: leave it out of the graph, or declare numbers.',
      );
    const parents = graph[name]!;
    const known = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
    const data: Dataset = makeDataset({
      columns: parents.map((parent) => pickRows(byName.get(parent)!, known)),
      target: Float64Array.from(known, (row) => values[row]!),
      task: 'number',
    });
    return { name, parents, model: readNeutral(planLinear(data, { l2: 0 }).fit({ seed }).document, name) };
  });
  return {
    followers,
    moved: (given, changed) => {
      const before = new Map(given.map((column) => [column.name, column]));
      const now = new Map(before).set(attribute, changed);
      const rows = Array.from(changed.values.keys());
      for (const { name, parents, model } of equations) {
        const of = (from: ReadonlyMap<string, LearnColumn>): Float64Array =>
          scoreRows(
            model,
            parents.map((parent) => from.get(parent)!),
            rows,
          );
        const [old, next] = [of(before), of(now)];
        const column = before.get(name)!;
        now.set(name, { ...column, values: column.values.map((value, r) => value + next[r]! - old[r]!) });
      }
      return given.map(({ name }) => now.get(name)!);
    },
  };
}

const pickRows = (column: LearnColumn, rows: readonly number[]): LearnColumn => ({
  ...column,
  values: Float64Array.from(rows, (row) => column.values[row]!),
});
