import { expect, it } from 'vitest';
import { Slots } from './slots.js';

it('slots of one caller are bounded beside those of all, and come back once', () => {
  const slots = new Slots(3, 'feeds are open', 2);
  const first = slots.take('a');
  slots.take('a');
  expect(() => slots.take('a')).toThrow('2 feeds are open already for this key or account alone');
  slots.take('b');
  expect(() => slots.take('c')).toThrow('3 feeds are open already');
  first();
  first();
  slots.take('c');
  expect(() => slots.take('c')).toThrow('3 feeds are open already');
});
