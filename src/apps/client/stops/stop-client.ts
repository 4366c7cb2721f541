import { Age, type Moment, type TwoClocks } from '../../../core/base/age.js';
import { deciderOf, type StopQuestion } from '../../../core/stops/index.js';
import { serviceUrl } from '../net/index.js';
import { Link } from './link.js';
import type { ClientState } from './read-state.js';
import type {
  ClientCanary,
  ClientGate,
  ClientStop,
  SafeAnswer,
  StopClient,
  StopClientOptions,
  StopDecision,
} from './types.js';

const MAX_AGE_MS = 5000;
const LEAST_AGE_MS = 2000;
const MOST_AGE_MS = 60_000;
/** How often it is looked whether the state became stale, ms, to tell of it; answers are judged at each question. */
const LOOK_MS = 250;
const platformClocks: TwoClocks = { wall: () => Date.now(), monotonic: () => performance.now() };
const SAFE: SafeAnswer = { route: 'fallback', fallback: { kind: 'human-queue' } };

/**
 * A client of the stop switch. It holds the state in memory, by a stream of the service, and gives the declared safe answer when it has
 * heard nothing for a while: a program that cannot learn that it was stopped acts as if it were.
 *
 * @throws RangeError for an age out of range, TypeError for an answer that is not safe and an address that is none
 * @example
 * const stops = createStopClient({ url: 'https://tribune.example', key, client: 'scorer-3' });
 * await stops.ready();
 * const { route, fallback } = stops.decide({ deployment: 'lending/prod', subject: 'case-4711', context: { jurisdiction: 'US-FL' } });
 */
export function createStopClient(options: StopClientOptions): StopClient {
  return new HeldState(options);
}

class HeldState implements StopClient {
  readonly #maxAgeMs: number;
  readonly #safe: SafeAnswer;
  readonly #onChange: () => void;
  readonly #onProblem: (problem: Error) => void;
  readonly #age = new Age(platformClocks);
  readonly #closing = new AbortController();
  readonly #look: ReturnType<typeof setInterval>;
  readonly #first: Promise<void>;
  #resolveFirst: () => void = () => undefined;
  #state: ClientState | null = null;
  #told: 'live' | 'stale' = 'stale';

  constructor(options: StopClientOptions) {
    const { key, maxAgeMs = MAX_AGE_MS, whenStale = SAFE, onChange, onProblem } = options;
    if (!(maxAgeMs >= LEAST_AGE_MS && maxAgeMs <= MOST_AGE_MS))
      throw new RangeError(`maxAgeMs is ${maxAgeMs}; give a number from ${LEAST_AGE_MS} to ${MOST_AGE_MS}`);
    if (whenStale.route !== 'fallback' && whenStale.route !== 'review')
      throw new TypeError(`whenStale.route is ${String(whenStale.route)}; give fallback or review`);
    const origin = serviceUrl(options.url);
    if (origin === null)
      throw new TypeError('the url is not the address of a service; give one such as https://tribune.example');
    this.#maxAgeMs = maxAgeMs;
    this.#safe = whenStale;
    this.#onChange = onChange ?? (() => undefined);
    this.#onProblem = onProblem ?? (() => undefined);
    this.#first = new Promise((resolve, reject) => {
      this.#resolveFirst = resolve;
      this.#closing.signal.addEventListener('abort', () => reject(new Error('the client was closed')));
    });
    // Whoever never asks whether the client is ready must not be told by an unhandled rejection.
    this.#first.catch(() => undefined);
    this.#look = setInterval(() => this.#tell(), LOOK_MS);
    (this.#look as { unref?: () => void }).unref?.();
    new Link({
      ...{ origin, client: options.client, signal: this.#closing.signal },
      key: typeof key === 'function' ? key : () => key,
      maxAgeMs,
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      onState: (state, at) => this.#take(state, at),
      onAlive: (revision, at) => this.#isAlive(revision, at),
      onProblem: (problem) => this.#guarded(() => this.#onProblem(problem)),
      now: () => this.#age.now(),
    }).run();
  }

  decide(question: StopQuestion): StopDecision {
    const revision = this.#state?.revision ?? null;
    if (this.#state !== null && this.state() === 'live')
      return { ...deciderOf(this.#state, question, new Date().toISOString()), state: 'live', revision };
    const { route, fallback = { kind: 'human-queue' } } = this.#safe;
    return {
      route,
      fallback,
      stop: null,
      version: null,
      arm: null,
      canary: null,
      gate: null,
      state: 'stale',
      revision,
    };
  }

  stops(): readonly ClientStop[] {
    return this.#state?.stops ?? [];
  }

  canaries(): readonly ClientCanary[] {
    return this.#state?.canaries ?? [];
  }

  gates(): readonly ClientGate[] {
    return this.#state?.gates ?? [];
  }

  state(): 'live' | 'stale' {
    return this.#state !== null && this.#age.ms <= this.#maxAgeMs && !this.#closing.signal.aborted ? 'live' : 'stale';
  }

  ready(): Promise<void> {
    return this.#first;
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#look);
  }

  /**
   * Takes a state, unless a later one is known. The service never counts backwards: a lower number comes from a cache on the way, or from a
   * database that was set back, and then the client stays on the safe side until it is started anew.
   */
  #take(state: ClientState, at: Moment): boolean {
    if (this.#closing.signal.aborted) return false;
    if (this.#state !== null && state.revision < this.#state.revision) {
      this.#guarded(() => this.#onProblem(new Error(OLD)));
      return false;
    }
    this.#state = state;
    this.#age.heard(at);
    this.#told = 'live';
    this.#guarded(this.#onChange);
    this.#resolveFirst();
    return true;
  }

  #isAlive(revision: number, at: Moment): boolean {
    if (revision !== this.#state?.revision) return false;
    this.#age.heard(at);
    this.#tell();
    return true;
  }

  /** Tells when the state became stale, or live again. */
  #tell(): void {
    const state = this.state();
    if (state === this.#told) return;
    this.#told = state;
    this.#guarded(this.#onChange);
  }

  /** A listener that throws must not end the connection. */
  #guarded(listener: () => void): void {
    try {
      listener();
    } catch {
      // The fault is that of the caller's own listener.
    }
  }
}

const OLD =
  'the service told an older state than one that is known; start this program anew if its database was set back';
