import { type Estimate, sampledRate } from '../../stats/index.js';
import { DEFAULT_LEVEL } from './rate.js';

/** A decided case of which it was drawn whether its reader is shown the machine's answer. */
export interface HoldoutCase {
  /** How probable it was that it would not be shown, between 0 and 1. */
  readonly share: number;
  readonly isHeld: boolean;
  /** Whether the reader ended with the machine's answer: by their answer where it was shown, by their view where it was not. */
  readonly isAsMachine: boolean;
  readonly isChanged: boolean;
}

/** A rate where the machine was shown and where it was not, both of all cases (Horvitz and Thompson), and the one less the other. */
export interface HoldoutRates {
  readonly shown: Estimate;
  readonly held: Estimate;
  readonly difference: Estimate;
}

export interface HoldoutMeasures {
  readonly shown: number;
  readonly held: number;
  /** How often readers end with the machine's answer: the difference is what showing it does. */
  readonly followed: HoldoutRates;
  /** How often the decision is changed. */
  readonly changed: HoldoutRates;
}

/**
 * Whether recommendations are followed, and whether outcomes change, against cases drawn at random in which nobody was shown any. The interval of a
 * difference is made of those of its two rates (Zou and Donner 2008, "Construction of confidence limits about effect measures").
 *
 * @throws TribuneError INVALID_ARGUMENT for a level or a share outside 0..1
 * @example holdoutMeasures([{ share: 0.5, isHeld: true, isAsMachine: false, isChanged: true }]).held // 1
 */
export function holdoutMeasures(cases: readonly HoldoutCase[], { level = DEFAULT_LEVEL } = {}): HoldoutMeasures {
  const [held, shown] = [cases.filter(({ isHeld }) => isHeld), cases.filter(({ isHeld }) => !isHeld)];
  const rates = (isSo: (one: HoldoutCase) => boolean): HoldoutRates => {
    const of = (arm: readonly HoldoutCase[]): Estimate =>
      sampledRate(
        arm.map((one) => ({ isSo: isSo(one), inclusion: one.isHeld ? one.share : 1 - one.share })),
        { population: cases.length, level },
      );
    const [a, b] = [of(shown), of(held)];
    return { shown: a, held: b, difference: differenceOf(a, b, level) };
  };
  return {
    ...{ shown: shown.length, held: held.length },
    followed: rates(({ isAsMachine }) => isAsMachine),
    changed: rates(({ isChanged }) => isChanged),
  };
}

function differenceOf(a: Estimate, b: Estimate, level: number): Estimate {
  const same = { level, method: 'mover', n: a.n + b.n };
  if (a.estimate === null || b.estimate === null || a.lower === null || b.lower === null)
    return {
      ...{ estimate: null, lower: null, upper: null, ...same },
      ...{ status: 'undefined', reason: 'of one of the two there is no case' },
    };
  const estimate = a.estimate - b.estimate;
  return {
    ...same,
    estimate,
    lower: estimate - Math.hypot(a.estimate - a.lower, b.upper! - b.estimate),
    upper: estimate + Math.hypot(a.upper! - a.estimate, b.estimate - b.lower),
    status: 'ok',
  };
}
