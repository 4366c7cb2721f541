import { adjustedGaps, outcomeDisparity } from '../../../core/fairness/outcomes/index.js';
import type { Compare, Disparity, GroupKey } from '../../../core/fairness/tally/index.js';
import { metricKey, type Policy } from '../../../core/policy/sections/index.js';
import { attributeSets, declaredReference, referenceOf } from '../result/compared.js';
import type { AuditResult, GroupResult, OutcomeComparison } from '../result/result.js';
import type { EstimateOptions, OutcomeView, ShownGroup, ShownMeasure } from './view.js';

type Described = Pick<AuditResult, 'overall' | 'groups' | 'comparisons' | 'disparities' | 'words' | 'funnels'>;

/** One set of attributes with its groups, those that are compared, and the one that they are compared with. */
interface GroupSet<Group> {
  readonly by: readonly string[];
  readonly groups: readonly Group[];
  readonly known: readonly Group[];
  readonly reference: Group | null;
}

/** Describes every group of a kind of outcome: metrics, comparisons with the reference, disparities, what its chart is drawn from. */
export function describeOutcome<Group extends ShownGroup>(policy: Policy, view: OutcomeView<Group>): Described {
  const options: EstimateOptions = { level: policy.statistics.level, minGroupSize: policy.data.minGroupSize };
  const sets = attributeSets(policy).map((by): GroupSet<Group> => {
    const groups = view.groups(by);
    const known = groups.filter((group) => group.known || policy.data.unknown === 'compare');
    return { by, groups, known, reference: referenceOf(known, declaredReference(policy, by)) };
  });
  const [everybody] = view.groups([]);
  const describe = (group: Group, reference: Group | null): Omit<GroupResult, 'attributes'> => ({
    n: group.n,
    metrics: Object.fromEntries(
      view.measures.flatMap((each) => {
        const estimate = view.estimate(group, each, { options, reference });
        return estimate === null ? [] : [[metricKey(each), estimate]];
      }),
    ),
  });
  const profiles = sets.map(({ by, groups, reference }) => view.profiles(by, groups, { reference, options }));
  return {
    overall: describe(everybody!, null),
    groups: sets.flatMap(({ groups, reference }) =>
      groups.map((group) => ({ attributes: group.key, ...describe(group, reference) })),
    ),
    comparisons: sets.flatMap((set) =>
      view.measures.flatMap((each) => comparisonsOf(set, each, { policy, view, options })),
    ),
    disparities: sets.flatMap((set) => view.measures.flatMap((each) => disparitiesOf(set, each, { view, options }))),
    ...joined(profiles),
  };
}

type Profiles = Pick<AuditResult, 'words' | 'funnels' | 'exposure'>;

function joined(profiles: readonly Profiles[]): Profiles {
  const words = profiles.flatMap((one) => one.words ?? []);
  const funnels = profiles.flatMap((one) => one.funnels ?? []);
  const exposure = profiles.flatMap((one) => one.exposure ?? []);
  return {
    ...(words.length === 0 ? {} : { words }),
    ...(exposure.length === 0 ? {} : { exposure }),
    ...(funnels.length === 0 ? {} : { funnels }),
  };
}

interface CompareContext<Group extends ShownGroup> {
  readonly policy: Policy;
  readonly view: OutcomeView<Group>;
  readonly options: EstimateOptions;
}

/** Every group against the reference. The tests of one metric are one family; a ratio repeats those of the difference. */
function comparisonsOf<Group extends ShownGroup>(
  { by, known, reference }: GroupSet<Group>,
  measure: ShownMeasure,
  { policy, view, options }: CompareContext<Group>,
): OutcomeComparison[] {
  const compares = view.compares(measure);
  if (reference === null || compares.length === 0) return [];
  const others = known.filter((group) => group !== reference);
  const { costs: _, unit: __, ...names } = measure;
  const families = compares.map((compare) =>
    adjustedGaps(
      others.map((group) => view.gap(group, reference, measure, compare, options)),
      policy.statistics.multiplicity,
    ).map((gap, g) => ({ ...names, by, compare, group: others[g]!.key, reference: reference.key, ...gap })),
  );
  return others.flatMap((_, g) => families.map((family) => family[g]!));
}

function disparitiesOf<Group extends ShownGroup>(
  { by, known, reference }: GroupSet<Group>,
  measure: ShownMeasure,
  { view, options }: Omit<CompareContext<Group>, 'policy'>,
): Disparity[] {
  const dependentOn = (group: Group, compare: Compare) => ({
    gapTo: (key: GroupKey, level: number) =>
      view.gap(group, known.find((one) => one.key === key)!, measure, compare, { ...options, level }),
  });
  return view.compares(measure).map((compare) => {
    const estimated = known.map((group) => ({
      key: group.key,
      estimate: (level: number) => view.estimate(group, measure, { options: { ...options, level }, reference })!,
      ...(view.isDependent === true ? dependentOn(group, compare) : {}),
    }));
    const { metric, ...rest } = outcomeDisparity(estimated, metricKey(measure), compare, options);
    return { metric, by, ...rest };
  });
}
