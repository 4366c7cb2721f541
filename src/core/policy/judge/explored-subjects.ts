import {
  checkLot,
  type DrawnGroup,
  drawnGroups,
  type ExploredRate,
  explorationColumn,
  exploredRate,
  joinedDrawn,
} from '../../fairness/selective/index.js';
import { type Compare, type GroupKey, groupTally, type IntegerMetric, type Tally } from '../../fairness/tally/index.js';
import type { LabelLot } from '../sections/result-types.js';
import type { Policy, PolicyData, Requirement } from '../sections/types.js';
import { type Limits, moverDifference, moverRatio, type Span } from './mover.js';
import type { JointEvidence, Subject } from './subject.js';
import { keyText, type RangedSubjects } from './unseen-subjects.js';

/** How a rate is estimated from labels given by lot, and its limits made. */
const METHOD = 'inverse propensity (hajek), korn-graubard';

/** Whether a tally carries what labels given by lot need. */
export const carriesLots = ({ explored }: Pick<PolicyData, 'explored'>, tally: Tally): boolean => {
  if (explored === undefined) return false;
  const column = explorationColumn(explored);
  return column === null || tally.attributes.includes(column);
};

interface Known {
  readonly rate: ExploredRate;
  readonly lot: LabelLot;
}

/**
 * Groups whose rate is estimated from labels that some of the others got by lot. Where somebody had no chance to get one, the rate of the group is a
 * range, as for labels that are never seen, narrowed by the others.
 */
export function exploredSubjects(requirement: Requirement, policy: Policy, tally: Tally): RangedSubjects {
  const { favourable, minGroupSize, unknown, seenFor, explored, numbers } = policy.data;
  const options = { seenFor: seenFor!, exploration: explored!, decimal: numbers?.decimal ?? 'point' } as const;
  const drawn = new Map(drawnGroups(tally, requirement.by, options).map((group) => [keyText(group.key), group]));
  const known = new Map<string, Known>();
  const find = (key: GroupKey): Known => known.get(keyText(key))!;
  const subjectOf = (group: DrawnGroup, members: readonly GroupKey[] = []): Subject => {
    const rate = exploredRate(group, requirement.metric as IntegerMetric, { favourable, seenFor: seenFor! })!;
    const { others, never } = group;
    known.set(keyText(group.key), { rate, lot: { others, never, drawn: group.drawn.people, effective: rate.size } });
    const value = middleOf(rate);
    return {
      key: group.key,
      people: group.decided + others,
      n: group.decided + others,
      sufficient: rate.size >= minGroupSize,
      value,
      evidence: {
        kind: 'limits',
        value,
        at: (level) => limitsOf(rate, value, level),
        method: rate.value === null ? `bounds, ${METHOD}` : METHOD,
        beside: (key, compare) => jointOf(rate, find(key).rate, compare),
      },
      members,
    };
  };
  return {
    subjects: groupTally(tally, requirement.by)
      .filter((group) => group.known || unknown === 'compare')
      .map(({ key }) => subjectOf(drawn.get(keyText(key))!)),
    pooled: (members, key) =>
      subjectOf(
        joinedDrawn(
          members.map((member) => drawn.get(keyText(member))!),
          key,
        ),
        members,
      ),
    rangeOf: (key) => find(key).rate.bounds ?? { lower: null, upper: null },
    isDetermined: (key) => find(key).rate.value !== null,
    lotOf: (key) => find(key).lot,
    // In all groups together the missing labels of a small one are lost, and a gap is made of them.
    isDoubtful: () => [joinedDrawn([...drawn.values()], {}), ...drawn.values()].some((one) => checkLot(one).isUnlikely),
  };
}

const middleOf = ({ value, bounds }: ExploredRate): number | null =>
  value ?? (bounds === null ? null : (bounds.lower + bounds.upper) / 2);

function limitsOf(rate: ExploredRate, value: number | null, level: number): Limits | null {
  const limits = value === null ? null : rate.at(level);
  return limits === null || value === null ? null : { estimate: value, ...limits };
}

/** The comparison of two rates of which one is a range; null where both are estimated, so that their own limits make it. */
function jointOf(group: ExploredRate, reference: ExploredRate, compare: Compare): JointEvidence | null {
  if (group.value !== null && reference.value !== null) return null;
  const interval = (level: number): Span | null => {
    const [own, other] = [group.at(level), reference.at(level)];
    if (own === null || other === null || group.bounds === null || reference.bounds === null) return null;
    const span = compare === 'difference' ? moverDifference : moverRatio;
    const low = span({ ...own, estimate: group.bounds.lower }, { ...other, estimate: reference.bounds.upper });
    const high = span({ ...own, estimate: group.bounds.upper }, { ...other, estimate: reference.bounds.lower });
    return {
      lower: low?.lower ?? Number.NEGATIVE_INFINITY,
      upper: high?.upper ?? Number.POSITIVE_INFINITY,
    };
  };
  const joint: JointEvidence = { interval, method: `bounds, mover(${METHOD})`, pValue: null, enlarged: () => joint };
  return joint;
}
