import { describe, expect, it } from 'vitest';
import { withoutFewCounts } from './monitor-parts/index.js';

describe('a policy for readers who may see no person', () => {
  it('is as written where nobody is counted, or many are', () => {
    for (const text of [
      'name: x\n',
      'monitor: { block: 1h }',
      'monitor: { drift: { reference: { first: 7d }, score: { bins: [1, 2, 3] } } }',
      'monitor: { drift: { reference: { counts: [0, 11, 5120] } } } # 3',
      'requirements: [{ counts: [1, 2] }]',
    ])
      expect(withoutFewCounts(text)).toBe(text);
  });

  it.each([
    [
      'monitor: { drift: { reference: { counts: [ 5120, 7 ] }, score: { bins: [1, 2] } } } # end',
      'monitor: { drift: { reference: { counts: [withheld] }, score: { bins: [1, 2] } } } # end',
    ],
    [
      'monitor:\n  drift:\n    inputs:\n      a:\n        reference:\n          counts:\n            - 5120\n            - 7\n        levels: [x, y]\nname: x\n',
      'monitor:\n  drift:\n    inputs:\n      a:\n        reference:\n          counts:\n            [withheld]\n        levels: [x, y]\nname: x\n',
    ],
    [
      'x: &few [3, 99]\nmonitor: { drift: { reference: &r { counts: *few }, inputs: { a: { reference: *r } } } }',
      'x: &few [withheld]\nmonitor: { drift: { reference: &r { counts: *few }, inputs: { a: { reference: *r } } } }',
    ],
    [
      'monitor: { "drift": { inputs: { a: { reference: { counts: [3, 99] } }, b: { reference: { counts: [50, 99] } } } } }',
      'monitor: { "drift": { inputs: { a: { reference: { counts: [withheld] } }, b: { reference: { counts: [50, 99] } } } } }',
    ],
  ])('leaves out counts of a few, wherever they are written: %s', (text, shown) => {
    expect(withoutFewCounts(text)).toBe(shown);
    expect(withoutFewCounts(shown)).toBe(shown);
  });
});
