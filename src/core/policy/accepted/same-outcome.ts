import { z } from 'zod';
import { TribuneError } from '../../base/errors.js';
import { type Outcome, POSITION_WEIGHTS } from '../sections/outcomes/index.js';

/** What an accepted audit says that its decisions were; everything else in the declaration may change between versions of a policy. */
export const acceptedOutcome = z.object({
  type: z.string(),
  unit: z.string().optional(),
  favourable: z.union([z.string(), z.array(z.string())]).optional(),
  levels: z.array(z.string()).optional(),
  classes: z.array(z.string()).optional(),
  stages: z.array(z.object({ name: z.string() })).optional(),
  routes: z.array(z.object({ name: z.string(), stages: z.array(z.string()) })).optional(),
  k: z.array(z.number()).optional(),
  relevance: z.string().nullable().optional(),
  holes: z.string().optional(),
  positionWeights: z.string().optional(),
});

type AcceptedOutcome = z.infer<typeof acceptedOutcome>;

/** One thing in which two declarations may differ, as a sentence says it. */
type Aspect = (outcome: AcceptedOutcome) => string;

const listed = (words: readonly string[] = []): string => words.join(', ');
const sorted = (words: readonly string[] = []): string => listed([...words].sort());
const favourableOf = ({ favourable = [] }: AcceptedOutcome): string =>
  typeof favourable === 'string' ? favourable : favourable.length === 0 ? 'none' : sorted(favourable);

const routesText = (routes: NonNullable<AcceptedOutcome['routes']>): string =>
  routes
    .map(({ name, stages }) => `${name} (${listed(stages)})`)
    .sort()
    .join(', ');

/** In what two declarations of a type have to agree, besides the unit of amounts. Classes have no order, levels and stages have one. */
const ASPECTS: Readonly<Record<string, readonly (readonly [string, Aspect])[]>> = {
  ordered: [
    ['levels', ({ levels }) => listed(levels)],
    ['favourable end', favourableOf],
  ],
  class: [
    ['classes', ({ classes }) => sorted(classes)],
    ['favourable classes', favourableOf],
  ],
  stages: [
    ['stages', ({ stages = [] }) => listed(stages.map(({ name }) => name))],
    ['routes', ({ routes = [] }) => (routes.length === 0 ? 'one through all stages' : routesText(routes))],
  ],
  ranking: [
    ['numbers of first places', ({ k = [] }) => k.join(', ') || 'none'],
    ['position weights', ({ positionWeights = POSITION_WEIGHTS }) => positionWeights],
    ['candidates with a relevance', ({ relevance }) => (relevance == null ? 'none' : 'all')],
    ['positions that nobody holds', ({ holes = 'refuse' }) => (holes === 'keep' ? 'kept' : 'refused')],
  ],
};

const typeText = (outcome: { readonly type: string; readonly unit?: string | undefined } | undefined): string =>
  outcome === undefined
    ? '0 or 1'
    : `of type ${outcome.type}${outcome.unit === undefined ? '' : `, in ${outcome.unit}`}`;

/**
 * Refuses an accepted audit of other decisions than those of the policy: what was a yes or no and is an amount now, or is counted over other levels,
 * classes or stages, has no change.
 *
 * @throws TribuneError `BASELINE_INVALID` saying what differs
 */
export function demandSameOutcome(then: AcceptedOutcome | undefined, now: Outcome | undefined): void {
  const differ = (what: string): TribuneError =>
    new TribuneError('BASELINE_INVALID', what, {
      remedy: 'Accept a new audit as baseline: the two cannot be compared.',
    });
  if (typeText(then) !== typeText(now))
    throw differ(
      `decisions were ${typeText(then)} in the baseline, and this policy says that they are ${typeText(now)}`,
    );
  if (then === undefined || now === undefined) return;
  for (const [name, aspect] of ASPECTS[now.type] ?? []) {
    const [before, present] = [aspect(then), aspect(acceptedOutcome.parse(now))];
    if (before !== present)
      throw differ(
        `the ${name} of the baseline ${name === 'favourable end' ? 'is not that' : 'are not those'} of this policy: ${before}, and now ${present}`,
      );
  }
}
