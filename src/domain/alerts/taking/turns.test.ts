import { expect, it } from 'vitest';
import type { Alert, NumberedSignal } from '../ports.js';
import { defineAlertSource, signalOf } from '../signals/index.js';
import { appliedTo, Intake, type IntakeDeps } from './intake.js';

const source = defineAlertSource('turns', 'A burst.');

const signals = (n: number): NumberedSignal[] =>
  Array.from({ length: n }, (_, i) => ({
    place: i + 1,
    signal: signalOf(source, {
      ...{ key: `${i}`, state: 'firing', severity: 'page', atMs: 0, labels: {}, topic: `${i}`, causes: [] },
      content: { summary: 'It is wrong.', lines: [], facts: {}, actions: [] },
    }),
  }));

it('takes signals by turns, a page of each feed after the other, so that what was taken is told before a burst is over', async () => {
  let nowMs = 0;
  const places = new Map<string, number>();
  const taken: string[] = [];
  const feedOf = (name: string, n: number): IntakeDeps['feeds'][number] => ({
    name,
    async read(after, limit) {
      nowMs += 1000;
      taken.push(name);
      return signals(n).slice(after, after + limit);
    },
  });
  const alerts = {
    movePlace: async (name: string, _from: number, to: number) => places.set(name, to) !== undefined,
    ...{ lock: async () => undefined, newest: async () => [], update: async () => undefined },
    insert: async (made: readonly object[]) => made.map((one, id) => ({ ...one, id })),
    ...{ join: async () => undefined, touch: async () => undefined },
  };
  const intake = new Intake({
    store: { place: async (name: string) => places.get(name) ?? 0 },
    transactions: { run: (work: (of: unknown) => unknown) => work({ stores: { alerts } }) },
    ...{ feeds: [feedOf('burst', 2300), feedOf('quiet', 3)], routes: [], nowMs: () => nowMs },
    ...{ newUid: () => 'u', onProblem: () => undefined },
  } as unknown as IntakeDeps);
  expect(await intake.run()).toEqual({ signals: 1003, isMore: true });
  expect(taken).toEqual(['burst', 'quiet', 'burst']);
  expect(await intake.run()).toEqual({ signals: 1000, isMore: true });
  expect(await intake.run()).toEqual({ signals: 300, isMore: false });
  expect(await intake.run()).toEqual({ signals: 0, isMore: false });
});

it('an alert is known by the change by which it fired, whatever comes of it', () => {
  const signal = (state: 'firing' | 'resolved', facts: Readonly<Record<string, unknown>>) =>
    signalOf(source, {
      ...{ key: 'k', state, severity: 'page', atMs: 0, labels: {}, topic: 'k', causes: [] },
      content: { summary: 'It is wrong.', lines: [], facts, actions: [] },
    });
  const { made } = appliedTo([], [signal('firing', { firedBy: 7, n: 1 })]);
  const alert: Alert = { ...made[0]!, id: 1 };
  const factsAfter = (...signals: Parameters<typeof appliedTo>[1]) =>
    appliedTo([alert], signals).changed[0]!.content.facts;
  expect(factsAfter(signal('firing', { firedBy: 8, n: 2 }))).toEqual({ firedBy: 7, n: 2 });
  expect(factsAfter(signal('resolved', { n: 3 }))).toEqual({ firedBy: 7, n: 3 });
});
