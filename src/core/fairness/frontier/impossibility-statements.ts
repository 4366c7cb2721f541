/** What the identities need: the two extreme base rates and the rates observed over all groups together (0..1, `null` where 0/0). */
export interface ObservedRates {
  readonly high: { readonly name: string; readonly baseRate: number };
  readonly low: { readonly name: string; readonly baseRate: number };
  readonly equalBaseRates: boolean;
  readonly perfectPrediction: boolean;
  readonly truePositiveRate: number | null;
  readonly falsePositiveRate: number | null;
  readonly positivePredictiveValue: number | null;
  readonly negativePredictiveValue: number | null;
  readonly meanScoreOfPositives: number | null;
}

/** Whether a set of criteria can hold together, and what follows in numbers when they cannot. */
export interface CriteriaStatement {
  /** Criteria that would all have to hold. */
  readonly criteria: readonly string[];
  /** Whether the criteria can hold together; `null` when the observed rates do not decide it. */
  readonly canHoldTogether: boolean | null;
  /** The rate that must differ when the other criteria hold at the observed common values. */
  readonly forcedMetric: string;
  readonly forcedInHighest: number | null;
  readonly forcedInLowest: number | null;
  /** Absolute difference of the two forced rates. */
  readonly forcedGap: number | null;
  /** False when a forced rate lies outside 0..1: at these base rates the other criteria cannot even hold among themselves. */
  readonly attainable: boolean | null;
  readonly sentence: string;
  readonly source: string;
}

/** Decimals of a rate in a sentence. */
const SHOWN = 2;
const MOST_SHOWN = 6;
const shown = (rate: number, decimals: number = SHOWN): string => rate.toFixed(decimals);

/**
 * Decimals of two rates and their gap in a sentence that says that they differ: two, and more until the texts say so and the printed gap is
 * the difference of the printed rates, as a reader would work it out.
 */
export function apartBy(one: number, other: number): number {
  const candidates = Array.from({ length: MOST_SHOWN - SHOWN + 1 }, (_, i) => SHOWN + i);
  const differ = candidates.filter((decimals) => Number(shown(one - other, decimals)) !== 0);
  const agree = differ.find((decimals) => {
    const difference = Number(shown(one, decimals)) - Number(shown(other, decimals));
    return difference !== 0 && shown(difference, decimals) === shown(one - other, decimals);
  });
  return agree ?? differ[0] ?? MOST_SHOWN;
}

/** A predictor whose answer does not depend on the label. */
const USELESS = 'a prediction that carries no information about the label';

/**
 * FPR = p/(1-p) * (1-PPV)/PPV * (1-FNR): at unequal base rates p, equal PPV and equal FNR make the FPR differ.
 * Source: Chouldechova 2017, Fair prediction with disparate impact, equation 2.6.
 */
export function predictiveParityAgainstErrorRates(observed: ObservedRates): CriteriaStatement {
  const { positivePredictiveValue: ppv, truePositiveRate: tpr } = observed;
  const forced =
    ppv === null || tpr === null || ppv === 0
      ? null
      : (p: number): number | null => (p < 1 ? falsePositiveRateForcedBy(p, ppv, 1 - tpr) : null);
  return statement(observed, {
    criteria: ['equal positive predictive value', 'equal false negative rate', 'equal false positive rate'],
    given: ppv === null || tpr === null ? '' : `equal PPV (${shown(ppv)}) and equal FNR (${shown(1 - tpr)})`,
    forcedMetric: 'false_positive_rate',
    short: 'FPR',
    forced,
    possible: observed.perfectPrediction || ppv === 1 || tpr === 0,
    because: predictiveException(observed),
    source: 'Chouldechova 2017, equation 2.6',
  });
}

function predictiveException({ perfectPrediction, truePositiveRate }: ObservedRates): string {
  if (perfectPrediction) return 'no prediction is wrong';
  return truePositiveRate === 0 ? 'nobody is rightly predicted 1' : 'nobody is wrongly predicted 1';
}

/**
 * The false positive rate that a base rate, a positive predictive value and a false negative rate imply.
 *
 * @param baseRate 0..1, below 1
 * @example
 * falsePositiveRateForcedBy(0.5, 0.75, 0.4); // 0.2
 */
export function falsePositiveRateForcedBy(
  baseRate: number,
  positivePredictiveValue: number,
  falseNegativeRate: number,
): number {
  const odds = baseRate / (1 - baseRate);
  return odds * ((1 - positivePredictiveValue) / positivePredictiveValue) * (1 - falseNegativeRate);
}

/**
 * A calibrated score has mean p in a group: p = p * b1 + (1-p) * b0, where b1 and b0 are the mean scores of positives and negatives. So
 * b0 = p/(1-p) * (1-b1): at unequal base rates an equal b1 makes b0 differ unless b1 = 1 (perfect prediction).
 * Source: Kleinberg, Mullainathan, Raghavan 2016, theorem 1.1 and section 2.
 */
export function calibrationAgainstBalance(observed: ObservedRates): CriteriaStatement {
  const { meanScoreOfPositives: b1, perfectPrediction } = observed;
  return statement(observed, {
    criteria: ['calibration within groups', 'balance for the positive class', 'balance for the negative class'],
    given: b1 === null ? '' : `calibrated scores with an equal mean score of positives (${shown(b1)})`,
    forcedMetric: 'mean_score_of_negatives',
    short: 'mean score of negatives',
    forced: b1 === null ? null : (p) => (p < 1 ? (p / (1 - p)) * (1 - b1) : null),
    possible: b1 === 1 || perfectPrediction,
    because: perfectPrediction ? 'no prediction is wrong' : 'every positive has the score 1',
    outright: 'calibrated scores cannot have both equal mean scores of positives and equal mean scores of negatives',
    source: 'Kleinberg, Mullainathan, Raghavan 2016, theorem 1.1',
  });
}

