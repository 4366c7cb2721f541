import { TribuneError } from '../../../core/base/errors.js';
import { metricWords, needsLabel, type Policy, type Requirement } from '../../../core/policy/index.js';
import type { monitor } from '../../../core/policy/open-sections/index.js';
import { type EstimatedRate, nullsWithin, type ScoreLine } from '../../../core/stats/index.js';
import { countIndex, type Moment } from '../../monitor-panes/index.js';
import { estimatedClaims } from './estimated-claims.js';
import { FRACTION_OF_F1 } from './f1.js';
import { frameOf, isOneSided } from './frame.js';
import { BINARY_PLACES, type PlaceRate, ratesOfMetric } from './rates.js';
import type { EstimateWatch, Unwatched, WatchDraft } from './types.js';

type Section = NonNullable<ReturnType<typeof monitor.of>>;

/** What is summed of scores so that they tell rates, and a watch of each requirement that is estimated. */
export function estimateWatches(
  section: Section['estimates'],
  policy: Policy,
  firstMoment: number,
): {
  readonly moments: readonly Moment[];
  readonly watches: readonly WatchDraft<EstimateWatch>[];
  readonly unwatched: readonly Unwatched[];
} {
  if (section === undefined) return { moments: [], watches: [], unwatched: [] };
  const { calibrationError, requirements } = section;
  const wanted = policy.requirements.filter((one) => requirements?.includes(one.id) ?? needsLabels(one));
  const context = { policy, calibrationError, moments: [firstMoment, firstMoment + 1] as const };
  const made = wanted.map((one) => estimatesOf(one, context));
  const watches = made.flatMap((one) => ('watches' in one ? one.watches : []));
  const unwatched = made.flatMap((one) => ('reason' in one ? [one] : []));
  const moments = ([0, 1] as const).map(
    (predicted): Moment => ({ of: { kind: 'score-of', predicted }, from: 0, to: 1 }),
  );
  return { moments: watches.length === 0 ? [] : moments, watches, unwatched };
}

const needsLabels = ({ metric, live }: Requirement): boolean => live !== false && needsLabel(metric);

interface Context {
  readonly policy: Policy;
  readonly calibrationError: number;
  readonly moments: EstimateWatch['moments'];
}

function estimatesOf(
  requirement: Requirement,
  { policy, calibrationError, moments }: Context,
): { readonly watches: readonly WatchDraft<EstimateWatch>[] } | Unwatched {
  const name = `estimates.${requirement.id}`;
  const not = (reason: string, instead: string): Unwatched => ({ requirement: name, reason, instead });
  const why = unestimated(requirement, policy);
  if (why !== null) return not(...why);
  try {
    const watches = fractionsOf(requirement, policy)!.map(({ component, rate }): WatchDraft<EstimateWatch> => {
      const compare = component !== null || requirement.compare === 'change' ? 'difference' : requirement.compare;
      const hypotheses = nullsWithin({ compare, ...requirement.bound, oneSided: isOneSided(requirement) });
      // A bound that scores cannot break is refused here, and not in the first block.
      estimatedClaims({ rate, hypotheses, calibrationError });
      return {
        kind: 'estimates',
        ...frameOf(requirement, policy),
        id: component === null ? name : `${name}:${component}`,
        requirement: name,
        ...{ component, compare, phase: 'decisions', severity: 'ticket' },
        ...{ moments, calibrationError, rate, hypotheses },
      };
    });
    return { watches };
  } catch (error) {
    if (!(error instanceof TribuneError)) throw error;
    return not(
      `within a calibration error of ${calibrationError} ${error.message}`,
      'Write a bound that some scores keep and others break, or measure the scores so that they are known better.',
    );
  }
}

/** The fractions that a requirement bounds, as lines of chances; null where it bounds no such fraction. */
function fractionsOf(
  { metric }: Requirement,
  { data }: Policy,
): readonly { readonly component: string | null; readonly rate: EstimatedRate }[] | null {
  if (metric === 'f1') return [{ component: null, rate: FRACTION_OF_F1 }];
  const measured = ratesOfMetric(metric, data.favourable);
  if (measured === null || measured.some(({ rates }) => rates.length !== 1)) return null;
  return measured.map(({ component, rates }) => ({ component, rate: linesOf(rates[0]!) }));
}

/** Why a requirement is not estimated, and what can be done; null where it can be. */
function unestimated(requirement: Requirement, policy: Policy): [reason: string, instead: string] | null {
  const { metric } = requirement;
  const { data } = policy;
  const words = metricWords(metric);
  if (!needsLabel(metric))
    return [`${words} needs no label, so there is nothing to estimate`, 'Leave it out of monitor.estimates.'];
  if (data.weight !== null || 'given' in requirement || requirement.compare === 'change' || 'from' in requirement)
    return [
      'what is not watched with labels for its weights, strata or comparison is not estimated without them either',
      'Estimate a rate of each group, or a gap of two.',
    ];
  if (data.membership?.some(({ name }) => requirement.by.includes(name)) === true)
    return [
      `${requirement.by.join(' x ')} is known as probabilities (data.membership), and scores are counted by groups that decisions record`,
      'Estimate an attribute that decisions record.',
    ];
  if (fractionsOf(requirement, policy) === null)
    return [
      `${words} is not one rate of people with a label and a prediction, and only such rates are linear in their chances`,
      'Estimate true_positive_rate, false_positive_rate, positive_predictive_value, accuracy or f1.',
    ];
  return null;
}

/** What a person of either prediction adds to a rate by her chance of a positive label. */
export function linesOf({ n, successes }: PlaceRate): EstimatedRate {
  const lineOf = (decided: 0 | 1): ScoreLine => {
    const has = (places: readonly number[], label: 0 | 1): number =>
      Number(places.includes(countIndex(BINARY_PLACES, { decided, label })));
    const line = (places: readonly number[]): [at: number, slope: number] => [
      has(places, 0),
      has(places, 1) - has(places, 0),
    ];
    const [success, successSlope] = line(successes);
    const [count, countSlope] = line(n);
    return { success, successSlope, count, countSlope };
  };
  return [lineOf(0), lineOf(1)];
}
