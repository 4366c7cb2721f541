import { stopsOf } from '../../../core/stops/index.js';
import { activeAt, labelsOf } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { Propagation, Stop, StopSwitch, ToldState, WaitingResumption } from '../../../domain/stops/index.js';
import { deploymentsOf } from '../../../domain/stops/index.js';

const iso = (ms: number): string => new Date(ms).toISOString();

export interface StopSurroundings {
  readonly registry: RegistrySnapshot;
  readonly waiting: readonly WaitingResumption[];
  readonly propagationOf: (revision: number) => Propagation | null;
  readonly nowMs: number;
}

export function printStop(stop: Stop, { registry, waiting, propagationOf, nowMs }: StopSurroundings) {
  const { revision, sinceMs, untilMs, end, models: _, trial = null, logSize = null, ...same } = stop;
  return {
    ...same,
    since: iso(sinceMs),
    logSize,
    until: untilMs === null ? null : iso(untilMs),
    isOverdue: end === null && untilMs !== null && untilMs <= nowMs,
    deployments: deploymentsOf(stop, registry),
    labels: labelsOf(registry, versionsOf(stop)),
    ended: end === null ? null : { at: iso(end.atMs), by: end.by, audits: end.audits, waiver: end.waiver },
    trial: trial === null ? null : { of: trial.of, endsAt: iso(trial.endsAtMs) },
    propagation: propagationOf(revision),
    resumptions: waiting.filter((one) => one.stop === stop.id).map(printResumption),
  };
}

/** The versions that a stop names. */
const versionsOf = ({ scope, fallback }: Stop): string[] => [
  ...(scope.kind === 'version' ? [scope.version] : []),
  ...(fallback.version === undefined ? [] : [fallback.version]),
];

export const printResumption = ({ proposedAtMs, expiresAtMs, trial = null, ...same }: WaitingResumption) => ({
  ...{ ...same, trial },
  proposedAt: iso(proposedAtMs),
  expiresAt: iso(expiresAtMs),
});

/** The deployments that some stop holds for, with the strictest mode that holds for everything of each. */
export function printDeployments({ stops }: ToldState, registry: RegistrySnapshot, nowMs: number) {
  return registry.deployments.flatMap((deployment) => {
    const { whole, partial } = stopsOf(stops, deployment.id, activeAt(deployment, nowMs)?.version ?? null);
    if (whole === null && partial.length === 0) return [];
    const ids = partial.map(({ id }) => id);
    return [
      { deployment: deployment.id, mode: whole?.mode ?? 'normal', stop: whole?.id ?? null, partial: ids } as const,
    ];
  });
}

/** The audits on which a stop may be resumed. */
export const printOffered = ({ deployments, ...of }: Awaited<ReturnType<StopSwitch['audits']>>): object => ({
  ...of,
  deployments: deployments.map(({ audits, ...one }) => ({
    ...one,
    audits: audits.map(({ madeAtMs, window, ...audit }) => ({
      ...{ ...audit, window: window ?? null },
      madeAt: new Date(madeAtMs).toISOString(),
    })),
  })),
});
