import { expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { DEFAULT_SHARES, QUEUES, type Queue, queueOrder } from './index.js';

it('takes the case with the least time left, and gives each class its reserved share however urgent the others are', () => {
  const taken = new Map<Queue, number>(QUEUES.map((queue) => [queue, 0]));
  for (let claim = 1; claim <= 1000; claim++) {
    const states = QUEUES.map((queue, at) => ({ queue, taken: taken.get(queue)!, firstMs: at * 1000 }));
    const [first] = queueOrder(states);
    taken.set(first!, taken.get(first!)! + 1);
    for (const queue of ['fairness', 'quality'] as const)
      expect(taken.get(queue)!).toBeGreaterThanOrEqual(Math.floor(DEFAULT_SHARES[queue]! * claim) - 1);
  }
  expect([taken.get('legal'), taken.get('fairness'), taken.get('quality')]).toEqual([800, 100, 100]);
});

it('names every class that has a case and no other', () => {
  const draw = createGenerator('queues', 1);
  for (let round = 0; round < 200; round++) {
    const states = QUEUES.map((queue) => ({
      ...{ queue, taken: draw.nextInteger(50) },
      firstMs: draw.nextUniform() < 0.4 ? null : draw.nextInteger(1000),
    }));
    const waiting = states.filter(({ firstMs }) => firstMs !== null).map(({ queue }) => queue);
    expect(queueOrder(states).toSorted()).toEqual(waiting.toSorted());
  }
});
