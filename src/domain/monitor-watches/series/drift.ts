import { durationMs } from '../../../core/base/durations.js';
import type { Policy } from '../../../core/policy/index.js';
import type { monitor } from '../../../core/policy/open-sections/index.js';
import {
  countsTaken,
  type DeclaredDrift,
  DISTANCES,
  declaredDrift,
  positionsOf,
} from '../../../core/policy/open-sections/monitor-parts/index.js';
import type { Histogram } from '../../monitor-panes/index.js';
import type { DriftWatch, Unwatched, WatchDraft } from './types.js';

type Section = NonNullable<ReturnType<typeof monitor.of>>;

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
  const watches = declared.map(watchOf);
  return { histograms, watches, unwatched: [] };
}

const idOf = ({ input }: DeclaredDrift): string => (input === null ? 'drift.score' : `drift.inputs.${input}`);

/** Why the decisions of a policy cannot be counted; null where they can. */
function uncountable({ outcome, weight }: Policy['data']): Omit<Unwatched, 'requirement'> | null {
  const instead = 'Watch it by a policy of decisions of 0 and 1, each one row.';
  if (outcome?.type === 'stages' || outcome?.type === 'ranking')
    return { reason: `decisions of type ${outcome.type} are not counted`, instead };
  return weight === null ? null : { reason: 'rows are weighted (data.weight), and evidence counts each once', instead };
}

const histogramOf = ({ input, bins, levels }: DeclaredDrift): Histogram => ({
  of: input === null ? { kind: 'score' } : { kind: 'input', column: input },
  cut: bins === null ? { kind: 'levels', levels: levels! } : { kind: 'bins', edges: bins },
});

function watchOf(declared: DeclaredDrift, place: number): WatchDraft<DriftWatch> {
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
        ? { firstMs: durationMs(reference.first), returns: reference.returns }
        : { counts: countsTaken(reference.counts, declared) },
  };
}
