import type { Sight, WatchedDeployment } from '../../../domain/live-monitor/viewing/index.js';
import { type DeploymentRow, deploymentRows, systemRows } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import { printDeployment } from './print.js';

/** How a deployment stands, the worst first. */
export const HEALTH = ['firing', 'silent', 'out-of-time', 'watching', 'not-watched'] as const;
export type Health = (typeof HEALTH)[number];

/** How the policy that the registry names for a deployment and the one by which it is watched agree. */
export const AGREEMENT = ['differ', 'same', 'unnamed', 'not-watched'] as const;

/** What is registered, and what of it is watched; null where the caller is not told that. */
export interface Seen {
  readonly snapshot: RegistrySnapshot;
  readonly watched: readonly WatchedDeployment[] | null;
}

interface Look {
  readonly sight: Sight;
  readonly nowMs: number;
}

/** Most deployments that need somebody, and most unwatched ones, that are told by name. */
const MOST_NEEDS = 100;
const MOST_UNWATCHED = 20;
/** So few watched deployments are told by name. */
const FEW_WATCHED = 3;

type Printed = ReturnType<typeof printDeployment>;

function healthOf(printed: Printed | undefined): Health {
  if (printed === undefined) return 'not-watched';
  if (printed.firing.length > 0) return 'firing';
  if (printed.isSilent) return 'silent';
  return printed.isOutOfTime ? 'out-of-time' : 'watching';
}

const printedBy = (watched: readonly WatchedDeployment[], look: Look): ReadonlyMap<string, Printed> =>
  new Map(watched.map((one) => [one.epoch.deployment, printDeployment(one, look)]));

/** Systems with their health: each stands as the worst of its deployments, and without what is watched nobody knows. */
export function standingSystems({ snapshot, watched }: Seen, look: Look) {
  const printed = watched === null ? null : printedBy(watched, look);
  const rows = systemRows(snapshot).map(({ id, purpose, domain, owner, deployments }) => ({
    ...{ id, purpose, domain, owner, deployments: deployments.length },
    ...(printed === null ? {} : standingOf(deployments.map((one) => printed.get(one)))),
  }));
  return printed === null ? rows : rows.toSorted((one, other) => rankOf(one) - rankOf(other));
}

export type StandingSystem = ReturnType<typeof standingSystems>[number];

export const rankOf = ({ health }: { readonly health?: Health }): number =>
  health === undefined ? 0 : HEALTH.indexOf(health);

function standingOf(deployments: readonly (Printed | undefined)[]) {
  const health = HEALTH.find((each) => deployments.some((one) => healthOf(one) === each)) ?? 'not-watched';
  // Times of the same form are ordered as texts.
  const closedTo =
    deployments
      .flatMap((one) => one?.closedTo ?? [])
      .toSorted()
      .at(-1) ?? null;
  return { health, closedTo };
}

/** Deployments with what they serve, the policy that the registry names, and the one by which they are watched. */
export function standingDeployments({ snapshot, watched }: Seen, nowMs: number) {
  const policies =
    watched === null ? null : new Map(watched.map(({ epoch }) => [epoch.deployment, epoch.policyDigest]));
  return deploymentRows(snapshot, nowMs).map(({ active, ...row }) => {
    const named = active?.policyDigest ?? null;
    return {
      ...{ ...row, version: active?.version ?? null, cutoff: active?.cutoff ?? null, policy: named },
      ...(policies === null ? {} : watchedBy(named, policies.get(row.id) ?? null)),
    };
  });
}

export type StandingDeployment = ReturnType<typeof standingDeployments>[number];

function watchedBy(named: string | null, used: string | null) {
  const agreement: (typeof AGREEMENT)[number] =
    used === null ? 'not-watched' : named === null ? 'unnamed' : named === used ? 'same' : 'differ';
  return { watchedBy: used, agreement };
}

/** How much there is of everything, and which deployments need somebody. */
export function overviewOf({ snapshot, watched }: Seen, look: Look) {
  const rows = deploymentRows(snapshot, look.nowMs);
  return {
    systems: snapshot.systems.length,
    deployments: rows.length,
    monitor: watched === null ? null : watchedOverview(rows, watched, look),
  };
}

function watchedOverview(rows: readonly DeploymentRow[], watched: readonly WatchedDeployment[], look: Look) {
  const printed = printedBy(watched, look);
  const all = rows.flatMap((row) => {
    const one = printed.get(row.id);
    return one === undefined ? [] : [needOf(row, one)];
  });
  const needs = all.filter((one) => one.firing.length > 0 || one.isSilent || one.isOutOfTime || isOtherPolicy(one));
  const firing = needs.filter((one) => one.firing.length > 0);
  const pressing = [...firing, ...needs.filter((one) => one.firing.length === 0)];
  const alone = rows.filter(({ id }) => !printed.has(id));
  return {
    watched: all.length,
    watchedFew: all.length > FEW_WATCHED ? [] : all.map(({ deployment }) => deployment),
    firing: firing.length,
    falseAlarmsPerDay: watched.reduce((sum, { summary }) => sum + summary.falseAlarmsPerDay, 0),
    needs: pressing.slice(0, MOST_NEEDS),
    moreNeeds: Math.max(0, pressing.length - MOST_NEEDS),
    notWatched: alone.length,
    notWatchedFirst: alone.slice(0, MOST_UNWATCHED).map(({ id, system }) => ({ deployment: id, system })),
  };
}

const needOf = (
  { id, system, active }: DeploymentRow,
  { firing, isSilent, isOutOfTime, closedTo, lastReceived, policy }: Printed,
) => ({
  ...{ deployment: id, system, firing, isSilent, isOutOfTime, closedTo, lastReceived, policy },
  activationPolicy: active?.policyDigest ?? null,
});

const isOtherPolicy = ({ activationPolicy, policy }: ReturnType<typeof needOf>): boolean =>
  activationPolicy !== null && activationPolicy !== policy;
