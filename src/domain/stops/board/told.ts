import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
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
  const text = canonicalJson(JSON.parse(JSON.stringify(state)));
  return { ...state, etag: `"${digestText(sha256(utf8(text))).slice('sha256:'.length, 'sha256:'.length + 32)}"` };
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
