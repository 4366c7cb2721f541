import { durationMs } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import { MAX_GROUPS } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { WrittenChange } from '../../../core/policy/open-sections/monitor-parts/index.js';
import type { LinearNull } from '../../../core/stats/index.js';
import { MOMENT_COUNTS, STEPS } from '../../monitor-panes/index.js';
import { FRACTION_OF_F1 } from './f1.js';
import type {
  AreaWatch,
  ChangeClaim,
  ChangedQuantity,
  ChangeWatch,
  FractionWatch,
  MeanWatch,
  RateWatch,
  ReferenceRule,
  Unwatched,
  Watch,
  WatchDraft,
} from './types.js';

/** Most streams of a claim: rates of two groups at two times. */
const MOST_RATES = 2;
/** Counts of earlier blocks that are kept of a deployment, of all changes together: some 10 MB, which are stored anew with each block. Ours. */
const MOST_KEPT = 1_000_000;

/**
 * Most groups whose changes are watched in a deployment: each keeps its counts of every block between the two that are compared, of every change of the policy.
 *
 * @example
 * mostChanging(plan); // 2976 of one change of a level over 7d with blocks of 1h: 168 blocks of 2 counts
 */
export function mostChanging({
  watches,
  blockMs,
}: {
  readonly watches: readonly WatchDraft[];
  readonly blockMs: number;
}): number {
  let each = 0;
  for (const watch of watches) {
    if (watch.kind !== 'changes') continue;
    each += (watch.overMs / blockMs) * countsOfTime(watch);
  }
  return Math.min(MAX_GROUPS, Math.floor(MOST_KEPT / each));
}

/** Areas are counted with nobody who ties having won, half of them, and all; of F1 are kept sums over those predicted negative and positive. */
const COUNTS_OF: Readonly<Record<ChangedQuantity['kind'], number>> = {
  means: MOMENT_COUNTS,
  areas: 3 * MOMENT_COUNTS,
  fractions: 2 * MOMENT_COUNTS,
};

/** Numbers of one group at one time. */
export const countsOfTime = ({ rates, of }: Pick<ChangeWatch, 'rates' | 'of'>): number =>
  of === undefined ? 2 * rates.length : COUNTS_OF[of.kind];

/** Refuses changes of more groups than are kept, as far as the policy says how many there are: an attribute has the groups of its bins, or two at least. */
function demandRoom(watches: readonly WatchDraft<ChangeWatch>[], { data }: Policy, blockMs: number): void {
  const most = mostChanging({ watches, blockMs });
  const binsOf = new Map(data.attributes.map(({ name, bins }) => [name, bins]));
  for (const { requirement, by } of watches) {
    const least = by.reduce((groups, name) => groups * ((binsOf.get(name)?.length ?? 1) + 1), 1);
    if (least > most)
      throw new TribuneError(
        'POLICY_INVALID',
        `${requirement} is about ${least} groups or more, and with all changes of the policy the counts of ${most} can be kept`,
        {
          remedy:
            'Ask for fewer changes, compare with a block that lies less far before, take longer blocks, or fewer attributes and bins together.',
        },
      );
  }
}

/**
 * A watch of each change that a policy asks about: that what a requirement measures got worse by at most so much against the same block of the week before, or of another time.
 *
 * @param judged the watches of the requirements of the file
 * @throws TribuneError POLICY_INVALID for one about a requirement that the file does not have, and for more groups than can be kept
 */
export function changeWatches(
  written: readonly WrittenChange[],
  policy: Policy,
  judged: readonly WatchDraft<Watch>[],
  blockMs: number,
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
    else watches.push(...own.map((watch) => changeOf(one, watch as Changing)));
  }
  demandRoom(watches, policy, blockMs);
  return { watches, unwatched };
}

type Why = Pick<Unwatched, 'reason' | 'instead'>;

/** A watch whose change is watched. */
type Changing = WatchDraft<RateWatch | MeanWatch | AreaWatch>;

/** Why no change of a requirement is watched; null where one is. */
function unwatchedChange(watches: readonly WatchDraft<Watch>[]): Why | null {
  if (watches.length === 0)
    return {
      reason: 'the requirement itself is not watched, and its change is made of the same counts',
      instead: 'Watch the requirement, or leave its change out.',
    };
  for (const watch of watches) {
    const why = unwatchedKind(watch);
    if (why !== null) return why;
  }
  return null;
}

const ASK_OTHERWISE = 'Ask about a rate, such as share_at_least. Where its bound is broken is watched all the same.';

