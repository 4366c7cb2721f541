import { TribuneError } from '../../base/errors.js';
import { type Estimate, wilson } from '../../stats/index.js';
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

/** A rate where the machine was shown and where it was not, both of all cases, and the one less the other. */
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
 * Whether recommendations are followed, and whether outcomes change, against cases drawn at random in which nobody was shown any. Each case counts once
 * over its recorded chance, and the sum is divided by that of all such weights (Hájek 1971): divided by the number of cases, as by Horvitz and Thompson,
 * a rate would rise above 1 where more were held out than the share promised. Its interval is Wilson's at the effective size (Kish). The interval of a
 * difference is made of those of its two rates (Zou and Donner 2008, "Construction of confidence limits about effect measures").
 *
 * @throws TribuneError INVALID_ARGUMENT for a level or a share outside 0..1
 * @example holdoutMeasures([{ share: 0.5, isHeld: true, isAsMachine: false, isChanged: true }]).held // 1
 */
export function holdoutMeasures(cases: readonly HoldoutCase[], { level = DEFAULT_LEVEL } = {}): HoldoutMeasures {
  const [held, shown] = [cases.filter(({ isHeld }) => isHeld), cases.filter(({ isHeld }) => !isHeld)];
  const rates = (isSo: (one: HoldoutCase) => boolean): HoldoutRates => {
    const [a, b] = [weighedRate(shown, isSo, level), weighedRate(held, isSo, level)];
    return { shown: a, held: b, difference: differenceOf(a, b, level) };
  };
  return {
    ...{ shown: shown.length, held: held.length },
    followed: rates(({ isAsMachine }) => isAsMachine),
    changed: rates(({ isChanged }) => isChanged),
  };
}

function weighedRate(arm: readonly HoldoutCase[], isSo: (one: HoldoutCase) => boolean, level: number): Estimate {
  let [all, so, squares] = [0, 0, 0];
  for (const one of arm) {
    const weight = 1 / chanceOf(one);
    all += weight;
    squares += weight * weight;
    if (isSo(one)) so += weight;
  }
  const same = { level, method: 'hajek, wilson(effective size)', n: arm.length };
  if (arm.length === 0)
    return {
      ...{ estimate: null, lower: null, upper: null, ...same },
      ...{ status: 'undefined', reason: 'there is no such case' },
    };
  const [estimate, size] = [so / all, (all * all) / squares];
  return { estimate, ...wilson({ successes: estimate * size, n: size }, level)!, ...same, status: 'ok' };
}

/** How probable it was that a case would be in the arm that it is in. */
function chanceOf({ share, isHeld }: HoldoutCase): number {
  const chance = isHeld ? share : 1 - share;
  if (chance > 0 && chance <= 1) return chance;
  throw new TribuneError('INVALID_ARGUMENT', `a case was in its arm with a chance of ${chance}`, {
    remedy: 'Give the share that was recorded when the case was opened, between 0 and 1.',
  });
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
