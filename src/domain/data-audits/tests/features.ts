import type { FeatureGroup, Measured, PowerSums } from '../../../core/fairness/sources/index.js';
import type { AggregateSum, DataGroup } from '../data/index.js';
import { attributeSets, groupsOf, sumOf } from '../data/index.js';
import { unknownNotes } from './rate-test.js';
import type { TestContext } from './source-test.js';

/** Most features of one test; more would make sums that fill the memory. */
const MOST_FEATURES = 200;

/** A scaled feature of numbers. */
interface NumberFeature {
  readonly column: string;
  readonly mean: number;
  readonly deviation: number;
}

/** Features that are numbers with some spread. */
export async function numberFeatures({
  data,
  features,
}: Pick<TestContext, 'data' | 'features'>): Promise<NumberFeature[]> {
  const facts = new Map(data.columns.map((column) => [column.name, column]));
  const names = features.filter((name) => facts.get(name)?.numeric === true).slice(0, MOST_FEATURES);
  const scales = await data.scales(names);
  return names.flatMap((column, place) => {
    const scale = scales[place];
    return scale == null ? [] : [{ column, ...scale }];
  });
}

/** Most names in a note. */
const NAMES_SHOWN = 10;

/** Names the features that a test of numbers does not measure. */
function leftOutNote(features: readonly string[], measured: readonly { readonly column: string }[]): string[] {
  const known = new Set(measured.map(({ column }) => column));
  const left = features.filter((name) => !known.has(name));
  if (left.length === 0) return [];
  const more = left.length > NAMES_SHOWN ? ` and ${left.length - NAMES_SHOWN} more` : '';
  return [
    `Not measured, because some value is no number or all are equal: ${left.slice(0, NAMES_SHOWN).join(', ')}${more}.`,
  ];
}

/** Sums of a feature: how many miss it, and the first four powers of its scaled value. */
const SUMS = 5;
const POWERS = [1, 2, 3, 4];

function sumsOf({ column, mean, deviation }: NumberFeature): AggregateSum[] {
  const term = { kind: 'scaled', column, centre: mean, scale: deviation } as const;
  return [
    { kind: 'missing', column },
    ...POWERS.map((power): AggregateSum => ({ kind: 'product', factors: Array<typeof term>(power).fill(term) })),
  ];
}

/** Measures every feature of numbers in every set of attributes. */
export async function measureFeatures(
  context: TestContext,
  measure: (
    groups: readonly FeatureGroup[],
    options: { subject: string; reference: FeatureGroup; minGroupSize: number },
  ) => Measured[],
): Promise<{ readonly measures: Measured[]; readonly features: number; readonly notes: readonly string[] }> {
  const { data, policy } = context;
  const features = await numberFeatures(context);
  const rows = await data.aggregate({ keys: [{ kind: 'label' }], sums: features.flatMap(sumsOf) });
  const { minGroupSize } = policy.data;
  const sets = attributeSets(policy).map((by) => groupsOf(rows, by, policy));
  const measures = features.flatMap(({ column }, place) =>
    sets.flatMap(({ groups, reference }) => {
      if (reference === null) return [];
      const others = groups.filter((one) => one !== reference);
      return measure(
        others.map((one) => featureGroup(one, place)),
        { subject: column, reference: featureGroup(reference, place), minGroupSize },
      );
    }),
  );
  const notes = [...leftOutNote(context.features, features), ...unknownNotes(rows, policy)];
  return { measures, features: features.length, notes };
}

function featureGroup({ group, rows }: DataGroup, place: number): FeatureGroup {
  const of = (label: string | null): PowerSums => {
    const own = rows.filter(({ keys }) => keys[0] === label);
    const n = own.reduce((sum, row) => sum + row.n, 0) - sumOf(own, place * SUMS);
    const [s1 = 0, s2 = 0, s3 = 0, s4 = 0] = POWERS.map((power) => sumOf(own, place * SUMS + power));
    return [n, s1, s2, s3, s4];
  };
  return { group, label0: of('0'), label1: of('1'), unlabelled: of(null) };
}
