import { it } from 'vitest';
import { Alerts } from './alerts.js';

it('begins before the messages of channels that are gone are given up, and ends before they all are', async () => {
  let pages = 0;
  const none = async () => [];
  const alerts = new Alerts({
    dropStrays: async (isClosed: () => boolean) => {
      for (; !isClosed(); pages++) await new Promise((done) => setImmediate(done));
    },
    intake: { run: async () => 0, regroup: async () => undefined },
    teller: { run: async () => 0 },
    clock: { nowMs: () => 0, after: () => ({ cancel: () => undefined }) },
    store: { firing: none, waiting: none },
    ...{ queues: [], feed: { changed: () => undefined }, onProblem: () => undefined },
  } as never);
  await alerts.start();
  const before = pages;
  while (pages === before) await new Promise((done) => setImmediate(done));
  await alerts.close();
});
