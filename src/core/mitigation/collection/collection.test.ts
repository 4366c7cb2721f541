import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { type CurvePoint, collectionCost, peopleForError, peopleToJudge } from '../index.js';

/** Errors of 400 people at five numbers of people, in six repeats, that fall by the law. */
function points(floor: number, height: number, seed: string, asked = 400): CurvePoint[] {
  const random = createGenerator(seed);
  return [50, 100, 200, 400, 800].flatMap((people) =>
    Array.from({ length: 6 }, (_, repeat) => {
      const error = floor + height * people ** -0.5;
      return { people, repeat, errors: Array.from({ length: asked }, () => +(random.nextUniform() < error)) };
    }),
  );
}

describe('a learning curve', () => {
  it('leads to the number of people at which it was planted, within its interval', () => {
    // 0.1 + 2 / sqrt(n) is 0.15 at 1,600 people.
    const found = peopleForError(points(0.1, 2, 'planted', 4000), { bound: 0.15, seed: 1, resamples: 60 });
    expect(found.lower!).toBeLessThan(1600);
    expect(found.upper ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1600);
    expect(found.means.map(({ people }) => people)).toEqual([50, 100, 200, 400, 800]);
    expect(found.means[0]!.error).toBeGreaterThan(found.means[4]!.error);
  });

  it('never comes below its floor', () => {
    const found = peopleForError(points(0.3, 2, 'floor', 4000), { bound: 0.1, seed: 1, resamples: 60 });
    expect([found.people, found.upper]).toEqual([null, null]);
    expect(found.never).toBeGreaterThan(0.9);
  });

  it('that does not fall says so', () => {
    const flat = points(0.2, 0, 'flat');
    expect(peopleForError(flat, { bound: 0.1, seed: 1, resamples: 60 }).people).toBeNull();
  });

  it('is refused without points that can be compared', () => {
    const all = points(0.1, 1, 'all');
    const some = all.filter(({ people }) => people < 200);
    expect(() => peopleForError(some, { bound: 0.2, seed: 1 })).toThrow('2 numbers of people');
    expect(() => peopleForError(all, { bound: 0, seed: 1 })).toThrow('a bound of 0');
    const short = all.map((one, i) => (i === 3 ? { ...one, errors: [1] } : one));
    expect(() => peopleForError(short, { bound: 0.2, seed: 1 })).toThrow('other numbers of people');
  });
});

describe('people until a gap can be judged', () => {
  const small = { successes: 30, n: 50 };
  const large = { successes: 700, n: 1000 };

  it('bring the error to what tells the gap from its bound', () => {
    const found = peopleToJudge([small, large], { compare: 'difference', bound: 0.01 });
    const { more } = found.ofOne!;
    expect(found.ofOne!.group).toBe(0);
    const again = peopleToJudge([{ successes: 0.6 * (50 + more), n: 50 + more }, large], {
      compare: 'difference',
      bound: 0.01,
    });
    // Half a person moves the rate, and with it the distance, a little.
    expect(Math.abs(again.error / found.enough - 1)).toBeLessThan(0.01);
    const [a, b] = found.ofBoth!;
    expect(Math.abs(a / b - 50 / 1000)).toBeLessThan(0.001);
  });

  it('are none where it can, and no number where the gap is at its bound or the others are too few', () => {
    const wide = peopleToJudge([small, large], { compare: 'difference', bound: 0.9 });
    expect([wide.ofOne!.more, wide.ofBoth]).toEqual([0, [0, 0]]);
    const at = peopleToJudge(
      [
        { successes: 50, n: 100 },
        { successes: 50, n: 100 },
      ],
      { compare: 'difference', bound: 0 },
    );
    expect([at.ofOne, at.ofBoth]).toEqual([null, null]);
    const few = peopleToJudge([small, { successes: 28, n: 40 }], { compare: 'difference', bound: 0.05 });
    expect(few.ofOne).toBeNull();
    expect(few.ofBoth).not.toBeNull();
  });

  it('are asked for on the scale of the logarithm for ratios', () => {
    const found = peopleToJudge([small, large], { compare: 'ratio', bound: 0.8 });
    expect(found.distance).toBeCloseTo(Math.log(30.5 / 51 / (700.5 / 1001)) - Math.log(0.8), 12);
    expect(found.ofBoth![0]).toBeGreaterThan(0);
  });
});

it('a span of costs has the least and the most, where the founding documents print the middle', () => {
  const price = { perPerson: { low: 50, high: 200 }, overhead: { low: 0.3, high: 0.5 } };
  expect(collectionCost({ low: 1e6, high: 1e6 }, price)).toEqual({ low: 65e6, high: 300e6 });
  expect(() => collectionCost({ low: 2, high: 1 }, price)).toThrow('people from 2 to 1');
});
