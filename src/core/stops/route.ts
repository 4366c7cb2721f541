import { byStrictness } from './order.js';
import { standingOf, throttleSalt } from './share.js';
import type { StopAnswer, StopInForce, StopQuestion, StopReach, StopRoute } from './types.js';

/** The place of a decision; a stop for `US` holds for `US-FL` too (ISO 3166). */
const PLACE = 'jurisdiction';

/** From the least to the strictest. */
const ROUTES: readonly StopRoute[] = ['model', 'review', 'shadow', 'fallback'];

/**
 * Says who decides, by all stops that hold for a decision: the strictest of their effects. Two throttles together leave the smaller share, a
 * review beside a throttle has the throttled share decided by the fallback and the rest by people. Where a stop asks for something that the
 * question does not say, it holds.
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
  return answer.route === 'model' ? { ...answer, fallback: null } : answer;
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
  const isIn = subject !== undefined && subject !== '' && standingOf(throttleSalt(deployment), subject) < share;
  return isIn ? 'model' : 'fallback';
}

/** Whether a stop of this reach holds for a decision. */
export function reaches({ deployments, version, where = {} }: StopReach, question: StopQuestion): boolean {
  if (deployments !== 'all' && !deployments.includes(question.deployment)) return false;
  if (version !== undefined && question.version !== undefined && question.version !== version) return false;
  return Object.entries(where).every(([name, values]) => {
    const { context = {} } = question;
    const value = Object.hasOwn(context, name) ? context[name] : null;
    return value === null || value === undefined || values.some((one) => isWithin(name, value, one));
  });
}

const isWithin = (name: string, value: string, one: string): boolean =>
  value === one || (name === PLACE && value.startsWith(`${one}-`));

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
