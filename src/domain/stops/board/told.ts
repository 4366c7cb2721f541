import { contentTag } from '../../../core/base/content-tag.js';
import { byStrictness, type StopInForce } from '../../../core/stops/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { deploymentsOf } from '../acts/index.js';
import type { Stop } from '../model/index.js';

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
}

/** A state with the tag by which another one is told apart (RFC 9110, 8.8.3). */
export interface TaggedState extends ToldState {
  readonly etag: string;
}

/** Tells the state: the stops in force, with systems and versions resolved to deployments. */
export function tell(
  revision: number,
  stops: readonly Stop[],
  registry: Pick<RegistrySnapshot, 'models' | 'deployments'>,
): TaggedState {
  const told = stops.map((stop) => toldStop(stop, registry)).toSorted(byStrictness);
  const state = { revision, stops: told };
  return { ...state, etag: contentTag(state) };
}

function toldStop(
  { id, scope, models, where, mode, share, fallback, reason, sinceMs, untilMs, drill }: Stop,
  registry: Pick<RegistrySnapshot, 'models' | 'deployments'>,
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
