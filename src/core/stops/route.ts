import { isDigest } from '../base/digest.js';
import { byStrictness } from './order.js';
import { standingOf, throttleSalt } from './share.js';
import type { Fallback, StopAnswer, StopInForce, StopQuestion, StopReach, StopRoute } from './types.js';

/** The place of a decision; a stop for `US` holds for `US-FL` too, and a decision in `US` may be one in `US-FL` (ISO 3166). */
const PLACE = 'jurisdiction';

/** From the least to the strictest. */
const ROUTES: readonly StopRoute[] = ['model', 'review', 'shadow', 'fallback'];

/**
 * Says who decides, by all stops that hold for a decision: the strictest of their effects. Two throttles together leave the smaller share, a
 * review beside a throttle has the throttled share decided by the fallback and the rest by people. Where a stop asks for something that the
 * question does not say, or says too coarsely, it holds. A version that is stopped itself is no fallback: people decide then.
 *
 * @example
 * routeOf(stops, { deployment: 'lending/prod', subject: 'case-4711' }); // { route: 'fallback', stop, fallback: { kind: 'human-queue' } }
 */
export function routeOf<Stop extends StopInForce>(stops: readonly Stop[], question: StopQuestion): StopAnswer<Stop> {
  let answer: StopAnswer<Stop> = { route: 'model', stop: null, fallback: null };
  for (const stop of stops) {
    if (stop.drill || !reaches(stop.reach, question)) continue;
    const route = effectOf(stop, question);
    if (isStricter({ route, stop }, answer)) answer = { route, stop, fallback: stop.fallback };
  }
  if (answer.route === 'model') return { ...answer, fallback: null };
  return isFallbackStopped(stops, answer.fallback, question)
    ? { ...answer, fallback: { kind: 'human-queue' } }
    : answer;
}

/** Whether the version that would decide instead is itself stopped, wherever it decides: then people do. */
function isFallbackStopped(stops: readonly StopInForce[], fallback: Fallback | null, question: StopQuestion): boolean {
  const version = fallback?.version;
  if (version === undefined) return false;
  const instead = { ...question, version };
  return stops.some(
    (stop) =>
      !stop.drill &&
      stop.reach.version === version &&
      // The version may belong to another model, whose deployments the stop names.
      reaches({ ...stop.reach, deployments: 'all' }, instead) &&
      effectOf(stop, instead) !== 'model',
  );
}

function isStricter(
  one: { readonly route: StopRoute; readonly stop: StopInForce },
  than: StopAnswer<StopInForce>,
): boolean {
  const more = ROUTES.indexOf(one.route) - ROUTES.indexOf(than.route);
  return more > 0 || (more === 0 && (than.stop === null || byStrictness(one.stop, than.stop) < 0));
}

function effectOf({ mode, share = 0 }: StopInForce, { deployment, subject }: StopQuestion): StopRoute {
  if (mode === 'stop') return 'fallback';
  if (mode === 'shadow' || mode === 'review') return mode;
  const isIn = isSaid(deployment) && isSaid(subject) && standingOf(throttleSalt(deployment), subject) < share;
  return isIn ? 'model' : 'fallback';
}

/** Whether a stop of this reach holds for a decision. */
export function reaches({ deployments, version, where = {} }: StopReach, question: StopQuestion): boolean {
  if (deployments !== 'all' && isSaid(question.deployment) && !deployments.includes(question.deployment)) return false;
  if (version !== undefined && isVersionSaid(question.version) && question.version !== version) return false;
  const context = question.context ?? {};
  return Object.entries(where).every(([name, values]) => {
    const value = Object.hasOwn(context, name) ? context[name] : null;
    return !isSaid(value) || values.some((one) => (name === PLACE ? mayBeWithin(value, one) : value === one));
  });
}

/** Callers of the client need not be typed, so anything but a text with a word in it says nothing. */
const isSaid = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** A name, a tag or a digest in other letters may be any version: only the digest itself says which one it is. */
const isVersionSaid = (value: unknown): value is string => typeof value === 'string' && isDigest(value);

/** Whether a decision in a place may be one in another: the same one, or one of the two lies within the other. Codes have no case. */
function mayBeWithin(value: string, one: string): boolean {
  const [place, other] = [value.trim().toUpperCase(), one.trim().toUpperCase()];
  return place === other || place.startsWith(`${other}-`) || other.startsWith(`${place}-`);
}

/**
 * The strictest stop that holds for every decision of a deployment, whoever is decided about, and the stops beside it that hold for some:
 * of a version, a group or a place.
 */
export function stopsOf<Stop extends StopInForce>(
  stops: readonly Stop[],
  deployment: string,
  version: string | null,
): { readonly whole: Stop | null; readonly partial: readonly Stop[] } {
  const holding = stops
    .filter(({ drill, reach }) => !drill && (reach.deployments === 'all' || reach.deployments.includes(deployment)))
    .toSorted(byStrictness);
  const isWhole = ({ reach }: Stop): boolean =>
    (reach.version === undefined || reach.version === version) && Object.keys(reach.where ?? {}).length === 0;
  return { whole: holding.find(isWhole) ?? null, partial: holding.filter((stop) => !isWhole(stop)) };
}
