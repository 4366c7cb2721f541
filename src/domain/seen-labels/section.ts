import { groupTally } from '../../core/fairness/index.js';
import {
  checkLot,
  type DrawnGroup,
  identification,
  type LabelCounts,
  labelCounts,
} from '../../core/fairness/selective/index.js';
import {
  COMPOSITE_METRICS,
  type GroupKey,
  INTEGER_METRICS,
  type MetricName,
  SCORE_METRICS,
  type Tally,
} from '../../core/fairness/tally/index.js';
import { metricWords, type Policy, seenForWords } from '../../core/policy/index.js';
import { lotsOf } from './estimator.js';

/** Labels that only people with one prediction get, in an audit: what is known of which metric, and of how many people. */
export interface SeenLabels {
  /** The prediction that people must have for their label to exist. */
  readonly seenFor: 'favourable' | 'unfavourable';
  /** The same as a number. */
  readonly prediction: 0 | 1;
  /** Metrics that the labels determine, those that they bound, and those of which they say too little. */
  readonly estimated: readonly MetricName[];
  readonly bounded: readonly MetricName[];
  readonly notGiven: readonly MetricName[];
  readonly overall: SeenCounts;
  readonly groups: readonly SeenGroup[];
}

/** People by what is known of their label. */
export interface SeenCounts extends LabelCounts {
  /** Where labels were given by lot: who drew one among people with the other prediction. */
  readonly lot?: LotCounts;
}

export interface SeenGroup extends SeenCounts {
  readonly attributes: GroupKey;
}

/** People with the other prediction whose label was given by lot. */
export interface LotCounts {
  readonly drawn: number;
  /** Those who had no chance to draw one: the positivity that the estimate needs is violated for them. */
  readonly never: number;
  /** Those who have a label that came by no lot, and count for nobody else. */
  readonly notByLot: number;
  /** Sum of one over the chance of the drawn, which should be about the number of people who had a chance. */
  readonly weight: number;
  /** Kish's effective size of the drawn. */
  readonly effective: number;
  /** How far `weight` lies from the number of people who had a chance, in standard deviations of the lot; null where there is none. */
  readonly deviation: number | null;
  /** Whether true chances, and a label of everybody drawn, would lead so far away in fewer than one of 10,000 lots. */
  readonly isUnlikely: boolean;
}

/** A caution of an audit. */
export interface LabelCaution {
  readonly attribute: string;
  readonly kind: 'unseen-labels';
  readonly values: readonly string[];
  readonly message: string;
  readonly remedy: string;
}

const METRICS: readonly MetricName[] = [...INTEGER_METRICS, ...COMPOSITE_METRICS, ...SCORE_METRICS];

/**
 * What an audit says about labels that only people with one prediction get; empty where the policy declares none.
 *
 * @param sets the sets of attributes whose groups the audit describes
 */
export function seenLabels(
  policy: Policy,
  tally: Tally,
  sets: readonly (readonly string[])[],
): { readonly labels?: SeenLabels } {
  const { seenFor } = policy.data;
  const words = seenForWords(policy.data);
  if (seenFor === undefined || words === null) return {};
  const withScores = policy.data.score !== null && tally.score.kind !== 'none';
  const metrics = withScores ? METRICS : METRICS.filter((one) => !(SCORE_METRICS as readonly string[]).includes(one));
  const known = (...kinds: readonly string[]) => metrics.filter((one) => kinds.includes(identification(one, seenFor)));
  return {
    labels: {
      seenFor: seenFor === policy.data.favourable ? 'favourable' : 'unfavourable',
      prediction: seenFor,
      estimated: known('unlabelled', 'seen'),
      bounded: known('bounded'),
      notGiven: known('open'),
      overall: countsIn(policy, tally, [])[0]!.counts,
      groups: sets.flatMap((by) =>
        countsIn(policy, tally, by).map(({ key, counts }) => ({ attributes: key, ...counts })),
      ),
    },
  };
}

/** What is known of the labels in each group of some attributes. */
function countsIn(policy: Policy, tally: Tally, by: readonly string[]) {
  const lots = new Map(
    (lotsOf(policy, tally, by) ?? []).map((group) => [JSON.stringify(Object.entries(group.key)), group]),
  );
  return groupTally(tally, by).map((group) => {
    const lot = lots.get(JSON.stringify(Object.entries(group.key)));
    const counts: SeenCounts = labelCounts(group, policy.data.seenFor!);
    return { key: group.key, counts: lot === undefined ? counts : { ...counts, lot: lotCounts(lot) } };
  });
}

