import { Age } from '../../../core/base/age.js';
import { Bell } from '../../../core/base/bell.js';
import type { Clock, Timer } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { GateView } from '../../../core/gates/index.js';
import type { RegistryView } from '../../registry/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import { lastStep } from '../canaries/index.js';
import type { CanaryStore } from '../canaries/ports.js';
import type { StopStore } from '../model/ports.js';
import { Propagations } from './propagation.js';
import { nextActivationMs, type TaggedState, tell } from './told.js';
import { nextGateMs } from './told-gates.js';

/** How often it is asked whether the state is still the last one, ms: clients hear from the service as often. */
const LOOK_MS = 1000;
/** Time after the last sure answer of the store, by either clock, for which the state in memory is told, ms. After it clients hear nothing and go safe. */
const BELIEVED_MS = 3 * LOOK_MS;

export interface BoardDeps {
  readonly store: Pick<StopStore, 'revision' | 'inForce' | 'watch'>;
  readonly canaries: Pick<CanaryStore, 'inForce'>;
  readonly registry: {
    /** The registry in memory; another object after every change. */
    view(): RegistryView | Promise<RegistryView>;
    readonly store: Pick<RegistryStore, 'load'>;
  };
  readonly gates: {
    /** The gates in memory; another object after every change. It throws where nobody knows what they are, and then nothing is told. */
    current(): GateView | Promise<GateView>;
    /** Calls back when gates changed; gives what ends that. */
    watch(watcher: { changed(): void; lost(): void }): () => void;
  };
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  /** A clock that nobody sets, ms. */
  readonly monotonicMs: () => number;
  readonly onProblem: (cause: unknown) => void;
}

/**
 * The state of the switch in memory, as clients are told of it. It is told only while the store answers: a service that does not know
 * whether somebody else stopped something falls silent, and its clients go safe by themselves.
 */
export class StopBoard {
  readonly propagations = new Propagations();
  readonly #deps: BoardDeps;
  readonly #bell: Bell;
  readonly #sureSince: Age;
  #state: TaggedState | null = null;
  #view: RegistryView | null = null;
  #gates: GateView | null = null;
  #triedOut: ReadonlyMap<string, number> = new Map();
  /** When the state is another one by the clock alone, as a registered activation begins or a gate closes. */
  #holdsUntilMs = Number.POSITIVE_INFINITY;
  /** Number of the state at the first reading: how changes before it came to the clients is not known. */
  #firstRevision: number | null = null;
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #timer: Timer | null = null;
  #hasFailed = false;
  #isClosed = false;
  #unwatch: () => void = () => undefined;

  constructor(deps: BoardDeps) {
    this.#deps = deps;
    this.#bell = new Bell(deps.clock);
    this.#sureSince = new Age({ wall: () => deps.clock.nowMs(), monotonic: deps.monotonicMs });
  }

  /** Begins to follow the switch; the first reading may fail and is done again. */
  open(): void {
    const { store, gates } = this.#deps;
    const watcher = { changed: () => void this.refresh(), lost: () => undefined };
    const watched = [store.watch(watcher), gates.watch(watcher)];
    this.#unwatch = () => {
      for (const unwatch of watched) unwatch();
    };
    void this.refresh();
  }

  /** The state, as long as it is sure; null otherwise. */
  get sure(): TaggedState | null {
    return this.#sureSince.ms <= BELIEVED_MS ? this.#state : null;
  }

  /** Deployments on which a version is tried out and not held, by the last state that was read, each with the time since when, ms. */
  get triedOut(): ReadonlyMap<string, number> {
    return this.#triedOut;
  }

  /** The state. Throws `STORE_UNAVAILABLE` while it is not sure. */
  demand(): TaggedState {
    const { sure } = this;
    if (sure !== null) return sure;
    throw new TribuneError('STORE_UNAVAILABLE', 'the state of the stop switch is not known now', {
      remedy: 'Decide as if everything were stopped until it is known again.',
      retryAfterS: 1,
    });
  }

  /** Reads what changed; a failure is reported once, and done again with the next look. */
  async refresh(): Promise<void> {
    await this.#read().catch((cause: unknown) => {
      if (!this.#isClosed && !this.#hasFailed) this.#deps.onProblem(cause);
      this.#hasFailed = true;
    });
  }

  /** Resolves at the next change, and after some time at the latest. */
  changed(ms: number, signal: AbortSignal): Promise<void> {
    return this.#bell.next(ms, signal).isOver;
  }

  close(): void {
    this.#isClosed = true;
    this.#unwatch();
    this.#timer?.cancel();
    this.#bell.ring();
  }

  /** Reads the store at or after this call; one reading serves all calls that are made while another runs. */
  #read(): Promise<void> {
    const read = async (): Promise<void> => {
      this.#reading = this.#next;
      this.#next = null;
      try {
        await this.#load();
      } finally {
        this.#reading = null;
        this.#lookLater();
      }
    };
    this.#next ??= (this.#reading ?? Promise.resolve()).then(read, read);
    return this.#next;
  }

  async #load(): Promise<void> {
    const { store, registry, canaries: tried, gates: known, clock } = this.#deps;
    const startedAt = this.#sureSince.now();
    const [revision, view, gates] = await Promise.all([store.revision(), registry.view(), known.current()]);
    const nowMs = clock.nowMs();
    const isSame = this.#state?.revision === revision && this.#view === view && this.#gates === gates;
    if (!isSame || nowMs >= this.#holdsUntilMs) {
      // All at once: clients wait for the slowest of them and not for their sum.
      const reads = [store.inForce(), tried.inForce(), registry.store.load()] as const;
      const [stops, canaries, snapshot] = await Promise.all(reads);
      const state = tell({ revision, stops, canaries, gates }, snapshot, nowMs);
      const isOther = state.etag !== this.#state?.etag;
      const first = this.#firstRevision ?? revision;
      this.#firstRevision = first;
      const changes = [...stops, ...canaries.map((one) => ({ ...one, sinceMs: lastStep(one).atMs }))];
      for (const one of changes.filter((change) => change.revision > first))
        this.propagations.began(one.revision, one.sinceMs);
      [this.#state, this.#view, this.#gates] = [state, view, gates];
      const running = canaries.filter((one) => !lastStep(one).isHeld);
      this.#triedOut = new Map(running.map(({ deployment, steps }) => [deployment, steps[0].atMs]));
      this.#holdsUntilMs = Math.min(nextActivationMs(canaries, snapshot, nowMs), nextGateMs(state.gates, nowMs));
      this.#sureSince.heard(startedAt);
      if (isOther) this.#bell.ring();
    }
    this.#sureSince.heard(startedAt);
    this.#hasFailed = false;
  }

  #lookLater(): void {
    this.#timer?.cancel();
    if (this.#isClosed) return;
    // What ends by the clock is told at its end, and not with the next look.
    const untilMs = Math.max(0, this.#holdsUntilMs - this.#deps.clock.nowMs());
    this.#timer = this.#deps.clock.after(Math.min(LOOK_MS, untilMs), () => this.refresh());
  }
}
