import { describe, expect, it } from 'vitest';
import { Age } from '../../../core/base/age.js';
import { createStopClient } from './index.js';
import { Link } from './link.js';
import { readEvents } from './read-events.js';
import { readState } from './read-state.js';

const STOP = {
  ...{ id: 'a', mode: 'throttle', share: 0.5, fallback: { kind: 'human-queue' }, reason: 'test', drill: false },
  ...{
    reach: { deployments: ['lending/prod'], where: { sex: ['f'] } },
    since: '2026-11-22T10:00:00.000Z',
    until: null,
  },
};
const state = (more: object): string => JSON.stringify({ revision: 7, stops: [{ ...STOP, ...more }] });

describe('a state that came', () => {
  it('is read whole', () =>
    expect(readState(state({}))).toEqual({ revision: 7, stops: [STOP], canaries: [], gates: [] }));

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['no number', JSON.stringify({ revision: '7', stops: [] })],
    ['a mode that is not known', state({ mode: 'halt' })],
    ['a throttle without its share', state({ share: undefined })],
    ['a share of everybody', state({ share: 1 })],
    ['a fallback that is not known', state({ fallback: { kind: 'nobody' } })],
    ['a stop of nothing', state({ reach: undefined })],
    ['a reach that says more than is known', state({ reach: { deployments: 'all', hours: ['night'] } })],
    ['values that are no texts', state({ reach: { deployments: 'all', where: { sex: [1] } } })],
    ['a drill that may be none', state({ drill: undefined })],
  ])('is refused with %s: what is not understood is no leave to decide', (_what, text) =>
    expect(readState(text)).toBeNull(),
  );
});

describe('the age of what was heard', () => {
  it('is that of the clock that says longer, so neither sleep nor a clock that is set back makes it young', () => {
    const clocks = { wall: 1000, monotonic: 50 };
    const age = new Age({ wall: () => clocks.wall, monotonic: () => clocks.monotonic });
    expect(age.ms).toBe(Number.POSITIVE_INFINITY);
    age.heard();
    clocks.monotonic += 400;
    clocks.wall -= 60_000;
    expect(age.ms).toBe(400);
    // The machine slept: the monotonic clock stood still.
    clocks.wall += 60_000 + 8 * 3_600_000;
    expect(age.ms).toBe(8 * 3_600_000);
  });

  it('is that of the last thing heard, whatever comes later about a time before', () => {
    const clocks = { wall: 1000, monotonic: 50 };
    const age = new Age({ wall: () => clocks.wall, monotonic: () => clocks.monotonic });
    const asked = age.now();
    clocks.wall += 3000;
    clocks.monotonic += 3000;
    age.heard();
    age.heard(asked);
    expect(age.ms).toBe(0);
  });
});

describe('events', () => {
  const bodyOf = (...pieces: string[]): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });

  it('are read however their bytes come', async () => {
    const text =
      'retry: 500\n\n: hello\n\nid: 3\nevent: state\ndata: {"a":\ndata: "é"}\n\r\nevent: alive\r\ndata: 1\r\n\r\nevent: cut';
    const cut = (n: number): string[] =>
      Array.from({ length: Math.ceil(text.length / n) }, (_, i) => text.slice(i * n, i * n + n));
    for (const n of [1, 7, 1000]) {
      const found = [];
      for await (const event of readEvents(bodyOf(...cut(n)))) found.push(event);
      expect(found, `in pieces of ${n}`).toEqual([
        { event: 'state', data: '{"a":\n"é"}' },
        { event: 'alive', data: '1' },
      ]);
    }
  });
});

describe('what a stream says after a sleep', () => {
  it('is no sign of life, as it may have lain in the socket: another stream is opened, and that one counts', async () => {
    const clocks = { wall: 0, monotonic: 0 };
    const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
    const heard: string[] = [];
    const problems: string[] = [];
    const closing = new AbortController();
    const event = (name: string, data: object): Uint8Array =>
      new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    new Link({
      ...{ origin: new URL('http://127.0.0.1:9'), key: () => 'k', client: undefined, signal: closing.signal },
      ...{ maxAgeMs: 5000, now: () => ({ ...clocks }), onProblem: ({ message }) => problems.push(message) },
      fetch: async (input) =>
        String(input).includes('/stream')
          ? new Response(new ReadableStream({ start: (controller) => void streams.push(controller) }))
          : new Promise<Response>(() => undefined),
      onState: ({ revision }) => heard.push(`state ${revision}`) > 0,
      onAlive: (revision) => heard.push(`alive ${revision}`) > 0,
    }).run();
    await expect.poll(() => streams.length).toBe(1);
    streams[0]!.enqueue(event('state', { revision: 1, stops: [] }));
    await expect.poll(() => heard).toEqual(['state 1']);
    // The machine slept for an hour: only the wall clock shows it. What came before lies in the socket.
    clocks.wall += 3_600_000;
    streams[0]!.enqueue(event('alive', { revision: 1 }));
    await expect.poll(() => streams.length).toBe(2);
    expect(problems).toEqual([expect.stringContaining('this program slept')]);
    expect(heard).toEqual(['state 1']);
    streams[1]!.enqueue(event('state', { revision: 2, stops: [] }));
    await expect.poll(() => heard).toEqual(['state 1', 'state 2']);
    closing.abort();
  });
});

