import { MINUTE_MS } from '../../../core/base/durations.js';
import { type GateRule, GateView, type OpenSpan, subjectKey } from '../../../core/gates/index.js';
import { GATE_LIMITS, type Opening, type StoredGate } from '../model/index.js';
import type { GateStore } from '../ports/index.js';

/** How often the gates are read anew while no notices of changes come, ms. */
const UNNOTIFIED_MS = 1000;
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

/**
 * The gates as they were read last, against which every decision is held. A change that is announced is read before the view is used again;
 * changes by other processes are announced by the database, and while those notices do not come it is read again every second.
 */
export class KnownGates {
  readonly #deps: KnownGateDeps;
  #view = new GateView();
  /** Number of changes announced; `#loaded` is the number that the view includes. */
  #announced = 1;
  #loaded = 0;
  #isNotified = false;
  #readAtMs = Number.NEGATIVE_INFINITY;
  /** The reading that goes on, with the number of changes that it includes: many requests wait for one. */
  #reading: { readonly announced: number; readonly view: Promise<GateView> } | null = null;
  #unwatch: () => void = () => undefined;

  constructor(deps: KnownGateDeps) {
    this.#deps = deps;
  }

  open(): void {
    this.#unwatch = this.#deps.store.watch({
      changed: () => {
        this.#isNotified = true;
        this.changed();
      },
      lost: () => {
        this.#isNotified = false;
      },
    });
  }

  close(): void {
    this.#unwatch();
  }

  /** Announces that gates may have changed. */
  changed(): void {
    this.#announced++;
  }

  /** The current view, which is read again where that is due. Throws the errors of the store, so that nothing passes unheld. */
  current(): GateView | Promise<GateView> {
    if (!this.#isNotified && this.#reading === null && Math.abs(this.#deps.nowMs() - this.#readAtMs) >= UNNOTIFIED_MS)
      this.changed();
    if (this.#loaded === this.#announced) return this.#view;
    if (this.#reading?.announced === this.#announced) return this.#reading.view;
    const reading = { announced: this.#announced, view: this.#read(this.#announced) };
    this.#reading = reading;
    // One that failed is begun anew by whoever asks next.
    const over = (): void => {
      if (this.#reading === reading) this.#reading = null;
    };
    reading.view.then(over, over);
    return reading.view;
  }

  async #read(announced: number): Promise<GateView> {
    const nowMs = this.#deps.nowMs();
    const { store } = this.#deps;
    const view = gateViewOf(await store.gates(), await store.openings(nowMs - KEPT_MS));
    // A reading that was started later may have finished first.
    if (announced > this.#loaded) [this.#view, this.#loaded, this.#readAtMs] = [view, announced, nowMs];
    return this.#loaded === announced ? view : this.#view;
  }
}
