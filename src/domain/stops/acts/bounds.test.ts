import { describe, expect, it } from 'vitest';
import type { Stop } from '../model/index.js';
import { demandRoom } from './bounds.js';

const stop = (more: Partial<Stop> = {}): Stop => ({
  ...{ id: crypto.randomUUID(), scope: { kind: 'all' }, where: {}, mode: 'stop', share: null, reason: 'test', by: 'a' },
  ...{ fallback: { kind: 'human-queue' }, sinceMs: 0, untilMs: null, drill: false, revision: 1, end: null, ...more },
});
/** A switch that is full of stops of a group, beside some of everything. */
const full = (...whole: readonly Stop[]) => {
  const standing = [...whole, ...Array.from({ length: 1000 }, (_, i) => stop({ where: { sex: [`${i}`] } }))];
  return {
    ...{ nInForce: standing.length, inForce: async () => standing },
    registry: { systems: [], models: [], versions: [], deployments: [] } as never,
  };
};
const throttle = (share: number): Stop => stop({ mode: 'throttle', share });
const isTaken = (wanted: Stop, ...whole: readonly Stop[]): Promise<boolean> =>
  demandRoom(wanted, full(...whole)).then(
    () => true,
    () => false,
  );

describe('a stop where the switch is full', () => {
  it.each([
    ['of everything where nothing holds', stop(), [], true],
    ['as one that holds', stop(), [stop()], false],
    ['stricter than one that holds', stop(), [stop({ mode: 'shadow' })], true],
    ['a review beside a shadow', stop({ mode: 'review' }), [stop({ mode: 'shadow' })], false],
    ['a throttle to a smaller share', throttle(0.1), [throttle(0.5)], true],
    ['a throttle to a larger share', throttle(0.5), [throttle(0.1)], false],
    ['a throttle to nearly the same share', throttle(0.49), [throttle(0.5)], false],
    ['a throttle to nobody beside one to hardly anybody', throttle(0), [throttle(2 ** -10)], false],
    ['a throttle beside a stop', throttle(0), [stop()], false],
    ['a throttle, which gives most to the fallback, beside a review', throttle(0.1), [stop({ mode: 'review' })], true],
    ['a review beside a throttle, which leaves some to the model', stop({ mode: 'review' }), [throttle(0.1)], true],
    ['beside a drill', stop(), [stop({ drill: true })], true],
    ['of a group', stop({ where: { sex: ['f'] } }), [], false],
  ])('%s', async (_what, wanted, whole, taken) => {
    expect(await isTaken(wanted, ...whole)).toBe(taken);
  });

  it('comes to an end, however its shares are made smaller', async () => {
    const standing: Stop[] = [];
    for (let share = 0.999; share > 1e-9; share *= 0.9)
      if (await isTaken(throttle(share), ...standing)) standing.push(throttle(share));
    expect(standing.length).toBeLessThanOrEqual(11);
  });
});