function lotCounts(group: DrawnGroup): LotCounts {
  const { drawn, never, notByLot } = group;
  const { people, weight, squares } = drawn;
  return {
    drawn: people,
    never,
    notByLot,
    weight,
    effective: squares > 0 ? (weight * weight) / squares : 0,
    ...checkLot(group),
  };
}

/** The cautions that say what the labels do not tell, and what of an audit is left out for it. */
export function labelCautions(policy: Policy, labels: SeenLabels | undefined): LabelCaution[] {
  if (labels === undefined) return [];
  const { lot } = labels.overall;
  const frame = { attribute: policy.data.label?.column ?? 'label', kind: 'unseen-labels' as const, values: [] };
  const told = lot === undefined ? unseenTold(labels) : lotTold(labels, lot);
  return told.map((one) => ({ ...frame, ...one }));
}

type Told = Pick<LabelCaution, 'message' | 'remedy'>;

const some = (metrics: readonly MetricName[]) => metrics.map(metricWords).join(', ');
const count = (people: number): string => people.toLocaleString('en');
const LEFT_OUT = 'comparisons, calibration, frontier and inequality from labels are left out';

function unseenTold({ seenFor, overall, bounded, notGiven, estimated }: SeenLabels): Told[] {
  const own = estimated.filter((metric) => metric.endsWith('predictive_value'));
  const unseen = {
    message:
      `Labels are seen only for the ${seenFor} prediction: ${count(overall.others)} of ${count(overall.n)} people have the other one, and ${count(overall.others - overall.othersLabelled)} of those have no label. ` +
      `The labels determine the ${some(own)}; known within bounds are ${some(bounded)}; not given are ${some(notGiven)}, and ${LEFT_OUT}`,
    remedy:
      'Give the label of some people with the other prediction by lot, record the chance, and declare it: data.label.explored.',
  };
  if (overall.othersLabelled === 0) return [unseen];
  return [
    unseen,
    {
      message: `${count(overall.othersLabelled)} people with the other prediction have a label all the same; the bounds take it as it is, and nobody says how these people were chosen`,
      remedy: 'If they were chosen by lot, declare it: data.label.explored.',
    },
  ];
}

function lotTold({ seenFor, overall, groups, bounded, notGiven }: SeenLabels, lot: LotCounts): Told[] {
  const { others } = overall;
  const told: Told[] = [
    {
      message:
        `Labels are seen for the ${seenFor} prediction; of ${count(others)} people with the other one ${count(lot.drawn)} got theirs by lot and count by one over the chance (effective size ${lot.effective.toFixed(1)}). ` +
        `From them come ${some(bounded)}; not given are ${some(notGiven)}, and ${LEFT_OUT}`,
      remedy: 'A larger share by lot makes the estimates surer.',
    },
  ];
  if (lot.never > 0)
    told.push({
      message: `${count(lot.never)} of ${count(others)} people with the other prediction had no chance to be labelled (positivity violated): what needs their labels is told by bounds`,
      remedy: 'Give everybody a chance above 0, however small.',
    });
  if (lot.notByLot > 0)
    told.push({
      message: `${count(lot.notByLot)} people with the other prediction have a label that came by no lot; it counts for nobody`,
      remedy: 'Find out where these labels come from.',
    });
  return [...told, ...doubtsTold(groups, overall)];
}

/** Whose labels are not as many as the recorded chances make: everybody's together, and those of each group, of which a gap is made. */
function doubtsTold(groups: readonly SeenGroup[], overall: SeenCounts): Told[] {
  const all = [{ who: 'people', ...overall }, ...groups.map((one) => ({ who: `people of ${nameOf(one)}`, ...one }))];
  return all.flatMap(({ who, others, lot }) => {
    if (lot === undefined || lot.deviation === null || !lot.isUnlikely) return [];
    const { weight, never, deviation } = lot;
    return [
      {
        message: `One over the chances of the drawn adds up to ${count(Math.round(weight))} ${who}, where ${count(others - never)} had a chance: ${Math.abs(deviation).toFixed(1)} standard deviations too ${deviation < 0 ? 'few' : 'many'} for the chances to be true and every drawn label to be there`,
        remedy:
          'Check the recorded chances, and whether labels of drawn people are missing; until then no requirement that rests on them passes.',
      },
    ];
  });
}

const nameOf = ({ attributes }: SeenGroup): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name} ${value ?? 'not known'}`)
    .join(', ');
