import { durationMs } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { Policy } from '../../../core/policy/index.js';
import type { WrittenChange } from '../../../core/policy/open-sections/monitor-parts/index.js';
import type { LinearNull } from '../../../core/stats/index.js';
import type { ChangeClaim, ChangeWatch, RateWatch, ReferenceRule, Unwatched, Watch, WatchDraft } from './types.js';

/** Most streams of a claim: rates of two groups at two times. */
const MOST_RATES = 2;

/**
 * A watch of each change that a policy asks about: that what a requirement measures got worse by at most so much against the same block of the week before, or of another time.
 *
 * @param judged the watches of the requirements of the file
 * @throws TribuneError POLICY_INVALID for one about a requirement that the file does not have
 */
export function changeWatches(
  written: readonly WrittenChange[],
  policy: Policy,
  judged: readonly WatchDraft<Watch>[],
): { readonly watches: readonly WatchDraft<ChangeWatch>[]; readonly unwatched: readonly Unwatched[] } {
  const watches: WatchDraft<ChangeWatch>[] = [];
  const unwatched: Unwatched[] = [];
  const ids = policy.requirements.map(({ id }) => id);
  for (const one of written) {
    if (!ids.includes(one.requirement))
      throw new TribuneError(
        'POLICY_INVALID',
        `monitor.changes asks about ${JSON.stringify(one.requirement)}, which is no requirement`,
        { remedy: `${nearName(one.requirement, ids)}Write the id of a requirement of the file.` },
      );
    const own = judged.filter(({ requirement }) => requirement === one.requirement);
    const why = unwatchedChange(own);
    if (why !== null) unwatched.push({ requirement: `changes.${one.requirement}`, ...why });
    else watches.push(...own.map((watch) => changeOf(one, watch as WatchDraft<RateWatch>)));
  }
  return { watches, unwatched };
}

type Why = Pick<Unwatched, 'reason' | 'instead'>;

/** Why no change of a requirement is watched; null where one is. */
function unwatchedChange(watches: readonly WatchDraft<Watch>[]): Why | null {
  if (watches.length === 0)
    return {
      reason: 'the requirement itself is not watched, and its change is made of the same counts',
      instead: 'Watch the requirement, or leave its change out.',
    };
  for (const watch of watches) {
    if (watch.kind !== 'rates')
      return {
        reason: 'it is about no rate, and changes are told of sums and ratios of rates alone',
        instead: 'Ask about a rate, such as share_at_least. Where its bound is broken is watched all the same.',
      };
    if (watch.shownAs !== undefined)
      return {
        reason: 'F1 rises with a rate and not by as much, so that a change of the one bounds no change of the other',
        instead: 'Ask about true_positive_rate and positive_predictive_value.',
      };
    if (watch.compare === 'ratio' && watch.rates.length > 1)
      return {
        reason: 'a ratio of means of several rates has no pairing of outcomes',
        instead: 'Ask about each of the rates, or about the difference.',
      };
    if (watch.rates.length > MOST_RATES)
      return { reason: 'it is made of more than two rates', instead: 'Ask about each of the rates.' };
  }
  return null;
}

function changeOf(
  { over, by, oneSided = false, severity }: WrittenChange,
  watch: WatchDraft<RateWatch>,
): WatchDraft<ChangeWatch> {
  const { compare } = watch;
  const hypotheses = oneSided ? watch.hypotheses.slice(0, 1) : watch.hypotheses;
  const claims = hypotheses.map((level) => claimOf(level, compare, by));
  const name = `changes.${watch.requirement}`;
  const { shownAs: _, hypotheses: __, ...frame } = watch;
  return {
    ...frame,
    ...{ kind: 'changes', id: `changes.${watch.id}`, requirement: name, claims, overMs: durationMs(over) },
    reference: referenceOf(watch.reference),
    bound: boundOf(claims),
    severity: severity === undefined ? watch.severity : severity === 'block' ? 'page' : 'ticket',
  };
}

/**
 * With whom a group is compared: the highest rate would be chosen by what one of the two times counted, which takes the fairness from the evidence. How many people there are says nothing of how they fare.
 */
const referenceOf = (reference: ReferenceRule): ReferenceRule =>
  reference.kind === 'highest' ? { kind: 'largest' } : reference;

/** Which way a level gets worse is that of the claim about it. */
function claimOf({ coefficients }: LinearNull, compare: RateWatch['compare'], by: number): ChangeClaim {
  if (compare === 'ratio') return { of: 'ratio', least: 1 - by, isInverse: coefficients[0]! > 0 };
  return { of: 'sum', hypothesis: { coefficients: [...coefficients, ...coefficients.map((c) => -c)], bound: by } };
}

/** The ends of what may change, as lines show it. */
function boundOf(claims: readonly ChangeClaim[]): { readonly min?: number; readonly max?: number } {
  const ends = claims.map((claim) => {
    if (claim.of === 'ratio') return claim.isInverse ? { max: 1 / claim.least } : { min: claim.least };
    const { coefficients, bound } = claim.hypothesis;
    return coefficients[0]! > 0 ? { max: bound } : { min: bound === 0 ? 0 : -bound };
  });
  return Object.assign({}, ...ends) as { readonly min?: number; readonly max?: number };
}
