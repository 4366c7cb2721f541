import { isDigest } from '../../../core/base/digest.js';
import { routeOf, type StopQuestion, type StopRoute } from '../../../core/stops/index.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { tellStops } from '../board/index.js';
import type { Stop } from '../model/index.js';

/** A decision that was made, as far as its record says. */
export interface MadeDecision {
  readonly deployment: string;
  readonly version: string | null;
  readonly subject: string | null;
  readonly decidedAtMs: number;
  /** How it came about, as records say it: `automatic`, `reviewed` or `fallback`. */
  readonly route: string | null;
  /** Its place and groups; null where whoever asks may not see the groups. */
  readonly context: Readonly<Record<string, string | null>> | null;
}

/** What the stops in force when a decision was made said of it. */
export interface DecidedUnder {
  /** Who was to decide. */
  readonly said: StopRoute;
  /** The stop that said so; null where none did. */
  readonly stop: { readonly id: string; readonly mode: Stop['mode']; readonly since: string } | null;
  /** Whether it came about so: false for the answer of the model where the model was not to decide alone; null where the record does not say. */
  readonly isKept: boolean | null;
}

/**
 * Judges a decision by the stops in force at its time, by the rule that clients decide by. A stop that holds for a group is judged only where the
 * groups are seen: null where one of them might hold.
 *
 * @param stops those in force at the time of the decision
 */
export function decidedUnder(
  { deployment, version, subject, decidedAtMs, route, context }: MadeDecision,
  stops: readonly Stop[],
  registry: RegistrySnapshot,
): DecidedUnder | null {
  if (context === null && stops.some(({ where }) => Object.keys(where).length > 0)) return null;
  const question = questionOf({ deployment, version, subject, decidedAtMs, context }, registry);
  const { route: said, stop } = routeOf(tellStops(stops, registry), question);
  return {
    said,
    stop: said === 'model' || stop === null ? null : { id: stop.id, mode: stop.mode, since: stop.since },
    isKept: said === 'model' ? true : route === null ? null : isPersonsOr(route),
  };
}

/** What is asked of the switch about a decision that was made; its version is the one served at its time where the record names none. */
export function questionOf(
  { deployment, version, subject, decidedAtMs, context }: Omit<MadeDecision, 'route'>,
  { deployments }: Pick<RegistrySnapshot, 'deployments'>,
): StopQuestion {
  const served = version === null ? deployments.find(({ id }) => id === deployment) : undefined;
  const decided = version ?? (served === undefined ? undefined : activeAt(served, decidedAtMs)?.version);
  return {
    ...{ deployment, version: decided !== undefined && isDigest(decided) ? decided : undefined },
    ...{ subject: subject ?? undefined, context: context ?? {} },
  };
}

/** Whether a decision that the model was not to make alone came about so: a review may end in the fallback, and the fallback may be people. */
export const isPersonsOr = (route: string): boolean => route === 'reviewed' || route === 'fallback';
