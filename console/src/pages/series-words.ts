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

/** The lines that an estimate should stay between: a difference binds in both directions. */
export function boundsOf(watch: Watch | null): { readonly value: number; readonly label: string }[] {
  if (watch === null) return [];
  const { min, max } = watch.bound;
  const both = watch.compare === 'difference' && min === undefined && max !== undefined;
  const ends = [min, max, ...(both ? [-max] : [])].filter((end) => end !== undefined);
  return ends.map((value) => ({ value, label: `bound ${formatValue(value, watch.unit)}` }));
}

export function boundText(watch: Watch): string {
  const { min, max } = watch.bound;
  const show = (value: number): string => formatValue(value, watch.unit).replace(/^\+/, '').replace(' ', '\u00a0');
  if (watch.compare === 'difference' && min === undefined && max !== undefined) return `within ±${show(max)}`;
  return [min === undefined ? '' : `at least ${show(min)}`, max === undefined ? '' : `at most ${show(max)}`]
    .filter(Boolean)
    .join(', ');
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
