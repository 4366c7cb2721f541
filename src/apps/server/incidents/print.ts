import {
  clockStatus,
  closingNeeds,
  type Duty,
  type DutyClock,
  type Incident,
  type IncidentPlan,
  NEXT_STATES,
  type PlanLine,
  type Readiness,
  type SuspectInput,
  type TimelineItem,
} from '../../../domain/incidents/index.js';

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
/** The same with its time as text; null stays null. */
const at = <T extends { readonly atMs: number }>(one: T | null) => {
  if (one === null) return null;
  const { atMs, ...same } = one;
  return { ...same, at: iso(atMs) };
};

/** An incident as lists show it. */
export function printSummary(incident: Incident, nowMs: number) {
  const { id, revision, title, severity, state, scope, system, openedBy, openedAtMs, roles, cause } = incident;
  const due = duesOf(incident);
  return {
    ...{ id, revision, title, severity, state, scope, system, openedBy, openedAt: iso(openedAtMs), cause },
    commander: roles.commander ?? null,
    nextDueAt: due.length === 0 ? null : iso(Math.min(...due)),
    isOverdue: due.some((ms) => ms <= nowMs),
  };
}

/** When the clocks that run and the actions that are open are due. */
function duesOf({ clocks, actions }: Incident): number[] {
  const running = clocks.filter(({ filed, waived }) => filed === null && waived === null);
  return [
    ...running.flatMap(({ dueAtMs }) => (dueAtMs === null ? [] : [dueAtMs])),
    ...actions.flatMap(({ done, dueAtMs }) => (done === null ? [dueAtMs] : [])),
  ];
}

const printClock = (clock: DutyClock, nowMs: number) => {
  const { fromMs, dueAtMs, filed, waived, ...same } = clock;
  return {
    ...same,
    ...{ from: iso(fromMs), dueAt: isoOrNull(dueAtMs), status: clockStatus(clock, nowMs) },
    ...{ filed: at(filed), waived: at(waived) },
  };
};

export interface IncidentSurroundings {
  readonly nowMs: number;
  readonly notBegun: readonly { readonly duty: Duty; readonly why: string }[];
  readonly suspects: readonly SuspectInput[];
  readonly may: readonly ('change' | 'close' | 'hold')[];
  readonly lastChange: number;
}

export function printIncident(
  incident: Incident,
  { nowMs, notBegun, suspects, may, lastChange }: IncidentSurroundings,
) {
  const { origin, occurredAtMs, awareAtMs, roles, facts, affected, frozen, nItems, leftOut } = incident;
  return {
    ...printSummary(incident, nowMs),
    ...{ origin, occurredAt: isoOrNull(occurredAtMs), awareAt: iso(awareAtMs), roles, facts, affected },
    clocks: incident.clocks.map((clock) => printClock(clock, nowMs)),
    dutiesNotBegun: notBegun.map(({ duty: { id, what, source }, why }) => ({ duty: id, what, source, why })),
    links: incident.links.map((link) => at(link)!),
    actions: incident.actions.map(({ dueAtMs, done, ...same }) => ({
      ...{ ...same, dueAt: iso(dueAtMs), isOverdue: done === null && dueAtMs <= nowMs, done: at(done) },
    })),
    containment: at(incident.containment),
    postMortem: at(incident.postMortem),
    frozen: at(frozen)!,
    closing: at(incident.closing),
    closingNeeds: incident.state === 'closed' ? [] : closingNeeds(incident),
    nextStates: NEXT_STATES[incident.state],
    suspects: suspects.filter((one) => one.incident === incident.id).map(({ system, path }) => ({ system, path })),
    ...{ items: nItems, leftOut, may, lastChange },
  };
}

export const printItem = ({ incident: _, atMs, ...same }: TimelineItem) => ({ ...same, at: iso(atMs) });

export const printReadiness = ({ status, gaps, staleAtMs }: Readiness) => ({
  ...{ status, gaps, staleAt: isoOrNull(staleAtMs) },
});

const printPlan = ({ atMs, ...same }: IncidentPlan) => ({ ...same, at: iso(atMs) });

export const printPlanLine = ({ scope, plan, readiness }: PlanLine & { readonly plan: IncidentPlan }) => ({
  ...{ scope, plan: printPlan(plan), readiness: printReadiness(readiness) },
});

export const printPlanSummary = ({ scope, plan, readiness }: PlanLine) => ({
  ...{ scope, revision: plan?.revision ?? null, by: plan?.by ?? null, at: isoOrNull(plan?.atMs ?? null) },
  readiness: printReadiness(readiness),
});
