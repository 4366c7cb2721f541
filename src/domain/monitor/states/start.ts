import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
import type { CellValues } from '../../monitor-panes/index.js';
import { type DriftWatch, kindOf, type MonitorPlan, type Watch } from '../../monitor-watches/index.js';
import { newDetector } from './budget.js';
import { Series, type SeriesShape } from './series.js';
import type { MonitorState, WatchState } from './state.js';

/** A state that has seen nothing. */
export const startMonitor = (plan: MonitorPlan): MonitorState => ({
  plan: planDigest(plan),
  epoch: { number: 0, from: 0, series: 0 },
  closed: { decisions: null, labels: null },
  blocks: { decisions: 0, labels: 0 },
  alarms: 0,
  deployments: new Map(),
  facts: new Map(),
  ripe: { decisions: 0, labelled: 0 },
  volumes: new Map(),
});

const digests = new WeakMap<MonitorPlan, string>();

/** Digest of everything in a plan that states depend on: reasons and remedies of what is not watched are not part of it, nor is whose labels are counted as missing where coverage is shown. */
export function planDigest(plan: MonitorPlan): string {
  const known = digests.get(plan);
  if (known !== undefined) return known;
  const { unwatched: _, seenFor: _shown, histograms, watches, ...rest } = plan;
  const watched = { ...rest, watches: watches.map(asBefore), ...(histograms.length === 0 ? {} : { histograms }) };
  const digest = digestText(sha256(utf8(canonicalJson(watched))));
  digests.set(plan, digest);
  return digest;
}

/** Plans that were made before there were other kinds of watches, or before beginnings in which people come again, keep their digest, and so their states. */
function asBefore(watch: Watch): object {
  if (watch.kind === 'drift')
    return isOfOnce(watch) ? { ...watch, baseline: { firstMs: watch.baseline.firstMs } } : watch;
  if (watch.kind !== 'rates') return watch;
  const { kind: _, ...rest } = watch;
  return rest;
}

/** Whether a watch compares with a beginning in which nobody is taken to come again. */
const isOfOnce = (watch: DriftWatch): watch is DriftWatch & { readonly baseline: { readonly firstMs: number } } =>
  'firstMs' in watch.baseline && watch.baseline.returns === 1;

export const emptyWatch = (): WatchState => ({
  groups: new Map(),
  series: new Map(),
  threshold: null,
  detector: null,
  beyond: 0,
  earlier: new Map(),
});

const shapes = new WeakMap<Watch, SeriesShape>();

/** How many numbers the series of a watch have: of labels nothing where none are needed. */
export function seriesShape(watch: Watch, plan: Pick<MonitorPlan, 'places' | 'histograms'>): SeriesShape {
  const known = shapes.get(watch);
  if (known !== undefined) return known;
  const { reference, phase } = watch;
  const sides = reference.kind === 'none' ? 1 : 2;
  const counts = watch.kind === 'rates' ? 2 * watch.rates.length : kindOf(watch).width(watch, plan);
  const labels = phase === 'labels' ? sides * (1 + plan.places) : 0;
  const shape = { detector: newDetector(watch).length, counts: sides * counts, labels };
  shapes.set(watch, shape);
  return shape;
}

/** A series of a group that counts from a moment on. */
export function newSeries(
  { plan, watch }: { readonly plan: MonitorPlan; readonly watch: Watch },
  group: CellValues,
  { to, closedAt }: { readonly to: number; readonly closedAt: number },
): Series {
  const reference = watch.reference.kind === 'group' ? watch.reference.values : null;
  const detector = newDetector(watch);
  return new Series({ group, reference, detector, changedAt: closedAt, startedAt: to }, seriesShape(watch, plan));
}
