import {
  differenceSequence,
  type Proportion,
  rateSequence,
  ratioSequence,
  sequenceCriticalValue,
} from '../../../core/stats/index.js';
import { cellKey } from '../../monitor-panes/index.js';
import { type EvidenceWatch, kindOf, type RateWatch, shownOf, type Watch } from '../../monitor-watches/index.js';
import type { Series } from './series.js';
import type { ShownCounts, WatchState } from './state.js';

/** What is shown of a series. */
export interface ShownInterval {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  readonly nGroup: number;
  readonly nReference: number | null;
}

/** The estimate of what a watch bounds, with a confidence sequence, from what was counted of its streams. */
export function shownInterval(
  { watch, known, series }: { readonly watch: Watch; readonly known: WatchState; readonly series: Series },
  { counts }: Pick<ShownCounts, 'counts'>,
  level: number,
): ShownInterval {
  if (watch.kind === 'rates') return intervalOf(watch, { counts }, level);
  const kind = kindOf<EvidenceWatch>(watch);
  const sides = watch.reference.kind === 'none' ? 1 : 2;
  const width = counts.length / sides;
  const [nGroup, nReference = null] = Array.from({ length: sides }, (_, side) =>
    kind.people(counts.subarray(side * width, (side + 1) * width), watch),
  ) as [number, number?];
  const found = kind.measured(watch, known.groups.get(cellKey(series.group))!, counts, level);
  return { estimate: null, lower: null, upper: null, ...found, n: nGroup + (nReference ?? 0), nGroup, nReference };
}

/** The same of rates. */
export function intervalOf(watch: RateWatch, { counts }: Pick<ShownCounts, 'counts'>, level: number): ShownInterval {
  const rates = watch.rates.length;
  const shown = (value: number | null | undefined): number | null => (value == null ? null : shownOf(watch, value));
  const stream = (g: number): Proportion => ({ n: counts[2 * g]!, successes: counts[2 * g + 1]! });
  const sideN = (side: number): number => watch.rates.reduce((sum, _, r) => sum + counts[2 * (side * rates + r)]!, 0);
  const nGroup = sideN(0);
  const nReference = watch.reference.kind === 'none' ? null : sideN(1);
  const sizes = { n: nGroup + (nReference ?? 0), nGroup, nReference };
  const values = [0, 1].slice(0, nReference === null ? 1 : 2).map((side) => measured(watch, stream, side));
  const [group, reference] = values;
  const isRatio = watch.compare === 'ratio';
  if (values.includes(null) || (isRatio && reference === 0))
    return { estimate: null, lower: null, upper: null, ...sizes };
  const estimate = reference === undefined ? group! : isRatio ? group! / reference! : group! - reference!;
  const interval =
    rates === 1 ? sequenceOf(watch, stream, level) : meanSequence(watch, stream, { level, estimate, n: sizes.n });
  return { estimate: shown(estimate), lower: shown(interval?.lower), upper: shown(interval?.upper), ...sizes };
}

type StreamOf = (g: number) => Proportion;

/** What is measured of one side; null where a rate has nobody. */
function measured({ rates }: RateWatch, stream: StreamOf, side: number): number | null {
  let value = 0;
  for (const [r, { weight }] of rates.entries()) {
    const { n, successes } = stream(side * rates.length + r);
    if (n === 0) return null;
    value += (weight * successes) / n;
  }
  return value;
}

function sequenceOf({ compare }: RateWatch, stream: StreamOf, level: number) {
  if (compare === 'value') return rateSequence(stream(0), level);
  return (compare === 'ratio' ? ratioSequence : differenceSequence)(stream(0), stream(1), { level });
}

/** Of a mean of rates: its standard error in place of that of one rate. Ratios of means are shown without an interval. */
function meanSequence(
  { rates, compare }: RateWatch,
  stream: StreamOf,
  { level, estimate, n }: { readonly level: number; readonly estimate: number; readonly n: number },
) {
  if (compare === 'ratio') return null;
  const sides = compare === 'value' ? 1 : 2;
  let variance = 0;
  for (let g = 0; g < sides * rates.length; g++) {
    const { n: size, successes } = stream(g);
    const rate = (successes + 1) / (size + 2);
    variance += (rates[g % rates.length]!.weight ** 2 * rate * (1 - rate)) / size;
  }
  const half = sequenceCriticalValue(n, { level }) * Math.sqrt(variance);
  const least = compare === 'value' ? 0 : -1;
  return { lower: Math.max(least, estimate - half), upper: Math.min(1, estimate + half) };
}