function unwatchedKind(watch: WatchDraft<Watch>): Why | null {
  switch (watch.kind) {
    case 'rates':
      return unwatchedRates(watch);
    case 'means':
      if (watch.shownAs !== undefined)
        return {
          reason:
            'a root moves more the smaller it is, so that a change of the mean of squares bounds none of the root',
          instead: 'Ask about mean_absolute_error, or about the mean of the amounts.',
        };
      return unwatchedRatio(
        watch,
        'a ratio of means over a ratio is no claim about means, and has no pairing of values',
      );
    case 'areas':
      return unwatchedRatio(
        watch,
        'a ratio of areas over a ratio is no claim about areas, and has no pairing of batches',
      );
    case 'fractions':
      return {
        reason:
          'a change of a gap of F1 is about four groups of people at once, whose products are bounded by no pair of them',
        instead:
          'Ask about F1 of each group (compare: value), or about true_positive_rate and positive_predictive_value.',
      };
    case 'orders':
      return {
        reason:
          'it is about who stands above whom within a block, and nobody of a block is above somebody of another one',
        instead: ASK_OTHERWISE,
      };
    case 'lists':
      return {
        reason: 'groups share the places of each list, so that what two blocks have is no two samples of people',
        instead: ASK_OTHERWISE,
      };
    default:
      return { reason: 'it is about no rate, mean, area or F1', instead: ASK_OTHERWISE };
  }
}

const unwatchedRatio = ({ compare }: Pick<Watch, 'compare'>, reason: string): Why | null =>
  compare === 'ratio' ? { reason, instead: 'Ask about the difference, or about the value.' } : null;

function unwatchedRates({ shownAs, compare, rates }: Pick<WatchDraft<RateWatch>, 'shownAs' | 'compare' | 'rates'>) {
  if (shownAs !== undefined) return null;
  if (compare === 'ratio' && rates.length > 1)
    return {
      reason: 'a ratio of means of several rates has no pairing of outcomes',
      instead: 'Ask about each of the rates, or about the difference.',
    };
  if (rates.length > MOST_RATES)
    return { reason: 'it is made of more than two rates', instead: 'Ask about each of the rates.' };
  return null;
}

function changeOf(
  { over, by, oneSided = false, severity, requirement }: WrittenChange,
  watch: Changing,
): WatchDraft<ChangeWatch> {
  const { compare } = watch;
  demandBelow(requirement, by, mostOf(watch));
  const levels = oneSided ? watch.hypotheses.slice(0, 1) : watch.hypotheses;
  const { kind: _, hypotheses: __, ...frame } = watch;
  const of = quantityOf(watch, levels, by);
  const claims = of === null ? levels.map((level) => claimOf(level, compare, by)) : [];
  return {
    ...frameOf(frame),
    ...{ kind: 'changes', id: `changes.${watch.id}`, requirement: `changes.${watch.requirement}` },
    ...{ claims, overMs: durationMs(over), rates: of === null && watch.kind === 'rates' ? watch.rates : [] },
    ...(of === null ? {} : { of }),
    reference: referenceOf(watch.reference),
    bound: of === null ? boundOf(claims) : boundOfLevels(levels, by),
    severity: severity === undefined ? watch.severity : severity === 'block' ? 'page' : 'ticket',
  };
}

/** What every watch has, and nothing of its own kind. */
function frameOf(watch: object): Omit<WatchDraft<ChangeWatch>, 'kind' | 'rates' | 'overMs' | 'claims'> {
  const {
    shownAs: _,
    rates: __,
    moment: ___,
    range: ____,
    area: _____,
    band: ______,
    ...frame
  } = watch as Record<string, unknown>;
  return frame as Omit<WatchDraft<ChangeWatch>, 'kind' | 'rates' | 'overMs' | 'claims'>;
}

/** What two values can be apart at most: nothing changes by so much. */
const mostOf = (watch: Changing): number => (watch.kind === 'means' ? watch.range.to - watch.range.from : 1);

function demandBelow(requirement: string, by: number, most: number): void {
  if (by < most) return;
  throw new TribuneError(
    'POLICY_INVALID',
    `the change of ${requirement} by ${by} cannot be broken: it is less than ${most} always`,
    {
      remedy: `Write a "by" below ${most}.`,
    },
  );
}

/** The quantity and the claims of a change that is none of rates; null of rates. */
function quantityOf(watch: Changing, levels: readonly LinearNull[], by: number): ChangedQuantity | null {
  if (watch.kind === 'rates') {
    if (watch.shownAs === undefined) return null;
    const { shownAs: _, rates: __, ...frame } = watch;
    const hypotheses = levels.map(({ coefficients }) => timesOf(coefficients, by, 0));
    return {
      ...frame,
      kind: 'fractions',
      rate: FRACTION_OF_F1,
      compare: 'difference',
      hypotheses,
    } as WatchDraft<FractionWatch>;
  }
  const scaled = by / mostOf(watch);
  // Each mean may be half a step off.
  const hypotheses = levels.map(({ coefficients }) => timesOf(coefficients, scaled, 1 / (2 * STEPS)));
  return { ...watch, compare: 'difference', hypotheses };
}

/** The claim that what `coefficients` say is at most so much more now than before, with room for what each mean may be off by. */
function timesOf(coefficients: readonly number[], by: number, room: number): LinearNull {
  const now = coefficients.map(Math.sign);
  return { coefficients: [...now, ...now.map((c) => -c)], bound: by + 2 * now.length * room };
}

const boundOfLevels = (levels: readonly LinearNull[], by: number): { readonly min?: number; readonly max?: number } =>
  Object.assign(
    {},
    ...levels.map(({ coefficients }) => (coefficients[0]! > 0 ? { max: by } : { min: by === 0 ? 0 : -by })),
  );

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