describe('an answer that comes after a state of the stream', () => {
  const LONG = { timeout: 30_000, interval: 5 };
  const stateOf = (revision: number, ...deployments: string[]): object => ({
    revision,
    stops: [{ ...STOP, reach: { deployments } }],
  });
  /** A link with one stream and questions that are answered when the test says so. */
  async function linked() {
    const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
    const questions: { readonly known: string | null; readonly answer: (given: Response) => void }[] = [];
    const held: string[] = [];
    const alive: number[] = [];
    const closing = new AbortController();
    new Link({
      ...{ origin: new URL('http://127.0.0.1:9'), key: () => 'k', client: undefined, signal: closing.signal },
      ...{ maxAgeMs: 60_000, now: () => ({ wall: 0, monotonic: 0 }), onProblem: () => undefined },
      fetch: async (input, init) =>
        String(input).includes('/stream')
          ? new Response(new ReadableStream({ start: (controller) => void streams.push(controller) }))
          : new Promise<Response>((answer) => {
              questions.push({ known: new Headers(init?.headers).get('if-none-match'), answer });
            }),
      onState: ({ stops }) => held.push(String(stops[0]!.reach.deployments)) > 0,
      onAlive: (revision) => alive.push(revision) > 0,
    }).run();
    await expect.poll(() => streams.length, LONG).toBe(1);
    const told = (state: object): void =>
      streams[0]!.enqueue(new TextEncoder().encode(`event: state\ndata: ${JSON.stringify(state)}\n\n`));
    const asked = (n: number) => expect.poll(() => questions.length, LONG).toBe(n);
    const answered = (n: number, state: object, etag: string): void =>
      questions[n - 1]!.answer(new Response(JSON.stringify(state), { headers: { etag } }));
    return { questions, held, alive, told, asked, answered, close: () => closing.abort() };
  }

  it('puts nothing older in its place, though both have one number', async () => {
    const { held, told, asked, answered, close } = await linked();
    await asked(1);
    told(stateOf(7, 'a', 'b'));
    await expect.poll(() => held, LONG).toEqual(['a,b']);
    answered(1, stateOf(7, 'a'), '"a"');
    await asked(2);
    expect(held).toEqual(['a,b']);
    // Its question is later than what the stream gave, so that this one counts.
    answered(2, stateOf(7, 'c'), '"c"');
    await expect.poll(() => held, LONG).toEqual(['a,b', 'c']);
    close();
  }, 60_000);

  it('is taken where it has a higher number', async () => {
    const { held, told, asked, answered, close } = await linked();
    await asked(1);
    told(stateOf(7, 'a'));
    await expect.poll(() => held, LONG).toEqual(['a']);
    answered(1, stateOf(8, 'a', 'b'), '"ab"');
    await expect.poll(() => held, LONG).toEqual(['a', 'a,b']);
    close();
  }, 60_000);

  it('is no sign of life of another state than the one it is about, which is asked for anew', async () => {
    const { questions, held, alive, told, asked, answered, close } = await linked();
    await asked(1);
    answered(1, stateOf(7, 'a'), '"a"');
    await asked(2);
    expect(questions[1]!.known).toBe('"a"');
    told(stateOf(7, 'a', 'b'));
    await expect.poll(() => held, LONG).toEqual(['a', 'a,b']);
    questions[1]!.answer(new Response(null, { status: 304 }));
    await asked(3);
    expect(alive).toEqual([]);
    expect(questions[2]!.known).toBeNull();
    close();
  }, 60_000);
});

describe('a client that cannot reach the service', () => {
  it.each([
    [undefined, { route: 'fallback', fallback: { kind: 'human-queue' } }],
    [{ route: 'review' } as const, { route: 'review', fallback: { kind: 'human-queue' } }],
    [
      { route: 'fallback', fallback: { kind: 'favourable' } } as const,
      { route: 'fallback', fallback: { kind: 'favourable' } },
    ],
  ])('gives the safe answer from the start: %o', (whenStale, answer) => {
    const client = createStopClient({
      ...{ url: 'http://127.0.0.1:9', key: 'k', fetch: () => Promise.reject(new Error('no network')) },
      ...(whenStale === undefined ? {} : { whenStale }),
    });
    expect(client.decide({ deployment: 'lending/prod' })).toEqual({
      ...answer,
      ...{ stop: null, canary: null, arm: null, version: null, gate: null },
      state: 'stale',
      revision: null,
    });
    client.close();
  });

  it('is not made with an answer that is not safe, nor with an age that says nothing', () => {
    const options = { url: 'http://127.0.0.1:9', key: 'k' };
    expect(() => createStopClient({ ...options, whenStale: { route: 'model' } as never })).toThrow(
      'give fallback or review',
    );
    expect(() => createStopClient({ ...options, maxAgeMs: 1e9 })).toThrow(RangeError);
    expect(() => createStopClient({ ...options, maxAgeMs: Number.NaN })).toThrow(RangeError);
  });
});
