import type { Policy } from '../../../core/policy/index.js';
import type { monitor } from '../../../core/policy/open-sections/index.js';
import {
  declaredService,
  type ServedBadly,
  serviceId,
} from '../../../core/policy/open-sections/monitor-parts/index.js';
import { nullsWithin } from '../../../core/stats/index.js';
import { binsOf, countsOfPlaces, type Histogram, UNDECIDED, undecidedHistogram } from '../../monitor-panes/index.js';
import type { RateWatch, Unwatched, WatchDraft } from './types.js';

type Section = NonNullable<ReturnType<typeof monitor.of>>;

/** Routes of recorded decisions, each with a bin. */
const ROUTES = ['automatic', 'reviewed', 'fallback'] as const;

interface ServiceWatches {
  readonly histograms: readonly Histogram[];
  readonly watches: readonly WatchDraft<RateWatch>[];
  readonly unwatched: readonly Unwatched[];
}

/**
 * Watches of the service that groups get: shares of decisions that stand in a bin of a histogram, among those in any declared bin of it. A level of each group, and its gap from
 * the largest group.
 *
 * @param before histograms that stand before them in the plan
 */
export function serviceWatches(
  section: Section['service'],
  { data }: Pick<Policy, 'data'>,
  { places, before }: { readonly places: number; readonly before: readonly Histogram[] },
): ServiceWatches {
  if (section === undefined) return { histograms: [], watches: [], unwatched: [] };
  if (data.weight !== null || data.outcome?.type === 'stages' || data.outcome?.type === 'ranking')
    return { histograms: [], watches: [], unwatched: [UNCOUNTABLE] };
  const declared = declaredService(section);
  const histograms: Histogram[] = [];
  let first = countsOfPlaces(places) + before.reduce((sum, one) => sum + binsOf(one), 0);
  const starts = new Map<string, number>();
  const startOf = (histogram: Histogram): number => {
    const name = JSON.stringify(histogram);
    const known = starts.get(name);
    if (known !== undefined) return known;
    histograms.push(histogram);
    starts.set(name, first);
    first += binsOf(histogram);
    return first - binsOf(histogram);
  };
  const watches = declared.flatMap((one) => {
    const start = startOf(histogramOf(one));
    const [bins, bad] = placesOf(one);
    const rate = { weight: 1, n: Array.from({ length: bins }, (_, b) => start + b), successes: [start + bad] };
    return watchesOf(one, rate, section);
  });
  return { histograms, watches, unwatched: [] };
}

const UNCOUNTABLE: Unwatched = {
  requirement: 'service',
  reason: 'rows are weighted, stages or rankings, which are not counted one by one',
  instead: 'Watch the service by a policy of decisions of 0 and 1, each one row.',
};

/** Bins that count, and that of those who were served badly. */
function placesOf(one: ServedBadly): readonly [bins: number, bad: number] {
  switch (one.what) {
    case 'late':
      return [2, 1];
    case 'undecided':
      return [2, UNDECIDED];
    default:
      return [ROUTES.length, ROUTES.indexOf(one.what)];
  }
}

function histogramOf(one: ServedBadly): Histogram {
  switch (one.what) {
    case 'late':
      return { of: { kind: 'input', column: one.column }, cut: { kind: 'bins', edges: [one.atLeast] } };
    case 'undecided':
      return undecidedHistogram(one.column);
    default:
      return { of: { kind: 'input', column: 'route' }, cut: { kind: 'levels', levels: ROUTES } };
  }
}

function watchesOf(
  one: ReturnType<typeof declaredService>[number],
  rate: RateWatch['rates'][number],
  { by = [], severity = 'warn' }: NonNullable<Section['service']>,
): WatchDraft<RateWatch>[] {
  const { max, maxDifference } = one;
  const id = serviceId(one);
  const frame = {
    ...{ kind: 'rates' as const, metric: null, component: null, by, phase: 'decisions' as const, rates: [rate] },
    quality: { kind: 'service' as const, ...servedOf(one) },
    severity: severity === 'block' ? ('page' as const) : ('ticket' as const),
  };
  const watches: WatchDraft<RateWatch>[] = [];
  if (max !== undefined)
    watches.push({
      ...{ ...frame, id, requirement: id, compare: 'value', bound: { max } },
      ...{ reference: { kind: 'none' }, hypotheses: nullsWithin({ compare: 'value', max }) },
    });
  if (maxDifference !== undefined)
    watches.push({
      ...{ ...frame, id: `${id}.gap`, requirement: `${id}.gap`, compare: 'difference' },
      ...{ bound: { max: maxDifference }, reference: { kind: 'largest' } },
      hypotheses: nullsWithin({ compare: 'difference', max: maxDifference }),
    });
  return watches;
}

function servedOf(one: ServedBadly): ServedBadly {
  switch (one.what) {
    case 'late':
      return { what: one.what, name: one.name, column: one.column, atLeast: one.atLeast };
    case 'undecided':
      return { what: one.what, name: one.name, column: one.column };
    default:
      return { what: one.what };
  }
}
