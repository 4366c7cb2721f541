import { MINUTE_MS } from '../../../core/base/durations.js';
import { FollowedView } from '../../../core/base/followed-view.js';
import { type GateRule, GateView, type OpenSpan, subjectKey } from '../../../core/gates/index.js';
import { GATE_LIMITS, type Opening, type StoredGate } from '../model/index.js';
import type { GateStore } from '../ports/index.js';

/** Time for which ended openings are kept in memory, ms: the longest for which a record may come late. */
const KEPT_MS: number = GATE_LIMITS.lateMinutes * MINUTE_MS;

export interface KnownGateDeps {
  readonly store: Pick<GateStore, 'gates' | 'openings' | 'watch'>;
  readonly nowMs: () => number;
}

/** The view of gates and of the times in which they were open. */
export function gateViewOf(gates: readonly StoredGate[], openings: readonly Opening[]): GateView {
  const spans = new Map<string, Map<string, OpenSpan[]>>();
  for (const { deployment, subject, fromMs, untilMs, closed } of openings) {
    const of = spans.get(deployment) ?? new Map<string, OpenSpan[]>();
    spans.set(deployment, of);
    const key = subjectKey(subject);
    const span = { fromMs, untilMs, isClosed: closed !== null };
    const known = of.get(key);
    // A gate that opens and closes each minute has thousands of them in a week, and they are read with every change.
    if (known === undefined) of.set(key, [span]);
    else known.push(span);
  }
  const rules = gates.map(({ deployment, mode, modeSinceMs, places, lateMinutes }): [string, GateRule] => [
    deployment,
    {
      ...{ mode, sinceMs: modeSinceMs, places, lateMs: lateMinutes * MINUTE_MS },
      spans: spans.get(deployment) ?? new Map(),
    },
  ]);
  return new GateView(new Map(rules));
}

/** The gates as they were read last, against which every decision is held. */
export class KnownGates extends FollowedView<GateView> {
  constructor({ store, nowMs }: KnownGateDeps) {
    super({
      read: async (atMs) => gateViewOf(await store.gates(), await store.openings(atMs - KEPT_MS)),
      watch: (watcher) => store.watch(watcher),
      nowMs,
      empty: new GateView(),
    });
  }
}
