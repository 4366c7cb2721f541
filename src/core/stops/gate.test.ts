import { describe, expect, it } from 'vitest';
import { deciderOf, type GateInForce, gateFor, type StopInForce } from './index.js';

const PROD = 'credit/prod';
const [SERVED, OTHER] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`] as const;
const at = (second: number): string => `2026-12-01T10:00:${String(second).padStart(2, '0')}.000Z`;
const gate = (more: Partial<GateInForce> = {}): GateInForce => ({
  ...{ deployment: PROD, mode: 'enforce', places: null },
  open: [{ version: SERVED, from: at(10), until: at(20), isServing: true }],
  ...more,
});
const stop = (more: Partial<StopInForce>): StopInForce => ({
  ...{
    id: 's',
    mode: 'review',
    fallback: { kind: 'human-queue' },
    reach: { deployments: [PROD] },
    since: at(0),
    drill: false,
  },
  ...more,
});
const decided = (
  gates: readonly GateInForce[],
  question: object = {},
  now = at(15),
  stops: readonly StopInForce[] = [],
) => deciderOf({ stops, canaries: [], gates }, { deployment: PROD, ...question }, now);

describe('a gate', () => {
  it('lets a version decide from its opening on and before its end, and nobody has to say that it is over', () => {
    const routes = [9, 10, 19, 20].map((second) => decided([gate()], {}, at(second)).route);
    expect(routes).toEqual(['fallback', 'model', 'model', 'fallback']);
    expect(decided([gate()]).gate).toEqual({ mode: 'enforce', state: 'open', until: at(20) });
    expect(decided([gate()], {}, at(20))).toMatchObject({
      ...{ route: 'fallback', stop: null, fallback: { kind: 'human-queue' } },
      gate: { mode: 'enforce', state: 'closed', until: null },
    });
  });

  it('stands for the version that is named by its digest, and for nothing else', () => {
    const open = [...gate().open, { version: OTHER, from: at(12), until: at(14), isServing: false }];
    const of = (version: unknown, second: number) => decided([gate({ open })], { version }, at(second)).route;
    expect([of(SERVED, 15), of(undefined, 15), of(OTHER, 13)]).toEqual(['model', 'model', 'model']);
    expect([of(OTHER, 15), of('2.1', 13), of(SERVED.toUpperCase(), 15), of('', 15), of(7, 15)]).toEqual(
      Array(5).fill('fallback'),
    );
  });

  it('asks for the place where it stands for some, as the record of the decision is asked', () => {
    const of = (jurisdiction?: unknown) =>
      decided([gate({ places: ['EU', 'US'] })], { context: { jurisdiction } }).gate?.state;
    expect([of('EU'), of('US-FL'), of('GB'), of('us'), of('EUX'), of(), of(null), of(7)]).toEqual([
      ...['open', 'open', 'place', 'place', 'place', 'place', 'place', 'place'],
    ]);
    expect(decided([gate({ places: ['EU'] })], { context: null }).gate?.state).toBe('place');
  });

  it('that only observes keeps nothing out, and says what it would have', () => {
    const answer = decided([gate({ mode: 'observe' })], {}, at(20));
    expect(answer).toMatchObject({ route: 'model', fallback: null, gate: { mode: 'observe', state: 'closed' } });
  });

  it('that is closed is stricter than every stop but one that asks no model, whose fallback it keeps', () => {
    for (const mode of ['review', 'shadow', 'throttle'] as const) {
      const stops = [stop({ mode, fallback: { kind: 'favourable' } })];
      expect(decided([gate()], {}, at(20), stops)).toMatchObject({
        route: 'fallback',
        fallback: { kind: 'favourable' },
      });
    }
    const instead = stop({ mode: 'stop', fallback: { kind: 'last-good-version', version: OTHER } });
    // The version that would decide instead is one as well.
    expect(decided([gate()], {}, at(15), [instead])).toMatchObject({
      route: 'fallback',
      fallback: { kind: 'human-queue' },
    });
    const open = [...gate().open, { version: OTHER, from: at(0), until: at(30), isServing: false }];
    expect(decided([gate({ open })], {}, at(25), [instead]).fallback).toEqual(instead.fallback);
  });

  it('holds whoever does not say which deployment decides, and nobody of a deployment without one', () => {
    const of = (deployment: unknown) => gateFor([gate()], { deployment: deployment as string }, at(15))?.state;
    expect([of(undefined), of(' '), of(PROD), of('other/prod')]).toEqual(['closed', 'closed', 'open', undefined]);
    expect(gateFor([gate({ mode: 'observe' })], { deployment: undefined as never }, at(15))).toBeNull();
  });
});
