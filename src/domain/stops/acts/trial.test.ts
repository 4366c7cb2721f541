import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../core/base/durations.js';
import { routeOf, standingOf, throttleSalt } from '../../../core/stops/index.js';
import { tellStops } from '../board/index.js';
import type { Stop } from '../model/index.js';
import { endTrials } from '../reactions/trials.js';
import { resumeStop, throwWithin } from './index.js';

const DEPLOYMENTS = ['a/prod', 'b/prod'] as const;
const SUBJECTS = Array.from({ length: 12 }, (_, n) => `case-${n}`);
const registry = {
  models: [],
  deployments: DEPLOYMENTS.map((id) => ({ id, model: id, activations: [] })),
};

/** The stores of the acts in memory, with the clock that they read. */
class World {
  nowMs = 0;
  revision = 0;
  readonly alerting = new Set<string>();
  readonly stops = new Map<string, Stop>();
  readonly entries: string[] = [];
  readonly stores = {
    stops: {
      beginChange: async () => ({
        revision: this.revision + 1,
        atMs: this.nowMs,
        nInForce: this.inForce.length,
        logSize: 0,
      }),
      insert: async (stop: Stop) => void this.stops.set(stop.id, { ...stop, revision: ++this.revision }),
      end: async (stop: Stop) => {
        this.revision++;
        this.stops.set(stop.id, stop);
      },
      find: async (id: string) => this.stops.get(id) ?? null,
      inForce: async () => this.inForce,
    },
    registry: { load: async () => registry },
    identity: { key: async () => null, account: async (id: string) => ({ id, name: id }) },
    settings: { load: async () => new Map([['same-persons', [['ann', 'ann.b']]]]) },
    reactions: {
      openAlerts: async () => ({ alerts: [...this.alerting].map((deployment) => ({ deployment })), foreign: null }),
    },
    enter: ({ type }: { readonly type: string }) => void this.entries.push(type),
  } as never;

  get inForce(): Stop[] {
    return [...this.stops.values()].filter(({ end }) => end === null);
  }

  /** Whom the model decides of a deployment. */
  decided(deployment: string): string[] {
    const told = tellStops(this.inForce, registry as never);
    return SUBJECTS.filter((subject) => routeOf(told, { deployment, subject }).route === 'model');
  }
}

/** What a stop leaves to the model, by the rule as one would write it down: a share until a time, then everybody while no alert is on. */
interface Expected {
  readonly deployment: string;
  share: number;
  endsAtMs: number | null;
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('throw' as const), of: fc.constantFrom(...DEPLOYMENTS) }),
  fc.record({
    kind: fc.constant('resume' as const),
    which: fc.nat(5),
    share: fc.option(fc.constantFrom(0.1, 0.3, 0.6, 0.9)),
    days: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('alert' as const), of: fc.constantFrom(...DEPLOYMENTS), isOn: fc.boolean() }),
);

it('a stop is resumed by nobody who threw it, under whichever account', async () => {
  const world = new World();
  const id = '00000000-0000-4000-8000-000000000001';
  const wanted = { id, scope: { kind: 'deployment', deployment: DEPLOYMENTS[0]! }, mode: 'stop', reason: 'x' } as const;
  await throwWithin(world.stores, wanted, 'account:ann');
  const resume = (one: string, other: string) => {
    const persons = { proposedBy: `account:${one}`, confirmedBy: other };
    return resumeStop.carryOut(world.stores, { stop: id, audits: [], waiver: 'x', trial: null }, persons as never);
  };
  for (const [one, other] of [
    ['ann', 'account:eve'],
    ['ann.b', 'account:eve'],
    ['eve', 'account:ann.b'],
    ['ann.b', 'break-glass:1'],
  ] as const)
    await expect(resume(one, other), one).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(world.inForce).toHaveLength(1);
  await resume('eve', 'account:ada');
  expect(world.inForce).toEqual([]);
});

describe('a stop that is resumed for a share at first', () => {
  it('leaves to the model what two persons said, and everybody once its time is over and no alert is on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = new World();
        const expected = new Map<string, Expected>();
        let made = 0;
        const newId = (): string => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`;
        for (const one of steps) {
          if (one.kind === 'throw' && expected.size < 6) {
            const id = newId();
            const wanted = {
              id,
              scope: { kind: 'deployment', deployment: one.of },
              mode: 'stop',
              reason: 'x',
            } as const;
            await throwWithin(world.stores, wanted, 'key:k');
            expected.set(id, { deployment: one.of, share: 0, endsAtMs: null });
          } else if (one.kind === 'resume') {
            const id = [...expected.keys()][one.which];
            if (id === undefined) continue;
            const [left, before] = [newId(), expected.get(id)!];
            const trial = one.share === null ? null : { stop: left, share: one.share, for: `${one.days}d` };
            const request = { stop: id, audits: [], waiver: 'x', trial };
            const by = { proposedBy: 'account:a', confirmedBy: 'account:b' };
            const done = await resumeStop.carryOut(world.stores, request, by as never).then(
              () => true,
              () => false,
            );
            // A trial that would leave no more to the model than what is on is refused.
            expect(done).toBe(one.share === null || one.share > before.share);
            if (!done) continue;
            expected.delete(id);
            if (one.share !== null)
              expected.set(left, { ...before, share: one.share, endsAtMs: world.nowMs + one.days * DAY_MS });
          } else if (one.kind === 'wait') world.nowMs += one.days * DAY_MS;
          else if (one.kind === 'alert') world.alerting[one.isOn ? 'add' : 'delete'](one.of);
          const acts = { run: (_act: unknown, work: (tx: never) => Promise<unknown>) => work(world.stores) };
          await endTrials({ acts: acts as never, nowMs: world.nowMs }, world.inForce);
          for (const [id, { deployment, endsAtMs }] of expected)
            if (endsAtMs !== null && endsAtMs <= world.nowMs && !world.alerting.has(deployment)) expected.delete(id);
          expect(new Set(world.inForce.map(({ id }) => id))).toEqual(new Set(expected.keys()));
          for (const deployment of DEPLOYMENTS) {
            const shares = [...expected.values()]
              .filter((of) => of.deployment === deployment)
              .map(({ share }) => share);
            const least = Math.min(1, ...shares);
            const mayDecide = SUBJECTS.filter((subject) => standingOf(throttleSalt(deployment), subject) < least);
            expect(world.decided(deployment)).toEqual(mayDecide);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
