import { durationMs } from '../../../core/base/durations.js';
import type { Policy } from '../../../core/policy/index.js';
import type { monitor } from '../../../core/policy/open-sections/index.js';
import { type DeclaredDrift, declaredDrift } from '../../../core/policy/open-sections/monitor-parts/index.js';
import { declaredBins, type Histogram } from '../panes/histogram.js';
import type { DriftWatch, Unwatched, WatchDraft } from './types.js';

type Section = NonNullable<ReturnType<typeof monitor.of>>;

const DISTANCES = { tv: 'total-variation', ks: 'kolmogorov-smirnov', w1: 'wasserstein' } as const;

/** The histograms that a policy has watched, and a watch of each. */
export function driftWatches(
  section: Section['drift'],
  { data }: Pick<Policy, 'data'>,
): {
  readonly histograms: readonly Histogram[];
  readonly watches: readonly WatchDraft<DriftWatch>[];
  readonly unwatched: readonly Unwatched[];
} {
  const declared = declaredDrift(section);
  const reason = uncountable(data);
  if (reason !== null)
    return { histograms: [], watches: [], unwatched: declared.map((one) => ({ requirement: idOf(one), ...reason })) };
  const histograms = declared.map(histogramOf);
  const watches = declared.map((one, place) => watchOf(one, histograms[place]!, place));
  return { histograms, watches, unwatched: [] };
}

const idOf = ({ input }: DeclaredDrift): string => (input === null ? 'drift.score' : `drift.inputs.${input}`);

/** Why the decisions of a policy cannot be counted; null where they can. */
function uncountable({ outcome, weight }: Policy['data']): Omit<Unwatched, 'requirement'> | null {
  const instead = 'Watch it by a policy of decisions of 0 and 1, each one row.';
  if (outcome !== undefined) return { reason: `decisions of type ${outcome.type} are not counted`, instead };
  return weight === null ? null : { reason: 'rows are weighted (data.weight), and evidence counts each once', instead };
}

const histogramOf = ({ input, bins, levels }: DeclaredDrift): Histogram => ({
  of: input === null ? { kind: 'score' } : { kind: 'input', column: input },
  cut: bins === null ? { kind: 'levels', levels: levels! } : { kind: 'bins', edges: bins },
});

function watchOf(declared: DeclaredDrift, histogram: Histogram, place: number): WatchDraft<DriftWatch> {
  const { bins, distance, tolerance, by, severity, reference } = declared;
  const id = idOf(declared);
  return {
    kind: 'drift',
    id,
    requirement: id,
    metric: null,
    quality: null,
    component: null,
    by,
    phase: 'decisions',
    compare: 'value',
    reference: { kind: 'none' },
    bound: { max: tolerance },
    severity: severity === 'block' ? 'page' : 'ticket',
    histogram: place,
    distance: DISTANCES[distance],
    positions: distance === 'w1' ? positionsOf(bins!) : null,
    baseline:
      'first' in reference
        ? { firstMs: durationMs(reference.first) }
        : { counts: countsOf(reference.counts, { histogram, isWhole: distance === 'tv' }) },
  };
}

/** Where each bin lies between the first edge and the last, 0..1: inner ones in their middle, the outer ones, which have no end, at their edge. */
function positionsOf(edges: readonly number[]): number[] {
  const [first, last] = [edges[0]!, edges.at(-1)!];
  const middles = edges.slice(1).map((edge, i) => (edges[i]! + edge) / 2);
  return [first, ...middles, last].map((value) => (value - first) / (last - first));
}

/** Counts of the bins that take part: of total variation all of them, those that the policy leaves out with nobody. */
function countsOf(
  counts: readonly number[],
  { histogram, isWhole }: { readonly histogram: Histogram; readonly isWhole: boolean },
): readonly number[] {
  const declared = declaredBins(histogram);
  if (!isWhole) return counts.slice(0, declared);
  return counts.length === declared ? [...counts, 0, 0] : counts;
}
