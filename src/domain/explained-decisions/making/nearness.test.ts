import { describe, expect, it } from 'vitest';
import { changedRow, Nearness } from './nearness.js';

const features = [{ name: 'age' }, { name: 'home', categories: ['own', 'rent'] }];
const rows = (...people: (readonly [number, number])[]) => ({
  ...{ data: Float64Array.from(people.flat()), rows: people.length, columns: 2 },
});

describe('how near somebody is to real people', () => {
  const near = new Nearness(features, rows([20, 0], [40, 0], [60, 1], [20, 1]));

  it('is the mean over the inputs, in shares of the range or 1 for another category', () => {
    expect(near.of(Float64Array.of(20, 0)).nearest).toBe(0);
    expect(near.of(Float64Array.of(30, 0)).nearest).toBe(0.125);
    expect(near.of(Float64Array.of(100, 1)).nearest).toBe(0.5);
    expect(near.of(Float64Array.of(Number.NaN, 0)).nearest).toBe(0.5);
  });

  it('says which share of them stands at least as alone', () => {
    expect(near.of(Float64Array.of(1000, 0)).asAlone).toBe(0);
    // The mean distances of the four to the others are 7/12, 7/12, 3/4 and 7/12; those of (30, 0) and (70, 1) to all four 7/16 and 11/16.
    expect(near.of(Float64Array.of(30, 0)).asAlone).toBe(1);
    expect(near.of(Float64Array.of(70, 1)).asAlone).toBe(0.25);
  });

  it('is of the row with the changes, by the names of inputs and categories', () => {
    const changes = { home: { from: 'own', to: 'rent' }, age: { from: 20, to: 44 }, unread: { from: 1, to: 2 } };
    expect([...changedRow({ features }, Float64Array.of(20, 0), changes)]).toEqual([44, 1]);
  });
});
