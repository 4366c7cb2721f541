import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { Slots } from '../base/index.js';
import { eventStream } from './event-stream.js';
import type { Call } from './route.js';

it('gives its place back when the reader has gone, also while it waits for an event', async () => {
  const slots = new Slots(1, 'feeds are open');
  const raw = new EventEmitter();
  const call = { request: { raw, headers: {} }, server: { readiness: { stopping: false } }, actor: 'a' };
  let gone = 0;
  const stream = eventStream(call as unknown as Call, {
    ...{ slots, retryMs: 1000, print: () => null, onGone: () => gone++ },
    async *follow() {
      await new Promise(() => undefined);
      yield 0;
    },
  });
  const [first] = (await once(stream, 'data')) as [string];
  expect(String(first)).toBe('retry: 1000\n\n');
  expect(() => slots.take('a')).toThrow('1 feeds are open already');
  raw.emit('close');
  slots.take('a')();
  expect(gone).toBe(1);
});
