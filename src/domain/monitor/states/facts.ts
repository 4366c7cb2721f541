import {
  closeFact,
  type FactChange,
  type FactShown,
  type FactState,
  factShown,
  hearFact,
  isAtRest,
  startFacts,
} from '../../monitor-facts/index.js';
import { countedIn, decisionsOf, type Pane } from '../../monitor-panes/index.js';
import type { MonitorPlan } from '../../monitor-watches/index.js';
import type { MonitorState } from './state.js';
import type { StateChange } from './state-change.js';

/** What of a deployment is so or is not, one for each fact of the plan; it is begun at a moment where nothing is known. */
function factsOf(
  plan: MonitorPlan,
  state: MonitorState,
  { deployment, atMs }: { readonly deployment: string; readonly atMs: number },
): readonly FactState[] {
  const known = state.facts.get(deployment);
  if (known !== undefined) return known;
  const begun = startFacts(plan.facts ?? [], atMs);
  if (begun.length > 0) state.facts.set(deployment, begun);
  return begun;
}

/**
 * Tells the facts of a deployment when something of it was heard last, and until when it is certain that nothing else was. No block is closed by this: what was decided meanwhile may still come.
 *
 * @param state changed in place
 * @param heard milliseconds; `untilMs` is null where not everything that came is read
 */
export function hearDeployment(
  plan: MonitorPlan,
  state: MonitorState,
  deployment: string,
  heard: { readonly heardMs: number; readonly untilMs: number | null },
): StateChange[] {
  const states = factsOf(plan, state, { deployment, atMs: heard.heardMs });
  const changes = (plan.facts ?? []).flatMap((fact, f) => hearFact(fact, states[f]!, heard));
  state.alarms += changes.filter(({ condition }) => condition === 'firing').length;
  return changes.map((change) => lineOfFact(plan, deployment, change));
}

/** Takes a closed block into the facts of a deployment. Alarms are counted with all others of the block (`closeBlock`). */
export function closeFacts(
  plan: MonitorPlan,
  state: MonitorState,
  deployment: string,
  {
    window,
    pane,
    isCut,
  }: {
    readonly window: { readonly from: number; readonly to: number };
    readonly pane: Pane | undefined;
    readonly isCut: boolean;
  },
): StateChange[] {
  if (plan.facts === undefined) return [];
  const states = factsOf(plan, state, { deployment, atMs: window.to });
  const [decisions, counted] = pane === undefined ? [0, 0] : [decisionsIn(pane), countedIn(pane)];
  const block = { ...window, decisions, counted, isCut };
  return plan.facts
    .flatMap((fact, f) => closeFact(fact, states[f]!, block))
    .map((change) => lineOfFact(plan, deployment, change));
}

/** Ids of the facts of a deployment that fire. */
export const firingFacts = ({ facts = [] }: MonitorPlan, state: MonitorState, deployment: string): string[] => {
  const states = state.facts.get(deployment);
  return states === undefined ? [] : facts.flatMap(({ id }, f) => (states[f]!.condition === 'firing' ? [id] : []));
};

/** Whether an empty block would change nothing of the facts. */
export const areFactsAtRest = ({ facts = [] }: MonitorPlan, state: MonitorState): boolean =>
  [...state.facts.values()].every((states) => facts.every((fact, f) => isAtRest(fact, states[f]!)));

/** Every fact as it stands, in the order of deployments and of the plan; like a series at the end of the last block, where it did not change since. */
export const factLines = (plan: MonitorPlan, state: MonitorState): StateChange[] =>
  [...state.facts].flatMap(([deployment, states]) =>
    (plan.facts ?? []).map((fact, f) => {
      const { condition, changedAt } = states[f]!;
      const atMs = Math.max(changedAt, state.closed.decisions ?? changedAt);
      return lineOfFact(plan, deployment, {
        id: fact.id,
        condition,
        atMs,
        shown: factShown(fact, states[f]!),
      });
    }),
  );

/** A fact as a line of the monitor: it has no estimate and no evidence, and neither a threshold nor a chance of error. */
function lineOfFact(
  { level }: MonitorPlan,
  deployment: string,
  { id, condition, atMs, shown }: FactChange,
): StateChange {
  const at = new Date(atMs).toISOString();
  return {
    ...{ at, deployment, requirement: id, component: null, series: { group: {}, reference: null }, state: condition },
    ...{ estimate: null, lower: null, upper: null, level },
    ...{ n: decisionsOfFact(shown), nGroup: decisionsOfFact(shown), nReference: null },
    ...{ logEvidence: 0, logThreshold: 0 },
    window: { from: shown.from ?? at, to: shown.to ?? at },
    ...{ labelCoverage: null, labelCoverageReference: null, labelBounds: null },
    inhibitedBy: [],
    lastDataAt: shown.fact === 'silence' ? shown.from : shown.to,
    fact: shown,
  };
}

const decisionsOfFact = (shown: FactShown): number =>
  (shown.fact === 'silence' ? shown.madeMeanwhile : shown.decisions) ?? 0;

/** Everything that came for a block, whether it is in a cell or not. */
function decisionsIn(pane: Pane): number {
  let all = 0;
  for (const { counts } of pane.cells.values()) all += decisionsOf(pane, counts);
  for (const decisions of pane.uncounted.values()) all += decisions;
  return all;
}
