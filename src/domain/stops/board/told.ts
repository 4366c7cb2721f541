import { contentTag } from '../../../core/base/content-tag.js';
import type { GateView } from '../../../core/gates/index.js';
import { byStrictness, type CanaryInForce, type GateInForce, type StopInForce } from '../../../core/stops/index.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { deploymentsOf } from '../acts/index.js';
import { type Canary, lastStep } from '../canaries/index.js';
import type { Stop } from '../model/index.js';
import { tellGates } from './told-gates.js';

/** A stop as clients are told of it: with the deployments that it holds for now. */
export interface ToldStop extends StopInForce {
  readonly reason: string;
  readonly until: string | null;
}

/** The state of the switch as clients hold it, the strictest stop first. */
export interface ToldState {
  /** Number of the last change of the switch. */
  readonly revision: number;
  readonly stops: readonly ToldStop[];
  /** The versions that are tried out, by deployment. */
  readonly canaries: readonly CanaryInForce[];
  /** The gates of deployments that have one, by deployment. */
  readonly gates: readonly GateInForce[];
}

/** A state with the tag by which another one is told apart (RFC 9110, 8.8.3). */
export interface TaggedState extends ToldState {
  readonly etag: string;
}

type Known = Pick<RegistrySnapshot, 'models' | 'deployments'>;

/** Tells the stops in force, the strictest first, with systems and versions resolved to deployments. */
export const tellStops = (stops: readonly Stop[], registry: Known): ToldStop[] =>
  stops.map((stop) => toldStop(stop, registry)).toSorted(byStrictness);

interface Read {
  readonly revision: number;
  readonly stops: readonly Stop[];
  readonly canaries: readonly Canary[];
  readonly gates: GateView;
}

/** Tells the state: the stops in force, the versions that are tried out, each with the one that its deployment serves now, and the gates. */
export function tell({ revision, stops, canaries, gates }: Read, registry: Known, nowMs: number): TaggedState {
  const state: ToldState = {
    revision,
    stops: tellStops(stops, registry),
    canaries: canaries
      .map((canary) => toldCanary(canary, registry, nowMs))
      .toSorted((a, b) => (a.deployment < b.deployment ? -1 : 1)),
    gates: tellGates(gates, registry, nowMs),
  };
  return { ...state, etag: contentTag(state) };
}

function toldCanary(canary: Canary, { deployments }: Known, nowMs: number): CanaryInForce {
  const { id, deployment, version } = canary;
  const { share, isHeld } = lastStep(canary);
  const served = deployments.find((one) => one.id === deployment);
  const incumbent = (served === undefined ? undefined : activeAt(served, nowMs)?.version) ?? canary.incumbent;
  return { id, deployment, version, incumbent, share, isHeld };
}

/** When another version begins to be served beside one that is tried out, ms since 1970; infinite where none is to. */
export const nextActivationMs = (
  canaries: readonly Canary[],
  { deployments }: Pick<RegistrySnapshot, 'deployments'>,
  nowMs: number,
): number =>
  Math.min(
    ...deployments
      .filter(({ id }) => canaries.some(({ deployment }) => deployment === id))
      .flatMap(({ activations }) => activations.map(({ fromMs }) => fromMs))
      .filter((fromMs) => fromMs > nowMs),
  );

function toldStop(
  { id, scope, models, where, mode, share, fallback, reason, sinceMs, untilMs, drill }: Stop,
  registry: Known,
): ToldStop {
  return {
    ...{ id, mode, fallback, reason, drill },
    ...(share === null ? {} : { share }),
    reach: {
      deployments: deploymentsOf({ scope, models }, registry),
      ...(scope.kind === 'version' ? { version: scope.version } : {}),
      ...(Object.keys(where).length === 0 ? {} : { where }),
    },
    since: new Date(sinceMs).toISOString(),
    until: untilMs === null ? null : new Date(untilMs).toISOString(),
  };
}
