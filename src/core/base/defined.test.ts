import { describe, expect, it } from 'vitest';
import { defined } from './defined.js';

describe('defined', () => {
  it('leaves out what is undefined and keeps every other value, null and zero among them', () => {
    expect(defined({ a: 1, b: undefined, c: null, d: 0, e: '' })).toEqual({ a: 1, c: null, d: 0, e: '' });
    expect(Object.keys(defined({ b: undefined as number | undefined }))).toEqual([]);
  });
});
