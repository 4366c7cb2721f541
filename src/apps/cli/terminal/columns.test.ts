import { describe, expect, it } from 'vitest';
import { lineWidth } from './columns.js';

describe('the width of a line', () => {
  it.each([
    [undefined, 100],
    [0, 100],
    [1, 40],
    [39, 40],
    [80, 80],
    [250, 250],
  ])('of a terminal that reports %s is %i', (reported, width) => expect(lineWidth(reported)).toBe(width));
});
