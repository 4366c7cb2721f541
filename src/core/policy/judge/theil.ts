import { clopperPearson, type Proportion } from '../../stats/index.js';
import type { Limits } from './mover.js';

/** Directions in which the region of plausible shares is searched for the least and the largest index, in each of its four quarters. */
const DIRECTIONS = 16;

/**
 * Theil's index of benefits b = prediction - label + 1, both read as 1 = favourable: with M the share of people decided wrongly and q the share of
 * those who got more than the label says, the mean benefit is m = 1 + M (2q - 1), and the index (2 ln 2) M q / m - ln m.
 * Speicher et al. (2018), A unified approach to quantifying algorithmic unfairness, KDD, section 3 (alpha 1).
 */
export function theilOf(wrong: number, granted: number): number {
  const mean = 1 + wrong * (2 * granted - 1);
  return mean <= 0 ? Number.POSITIVE_INFINITY : (2 * Math.LN2 * wrong * granted) / mean - Math.log(mean);
}

/**
 * Limits of Theil's index from the two shares that it is made of. Their estimates do not depend on each other, so that they are put together
 * as independent parts are (square and add), but along the curved index and not along its slope: of all pairs of shares whose distances from the
 * estimates, each in units of its own exact interval, have squares that add up to 1, the least and the largest index. Null without people.
 */
export function theilLimits(wrong: Proportion, granted: Proportion): (level: number) => Limits | null {
  return (level) => {
    const ofWrong = clopperPearson(wrong, level);
    if (ofWrong === null) return null;
    const share = wrong.successes / wrong.n;
    const ofGranted = clopperPearson(granted, level);
    // Without any error nothing tells which kind errors are of, so that every mix of them is tried.
    const mix =
      ofGranted === null
        ? { estimate: 1 / 2, lower: 0, upper: 1 }
        : { estimate: granted.successes / granted.n, ...ofGranted };
    const estimate = theilOf(share, mix.estimate);
    let [lower, upper] = [estimate, estimate];
    for (let i = 0; i <= 4 * DIRECTIONS; i++) {
      const angle = (i * Math.PI) / (2 * DIRECTIONS);
      const moved = (from: number, low: number, high: number, by: number) =>
        by < 0 ? from + by * (from - low) : from + by * (high - from);
      const m = moved(share, ofWrong.lower, ofWrong.upper, Math.cos(angle));
      const q = moved(
        mix.estimate,
        mix.lower,
        mix.upper,
        ofGranted === null ? Math.sign(Math.sin(angle)) : Math.sin(angle),
      );
      const index = theilOf(m, q);
      lower = Math.min(lower, index);
      upper = Math.max(upper, index);
    }
    return { estimate, lower: Math.max(0, lower), upper };
  };
}
