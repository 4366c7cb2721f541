import { describe, expect, it } from 'vitest';
import { erlangC, leastReaders, simulateReview } from './index.js';

const STEADY = {
  ...{ readers: 3, handling: 0.5, hoursADay: 24, daysAWeek: 7, panelShare: 0, panelDiffers: 0 },
  ...{ firstViewWithin: 24, answerWithin: 72 },
};

describe('Erlang’s C', () => {
  it('equals the sum over the states of the queue', () => {
    // P(n) of M/M/c in a long sum, which shares no formula with the recursion.
    for (const [arrivals, handling, readers] of [
      [4, 0.5, 3],
      [11, 0.33, 5],
      [0.2, 1, 1],
      [90, 0.5, 50],
    ] as const) {
      const load = arrivals * handling;
      let [weight, all, waiting, length] = [1, 0, 0, 0];
      for (let n = 0; n < 5000; n++) {
        all += weight;
        if (n >= readers) waiting += weight;
        if (n > readers) length += (n - readers) * weight;
        weight *= load / Math.min(n + 1, readers);
      }
      const found = erlangC({ arrivals, handling, readers })!;
      expect(found.chanceToWait).toBeCloseTo(waiting / all, 10);
      expect(found.meanWait).toBeCloseTo(length / all / arrivals, 10);
    }
    expect(erlangC({ arrivals: 6, handling: 0.5, readers: 3 })).toBeNull();
    expect(() => erlangC({ arrivals: 6, handling: 0.5, readers: 2.5 })).toThrow('readers is 2.5');
  });
});

describe('the simulation of a review', () => {
  it('waits as Erlang’s C says where there is one class, always somebody, and no panel', () => {
    const load = { ...STEADY, perDay: { appeal: 96 } };
    const { meanWait, utilisation } = erlangC({ arrivals: 4, handling: 0.5, readers: 3 })!;
    const runs = Array.from({ length: 8 }, (_, seed) => simulateReview(load, { seed, days: 200, warmUp: 5 }));
    const waits = runs.map(({ classes }) => classes[0]!.waited / classes[0]!.cases);
    const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length;
    const spread = Math.sqrt(
      waits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (waits.length - 1) / waits.length,
    );
    expect(Math.abs(mean - meanWait)).toBeLessThan(4 * spread);
    expect(spread).toBeLessThan(0.1 * meanWait);
    expect(runs[0]!.utilisation).toBeCloseTo(utilisation, 1);
  });

  it('counts readings of panels, hours of work and cases that come too late', () => {
    const whole = simulateReview({ ...STEADY, perDay: { appeal: 24 } }, { seed: 1, days: 60, warmUp: 5 });
    const panels = simulateReview(
      { ...STEADY, perDay: { appeal: 24 }, panelShare: 1, panelDiffers: 1 },
      { seed: 1, days: 60, warmUp: 5 },
    );
    expect(panels.utilisation / whole.utilisation).toBeCloseTo(4, 0);
    // Three people of 8 hours on 5 days read about 34 an average day; more than that come, and the queue grows.
    const office = { ...STEADY, perDay: { appeal: 30, quality: 15 }, hoursADay: 8, daysAWeek: 5 };
    const late = simulateReview(office, { seed: 1, days: 140, warmUp: 7 });
    expect(late.waitingEnd).toBeGreaterThan(late.waitingHalf + 300);
    expect(late.utilisation).toBeGreaterThan(0.97);
    const [appeal, quality] = late.classes;
    expect([appeal!.queue, quality!.queue]).toEqual(['appeal', 'quality']);
    expect(appeal!.lateViews).toBeGreaterThan(0);
  });

  it('calls every case late that nobody decides in time, also those of the last days, and soon also where far too many come', () => {
    // One reader for 100 times what one can read.
    const load = { ...STEADY, perDay: { appeal: 4800 }, readers: 1 };
    const [appeal] = simulateReview(load, { seed: 2, days: 5, warmUp: 10 }).classes;
    expect(appeal!.lateAnswers).toBe(appeal!.cases);
    expect(appeal!.lateViews).toBe(appeal!.cases);
    // A day’s cases, with far more readers than it takes, and hours in which none of them is there, are all in time.
    const [calm] = simulateReview(
      { ...STEADY, perDay: { appeal: 20 }, readers: 40, hoursADay: 8, daysAWeek: 7 },
      { seed: 2, days: 10, warmUp: 2 },
    ).classes;
    expect([calm!.lateViews, calm!.lateAnswers]).toEqual([0, 0]);
  });

  it('finds the fewest readers who are in time: one fewer is not', () => {
    const load = { ...STEADY, perDay: { appeal: 96 }, readers: 1, answerWithin: 2 };
    const asked = { seed: 5, days: 20, late: 0.05 };
    const least = leastReaders(load, asked)!;
    const shareLate = (readers: number): number => {
      const [one] = simulateReview({ ...load, readers }, { seed: 5, days: 20, warmUp: 14 }).classes;
      return one!.lateAnswers / one!.cases;
    };
    expect(shareLate(least)).toBeLessThanOrEqual(0.05);
    expect(shareLate(least - 1)).toBeGreaterThan(0.05);
    // Whoever reads for five hours on average is seldom done within two, however many there are.
    expect(leastReaders({ ...load, handling: 5 }, { ...asked, days: 5 })).toBeNull();
  });

  it('gives the same for the same seed, and another for another', () => {
    const load = { ...STEADY, perDay: { appeal: 30, quality: 10 } };
    const run = (seed: number) => simulateReview(load, { seed, days: 20, warmUp: 2 });
    expect(run(4)).toEqual(run(4));
    expect(run(4)).not.toEqual(run(5));
  });
});