/** selection = p * TPR + (1-p) * FPR: with equal TPR and FPR the selection rates differ by (p_a - p_b) * (TPR - FPR). */
export function parityAgainstErrorRates(observed: ObservedRates): CriteriaStatement {
  const { truePositiveRate: tpr, falsePositiveRate: fpr } = observed;
  return statement(observed, {
    criteria: ['equal selection rate', 'equal true positive rate', 'equal false positive rate'],
    given: tpr === null || fpr === null ? '' : `equal TPR (${shown(tpr)}) and equal FPR (${shown(fpr)})`,
    forcedMetric: 'selection_rate',
    short: 'selection rate',
    forced: tpr === null || fpr === null ? null : (p) => p * tpr + (1 - p) * fpr,
    possible: tpr !== null && tpr === fpr,
    because: `TPR equals FPR, as with ${USELESS}`,
    source: 'Barocas, Hardt, Narayanan, Fairness and Machine Learning, chapter 3 (independence against separation)',
  });
}

/** p = s * PPV + (1-s) * (1-NPV): with equal PPV and NPV the selection rates s differ by (p_a - p_b) / (PPV + NPV - 1). */
export function parityAgainstPredictiveValues(observed: ObservedRates): CriteriaStatement {
  const { positivePredictiveValue: ppv, negativePredictiveValue: npv } = observed;
  const spread = ppv === null || npv === null ? null : ppv + npv - 1;
  return statement(observed, {
    criteria: ['equal selection rate', 'equal positive predictive value', 'equal negative predictive value'],
    given: ppv === null || npv === null ? '' : `equal PPV (${shown(ppv)}) and equal NPV (${shown(npv)})`,
    forcedMetric: 'selection_rate',
    short: 'selection rate',
    forced: npv === null || spread === null || spread === 0 ? null : (p) => (p - (1 - npv)) / spread,
    possible: false,
    because: '',
    ...(spread === null ? {} : { outright: 'equal PPV and equal NPV cannot go with equal selection rates' }),
    source: 'Barocas, Hardt, Narayanan, Fairness and Machine Learning, chapter 3 (independence against sufficiency)',
  });
}

interface Argument {
  readonly criteria: readonly string[];
  /** The criteria assumed, with their common values. */
  readonly given: string;
  readonly forcedMetric: string;
  readonly short: string;
  /** The rate that a base rate forces; `null` when the observed rates do not give it. */
  readonly forced: ((baseRate: number) => number | null) | null;
  /** Sentence for criteria that exclude each other whatever the common values are. */
  readonly outright?: string;
  /** Whether the exception of the theorem holds in these data. */
  readonly possible: boolean;
  readonly because: string;
  readonly source: string;
}

function statement(observed: ObservedRates, argument: Argument): CriteriaStatement {
  const { criteria, forcedMetric, source, forced } = argument;
  const inHighest = forced?.(observed.high.baseRate) ?? null;
  const inLowest = forced?.(observed.low.baseRate) ?? null;
  const gap = inHighest === null || inLowest === null ? null : Math.abs(inHighest - inLowest);
  const attainable =
    gap === null ? null : [inHighest, inLowest].every((rate) => rate !== null && rate >= 0 && rate <= 1);
  return {
    criteria,
    canHoldTogether: canHold(observed, argument, gap),
    forcedMetric,
    forcedInHighest: inHighest,
    forcedInLowest: inLowest,
    forcedGap: gap,
    attainable,
    sentence: sentenceOf(observed, argument, { inHighest, inLowest, gap, attainable }),
    source,
  };
}

function canHold({ equalBaseRates }: ObservedRates, argument: Argument, gap: number | null): boolean | null {
  if (equalBaseRates || argument.possible) return true;
  return gap !== null || argument.outright !== undefined ? false : null;
}

function sentenceOf(
  { equalBaseRates, high, low }: ObservedRates,
  argument: Argument,
  forced: { inHighest: number | null; inLowest: number | null; gap: number | null; attainable: boolean | null },
): string {
  const { criteria, given, short, possible, because } = argument;
  const all = `${criteria.slice(0, -1).join(', ')} and ${criteria[criteria.length - 1]}`;
  if (equalBaseRates) return `The base rates are equal, so ${all} can hold together.`;
  if (possible) return `Although base rates differ, ${all} can hold together here: ${because}.`;
  if (forced.gap === null || forced.inHighest === null || forced.inLowest === null) {
    if (argument.outright !== undefined) return `At these base rates, ${argument.outright}.`;
    return `The observed rates do not say how far ${all} exclude each other.`;
  }
  const decimals = apartBy(forced.inHighest, forced.inLowest);
  const values = `${high.name} ${shown(forced.inHighest, decimals)}, ${low.name} ${shown(forced.inLowest, decimals)}`;
  if (forced.attainable === false) {
    return `At these base rates, ${given} cannot both hold: they would need a ${short} outside 0 to 1 (${values}).`;
  }
  return `At these base rates, ${given} force a gap in ${short} of ${shown(forced.gap, decimals)} (${values}).`;
}
