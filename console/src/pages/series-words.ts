import { formatCount, formatInterval, formatValue, type TimelineSpan, type ValueUnit } from 'tribune/charts';
import type { Series, WatchedPolicy } from '../api/queries.js';

export type Watch = WatchedPolicy['watches'][number];

/** What of the policy a series is a series of; null where the policy changed meanwhile. */
export const watchOf = (
  policy: WatchedPolicy | null,
  series: Pick<Series, 'requirement' | 'component'>,
): Watch | null =>
  policy?.watches.find(
    ({ requirement, component }) => requirement === series.requirement && component === series.component,
  ) ?? null;

export const unitOf = (watch: Watch | null): ValueUnit => watch?.unit ?? 'number';

export const estimateText = (series: Series, watch: Watch | null): string =>
  formatValue(series.estimate, unitOf(watch));

export const intervalText = (series: Series, watch: Watch | null): string =>
  series.lower === null || series.upper === null ? '' : formatInterval(series.lower, series.upper, unitOf(watch));

/**
 * The lines that an estimate should stay between, as the service derives them from what the evidence is about. Those of drift lie further by the
 * error of the reference; where several groups have references of their own, no line is right for all of them.
 */
export function boundsOf(
  watch: Watch | null,
  series: readonly Pick<Series, 'drift'>[],
): { readonly value: number; readonly label: string }[] {
  if (watch === null) return [];
  const errors = new Set(watch.hasReferenceError ? series.flatMap(({ drift }) => drift?.referenceError ?? []) : [0]);
  const [error = 0] = errors;
  const isOne = errors.size === 1;
  const words = watch.hasReferenceError ? `, ${isOne ? 'with' : 'without'} the error of the reference` : '';
  return watch.ends.map((end) => {
    const value = isOne ? end.value + error : end.value;
    return { value, label: `bound ${formatValue(value, unitOf(watch))}${words}` };
  });
}

/** @example boundText(watch) // 'within ±5 pp', or 'at least 0.8, at most 1.25' */
export function boundText({
  compare,
  ends,
  unit,
  hasReferenceError,
}: Pick<Watch, 'compare' | 'ends' | 'unit' | 'hasReferenceError'>): string {
  const show = (value: number): string => formatValue(value, unit).replace(/^\+/, '').replace(' ', '\u00a0');
  const [low, high] = ends;
  const isEven = compare === 'difference' && ends.length === 2 && low!.value === -high!.value;
  if (isEven) return `within ±${show(high!.value)}`;
  const words = ends.map(({ side, value }) => `${side === 'at-least' ? 'at least' : 'at most'} ${show(value)}`);
  return [...words, ...(hasReferenceError ? ['and the error of the reference'] : [])].join(', ');
}

/** How far the evidence has gone to an alarm: 0 nothing, 1 an alarm; of an alarm that is on, to its end. */
export const evidenceShare = ({ logEvidence, logThreshold }: Pick<Series, 'logEvidence' | 'logThreshold'>): number =>
  logThreshold <= 0 ? 0 : Math.max(0, logEvidence / logThreshold);

/** Evidence as the factor that it is: how many times better the data fit a broken bound than one that is kept. */
export function evidenceText(log: number): string {
  const power = log / Math.LN10;
  if (power < 0.05) return 'none';
  if (power > 6) return `10^${Math.floor(power)}`;
  const factor = Math.exp(log);
  return `${formatCount(factor < 10 ? Math.round(factor * 10) / 10 : Math.round(factor))}×`;
}

export const nText = ({ nGroup, nReference }: Series): string =>
  nReference === null ? formatCount(nGroup) : `${formatCount(nGroup)} / ${formatCount(nReference)}`;

interface Told {
  readonly at: string;
  readonly state: string;
}

/** The times for which something held, from the changes of a series, to a last moment. */
export function spansOf(changes: readonly Told[], untilMs: number): TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  changes.forEach(({ at, state }, i) => {
    if (state !== 'firing' && state !== 'no-data') return;
    const next = changes[i + 1];
    spans.push({ from: Date.parse(at), to: next === undefined ? untilMs : Date.parse(next.at), kind: state });
  });
  return spans;
}
