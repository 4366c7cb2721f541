import type { Moment } from '../../../core/base/age.js';
import { pauseMs } from '../../../core/base/pause.js';
import { pause } from '../net/index.js';
import { readEvents } from './read-events.js';
import { type ClientState, jsonOf, readState } from './read-state.js';

/**
 * A stream that said nothing for so long is given up, ms; the service gives a sign of life every second. So is one in which so much time passed
 * between two events by either clock: what is read after a sleep may have lain in the socket since before it.
 */
const SILENCE_MS = 4000;
/** While the stream is silent the state is asked for as often, ms, in case something on the way holds streams back. */
const POLL_MS = 1000;
/** How often it is asked for beside a stream, ms: something on the way may hold every event back for a while, and only an answer shows that. */
const CHECK_MS = 5000;
const REQUEST_MS = 4000;
const RETRY = { baseMs: 100, capMs: 2000 } as const;

export interface LinkOptions {
  readonly origin: URL;
  readonly key: () => string | Promise<string>;
  readonly client: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Age at which what was heard does not count any more, ms. */
  readonly maxAgeMs: number;
  /** Called with each state; gives false for one that is older than what is known already. */
  readonly onState: (state: ClientState, sentAt: Moment) => boolean;
  /** Called when the service said that the state of this number is still the last one. */
  readonly onAlive: (revision: number, sentAt: Moment) => boolean;
  readonly onProblem: (problem: Error) => void;
  readonly now: () => Moment;
}

/** Keeps the connection to the service: a stream that is opened again whenever it ends or falls silent, and questions while there is none. */
export class Link {
  readonly #options: LinkOptions;
  /** Whether the stream gave something since it was opened, and has not fallen silent. */
  #isStreaming = false;
  /** The last state that the stream gave. */
  #told: ClientState | null = null;
  /** The state that an answer gave, while it is the one that is held. */
  #answered: { readonly etag: string | null; readonly revision: number } | null = null;
  /** Whether the stream told another state of the number of an answer, so that only a later answer says which is the last. */
  #isInDoubt = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  run(): void {
    void this.#stream();
    void this.#poll();
  }

  async #stream(): Promise<void> {
    const { signal } = this.#options;
    for (let failed = 0; !signal.aborted; failed++) {
      if (await this.#streamOnce()) failed = 0;
      this.#isStreaming = false;
      await pause(pauseMs(failed, 0, RETRY, Math.random), signal);
    }
  }

  /** Reads one stream to its end; true where anything came. */
  async #streamOnce(): Promise<boolean> {
    const { signal, client } = this.#options;
    const ended = new AbortController();
    const end = (): void => ended.abort();
    let silence = setTimeout(end, SILENCE_MS);
    signal.addEventListener('abort', end);
    let came = false;
    let before = this.#options.now();
    try {
      const query = client === undefined ? '' : `?client=${encodeURIComponent(client)}`;
      const answer = await this.#ask(`v1/stops/stream${query}`, { signal: ended.signal });
      if (answer.body === null || !answer.ok) throw await refusal(answer);
      for await (const { event, data } of readEvents(answer.body)) {
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE_MS);
        before = this.#demandYoung(before);
        // A stream that tells of an older state than is known is behind, and what it says is no sign of life.
        this.#isStreaming = this.#take(event, data);
        came ||= this.#isStreaming;
      }
    } catch (cause) {
      if (!signal.aborted) this.#problem(ended.signal.aborted ? new Error('the stream fell silent', { cause }) : cause);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', end);
      ended.abort();
    }
    return came;
  }

  /** Gives the moment at which an event is read; throws where the event may be older than what counts as heard. */
  #demandYoung(before: Moment): Moment {
    const { now, maxAgeMs } = this.#options;
    const read = now();
    const passedMs = Math.max(read.wall - before.wall, read.monotonic - before.monotonic);
    if (passedMs <= Math.min(SILENCE_MS, maxAgeMs)) return read;
    throw new Error('this program slept, or its clock was set; what the stream says may be old, so it is opened again');
  }

  #take(event: string, data: string): boolean {
    const { onState, onAlive, now } = this.#options;
    if (event === 'alive') {
      const { revision } = (jsonOf(data) ?? {}) as { readonly revision?: unknown };
      return typeof revision === 'number' && onAlive(revision, now());
    }
    if (event !== 'state') return false;
    const state = readState(data);
    if (state === null) throw new Error('the service told a state that this version cannot read');
    if (!onState(state, now())) return false;
    void this.#acknowledge(state.revision);
    this.#isInDoubt = this.#answered?.revision === state.revision;
    [this.#told, this.#answered] = [state, null];
    return true;
  }

  /** Asks for the state, often while there is no stream, and soon where what the stream told is in doubt. */
  async #poll(): Promise<void> {
    const { signal } = this.#options;
    for (let waited = 0; ; ) {
      await pause(POLL_MS, signal);
      if (signal.aborted) return;
      waited += POLL_MS;
      if (this.#isStreaming && !this.#isInDoubt && waited < CHECK_MS) continue;
      waited = 0;
      await this.#pollOnce().catch((cause: unknown) => this.#problem(cause));
    }
  }

  /**
   * An answer is as old as its question: a state that the stream gave since then may be later, unless the answer has a higher number. The state
   * changes under one number too, when the registry does.
   */
  async #pollOnce(): Promise<void> {
    const { onState, onAlive, now } = this.#options;
    const [sentAt, asked, told] = [now(), this.#answered, this.#told];
    const headers: Record<string, string> = asked?.etag == null ? {} : { 'if-none-match': asked.etag };
    const answer = await this.#ask('v1/stops/state', { headers, signal: AbortSignal.timeout(REQUEST_MS) });
    if (answer.status === 304 && asked !== null) {
      if (this.#answered === asked) onAlive(asked.revision, sentAt);
      return;
    }
    const state = answer.ok ? readState(await answer.text()) : null;
    if (state === null) throw await refusal(answer);
    const isOvertaken = this.#told !== null && this.#told !== told && state.revision <= this.#told.revision;
    if (isOvertaken || !onState(state, sentAt)) return;
    this.#isInDoubt = false;
    this.#answered = { etag: answer.headers.get('etag'), revision: state.revision };
    void this.#acknowledge(state.revision);
  }

  async #acknowledge(revision: number): Promise<void> {
    const { client } = this.#options;
    if (client === undefined) return;
    const body = JSON.stringify({ client, revision });
    await this.#ask('v1/stops/acknowledgements', {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(REQUEST_MS),
    }).then(
      (answer) => answer.body?.cancel(),
      (cause: unknown) => this.#problem(cause),
    );
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const { origin, key, fetch } = this.#options;
    const headers = {
      authorization: `Bearer ${await key()}`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(init.headers as Record<string, string> | undefined),
    };
    return fetch(new URL(path, origin), {
      redirect: 'manual',
      credentials: 'omit',
      ...init,
      headers,
    });
  }

  #problem(cause: unknown): void {
    this.#options.onProblem(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

async function refusal(answer: Response): Promise<Error> {
  await answer.body?.cancel().catch(() => undefined);
  return new Error(answer.ok ? 'the answer cannot be read' : `the service answered ${answer.status}`);
}
