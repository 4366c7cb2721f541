import type { Incident } from '../model/index.js';
import { SUSPECT_STATES } from '../model/index.js';
import type { IncidentPlan } from './types.js';

/** A system that uses what another one puts out. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  /** The plan that says so, as a scope in one text. */
  readonly plan: string;
}

/** A system whose input is not to be relied on, as one before it has an incident. */
export interface SuspectInput {
  readonly system: string;
  readonly incident: string;
  /** The systems from the one with the incident to this one. */
  readonly path: readonly string[];
}

/** Most systems that are told to be suspect for one incident. */
const MOST_SUSPECT = 1000;

/** The edges that plans name between registered systems, each once. `systemOf` gives the system of a plan; null for one that is gone. */
export function dependenciesOf(
  plans: readonly IncidentPlan[],
  systemOf: (plan: IncidentPlan) => string | null,
): Dependency[] {
  const edges = new Map<string, Dependency>();
  for (const plan of plans) {
    const from = systemOf(plan);
    if (from === null) continue;
    for (const { system: to } of plan.consumers)
      if (to !== null && to !== from) edges.set(JSON.stringify([from, to]), { from, to, plan: scopeName(plan.scope) });
  }
  return [...edges.values()].toSorted((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
}

/**
 * The systems that get input from one with an incident that is not over, also by way of others: the shortest way to each. A circle ends where
 * it comes back.
 */
export function suspectInputs(
  dependencies: readonly Dependency[],
  incidents: readonly Pick<Incident, 'id' | 'system' | 'state'>[],
): SuspectInput[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of dependencies) next.set(from, [...(next.get(from) ?? []), to]);
  return incidents
    .filter(({ state }) => SUSPECT_STATES.includes(state))
    .flatMap(({ id, system }) => (system === null ? [] : reach(next, system, id)));
}

function reach(next: ReadonlyMap<string, readonly string[]>, first: string, incident: string): SuspectInput[] {
  const found: SuspectInput[] = [];
  const met = new Set([first]);
  let paths: string[][] = [[first]];
  while (paths.length > 0 && found.length < MOST_SUSPECT) {
    const longer: string[][] = [];
    for (const path of paths)
      for (const system of next.get(path.at(-1)!) ?? []) {
        if (met.has(system)) continue;
        met.add(system);
        longer.push([...path, system]);
        found.push({ system, incident, path: [...path, system] });
      }
    paths = longer;
  }
  return found.slice(0, MOST_SUSPECT);
}

/** A scope in one text, as entries have it. */
export const scopeName = (scope: IncidentPlan['scope']): string =>
  scope.kind === 'system' ? `system ${scope.system}` : `deployment ${scope.deployment}`;
