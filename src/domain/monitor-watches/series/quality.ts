import { durationMs } from '../../../core/base/durations.js';
import { randomInputsId, type WrittenRandomInputs } from '../../../core/policy/open-sections/monitor-parts/index.js';
import { nullsWithin } from '../../../core/stats/index.js';
import {
  type CutInput,
  countIndex,
  declaredBins,
  type Histogram,
  pairHistogram,
  sameInputsHistogram,
} from '../../monitor-panes/index.js';
import type { AgreementWatch, Quality, RateWatch, Watch } from './types.js';

/** What the policy asks of the data. */
interface QualityBounds {
  readonly maxUnreadable?: number | undefined;
  readonly maxMissing?: number | undefined;
  readonly minLabelCoverage?: number | undefined;
  readonly maxRepeated?: number | undefined;
  readonly maxUndeclared?: number | undefined;
  readonly inputs?: Readonly<Record<string, 'number' | readonly string[]>> | undefined;
  readonly defaults?: Readonly<Record<string, readonly (number | string)[]>> | undefined;
  readonly maxDefault?: number | undefined;
  readonly randomInputs?: readonly WrittenRandomInputs[] | undefined;
  readonly sameInputs?: { readonly of: readonly string[]; readonly max: number } | undefined;
  readonly usualVolume?:
    | {
        readonly below?: number | undefined;
        readonly above?: number | undefined;
        readonly maxShareOutside: number;
        readonly weeks?: number | undefined;
      }
    | undefined;
  readonly volume?: { readonly minPerBlock: number; readonly maxShareBelow?: number | undefined } | undefined;
}

/** What else is counted of decisions. */
interface Counted {
  /** Histograms before those of the declared inputs. */
  readonly histograms: number;
  /** Outcomes that a decision can have. */
  readonly places: number;
  /** The prediction whose people get a label; left out where everybody does. */
  readonly seenFor?: 0 | 1;
}

/** Where decisions with a fault are counted, and the others, in a group of everybody that is made for the watch (`BlockCells`). */
export const FAULTY: number = 0;
export const SOUND: number = 1;

/**
 * Watches of the data themselves: decisions that cannot be read, missing values of each attribute, and the label coverage of each group that a requirement with labels is about. They stand
 * first, so that what they inhibit is known when a block is taken in.
 */
export function qualityWatches(
  watches: readonly Watch[],
  attributes: readonly string[],
  bounds: QualityBounds,
  { histograms, places, seenFor }: Counted,
): (RateWatch | AgreementWatch)[] {
  const { maxUnreadable, maxMissing, minLabelCoverage, maxRepeated, volume } = bounds;
  const unreadable =
    maxUnreadable === undefined ? [] : [faultWatch('quality.unreadable', { kind: 'unreadable' }, maxUnreadable)];
  const missing =
    maxMissing === undefined
      ? []
      : attributes.map((attribute, at) =>
          faultWatch(`quality.missing.${attribute}`, { kind: 'missing', attribute, at }, maxMissing),
        );
  const sets = new Map(
    watches.filter(({ phase }) => phase === 'labels').map(({ by, at }) => [JSON.stringify(by), { by, at }]),
  );
  const labels =
    minLabelCoverage === undefined
      ? []
      : [...sets.values()].map((set) => coverageWatch(set, minLabelCoverage, { places, seenFor }));
  // Without a share it is a fact (`planFacts`).
  const few =
    volume?.maxShareBelow === undefined
      ? []
      : [faultWatch('quality.volume', { kind: 'volume', minPerBlock: volume.minPerBlock }, volume.maxShareBelow)];
  const repeated = maxRepeated === undefined ? [] : [faultWatch('quality.repeated', { kind: 'repeated' }, maxRepeated)];
  return [
    ...few,
    ...usualWatches(bounds),
    ...unreadable,
    ...repeated,
    ...inputWatches(bounds, histograms),
    ...missing,
    ...labels,
  ];
}

/** What is usual unless the policy says otherwise: half of it, of four weeks. Ours. */
const USUAL = { below: 0.5, weeks: 4 } as const;

function usualWatches({ usualVolume }: QualityBounds): RateWatch[] {
  if (usualVolume === undefined) return [];
  const { below = USUAL.below, above = null, maxShareOutside, weeks = USUAL.weeks } = usualVolume;
  return [faultWatch('quality.usualVolume', { kind: 'usual', below, above, weeks }, maxShareOutside)];
}

/** Watches of inputs: values that are not declared, missing ones, those that pipelines put in, and the same again. */
function inputWatches(bounds: QualityBounds, histograms: number): (RateWatch | AgreementWatch)[] {
  const { inputs = {}, defaults = {}, maxDefault, randomInputs = [], sameInputs } = bounds;
  const [firstDefault, names] = [histograms + Object.keys(inputs).length, Object.keys(defaults)];
  const firstPair = firstDefault + names.length;
  const same = { kind: 'same-inputs', histogram: firstPair + randomInputs.length } as const;
  return [
    ...declaredWatches(bounds, histograms),
    ...(maxDefault === undefined ? [] : names).map((input, i) =>
      faultWatch(`quality.default.${input}`, { kind: 'default', input, histogram: firstDefault + i }, maxDefault!),
    ),
    ...randomInputs.map((one, i) => randomWatch(one, firstPair + i)),
    ...(sameInputs === undefined ? [] : [faultWatch('quality.sameInputs', same, sameInputs.max)]),
  ];
}

function declaredWatches({ inputs = {}, maxUndeclared, maxMissing }: QualityBounds, histograms: number): RateWatch[] {
  return Object.keys(inputs).flatMap((input, i) => {
    const at = { input, histogram: histograms + i };
    return [
      ...(maxUndeclared === undefined
        ? []
        : [faultWatch(`quality.undeclared.${input}`, { kind: 'undeclared', ...at }, maxUndeclared)]),
      ...(maxMissing === undefined
        ? []
        : [faultWatch(`quality.missing.inputs.${input}`, { kind: 'no-input', ...at }, maxMissing)]),
    ];
  });
}

/**
 * What is counted of inputs: of declared numbers those below 0 and the others, of words each, then other values, and none; each value that pipelines put in; pairs of inputs; and
 * how many have the inputs of one before, which stand last, since only the block knows them.
 */
export const inputHistograms = ({
  inputs = {},
  defaults = {},
  randomInputs = [],
  sameInputs,
}: QualityBounds): Histogram[] => [
  ...Object.entries(inputs).map(
    ([column, words]): Histogram => ({
      of: { kind: 'input', column },
      cut: words === 'number' ? { kind: 'bins', edges: [0] } : { kind: 'levels', levels: words },
    }),
  ),
  ...Object.entries(defaults).map(
    ([column, values]): Histogram => ({
      of: { kind: 'input', column },
      cut: { kind: 'levels', levels: values.map(String) },
    }),
  ),
  ...randomInputs.map((one) => pairHistogram(cutInputs(one))),
  ...(sameInputs === undefined ? [] : [sameInputsHistogram(sameInputs.of)]),
];

const frame = {
  kind: 'rates',
  metric: null,
  component: null,
  compare: 'value',
  reference: { kind: 'none' },
  severity: 'ticket',
} as const;

/** A bound on the share of decisions with a fault, among all; of the volume on that of blocks with too few. */
function faultWatch(id: string, quality: Quality, max: number): RateWatch {
  return {
    ...frame,
    id,
    requirement: id,
    quality,
    by: [],
    at: [],
    phase: 'decisions',
    rates: [{ weight: 1, n: [FAULTY, SOUND], successes: [FAULTY] }],
    hypotheses: nullsWithin({ compare: 'value', max }),
    bound: { max },
  };
}

/** The two inputs in the order in which they are written. */
const cutInputs = ({ inputs }: WrittenRandomInputs): readonly [CutInput, CutInput] =>
  Object.entries(inputs).map(
    ([column, cut]): CutInput => ({
      column,
      cut: isEdges(cut) ? { kind: 'bins', edges: cut } : { kind: 'levels', levels: cut as readonly string[] },
    }),
  ) as unknown as readonly [CutInput, CutInput];

const isEdges = (cut: readonly (number | string)[]): cut is readonly number[] => typeof cut[0] === 'number';

/** A bound on the share of decisions whose two inputs are made up, by how the two hang together. */
function randomWatch(written: WrittenRandomInputs, histogram: number): AgreementWatch {
  const inputs = Object.keys(written.inputs) as [string, string];
  const id = randomInputsId(written);
  const { max, reference } = written;
  const baseline =
    'first' in reference ? { firstMs: durationMs(reference.first) } : { counts: reference.counts.flat() };
  const [, second] = cutInputs(written);
  return {
    ...frame,
    ...{ kind: 'agreement', id, requirement: id, quality: { kind: 'random-inputs', inputs } },
    ...{ by: [], at: [], phase: 'decisions', bound: { max }, histogram, baseline, columns: declaredBins(second) },
  };
}

/** A bound on the share of decisions with a label, among those that can have one. */
function coverageWatch(
  { by, at }: Pick<RateWatch, 'by' | 'at'>,
  min: number,
  { places, seenFor }: Pick<Counted, 'places'> & { readonly seenFor: 0 | 1 | undefined },
): RateWatch {
  const id = `quality.labels.${by.length === 0 ? 'everybody' : by.join('.')}`;
  const labelled: number[] = [];
  const decisions: number[] = [];
  const all = Array.from({ length: places }, (_, place) => place);
  for (const decided of seenFor === undefined ? all : [seenFor])
    for (const label of [...all, null]) {
      const index = countIndex(places, { decided, label });
      decisions.push(index);
      if (label !== null) labelled.push(index);
    }
  return {
    ...frame,
    id,
    requirement: id,
    quality: { kind: 'labels' },
    by,
    at,
    phase: 'labels',
    rates: [{ weight: 1, n: decisions, successes: labelled }],
    hypotheses: nullsWithin({ compare: 'value', min }),
    bound: { min },
  };
}
