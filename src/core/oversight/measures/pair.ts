import { type Estimate, wilson } from '../../stats/index.js';
import { gradeOf } from '../scale/index.js';
import { DEFAULT_LEVEL, rateOf } from './rate.js';
import type { SwitchReading } from './switches.js';

/** A reading of which it is known what was right. */
export type TrueReading = SwitchReading & { readonly truth: NonNullable<SwitchReading['truth']> };

/** How often somebody or something is right, of all, and of those who should and should not have the best outcome. */
export interface Rightness {
  readonly right: Estimate;
  /** Sensitivity: of those whose right outcome is favourable, the share that got it; of decisions of 0 and 1 alone. */
  readonly favourable: Estimate;
  /** Specificity: of those whose right outcome is not favourable, the share that did not get it. */
  readonly adverse: Estimate;
}

/** Readers alone, the machine alone, and both together, over the same readings. */
export interface PairMeasures {
  readonly readings: number;
  readonly human: Rightness;
  readonly machine: Rightness;
  readonly pair: Rightness;
  /** Of readings where the machine was wrong: those whose answer was the machine's. A wrong agreement. */
  readonly acceptedWhenWrong: Estimate;
  /** Of readings where the machine was right: those whose answer was another. A wrong override; neither is used against a person. */
  readonly overriddenWhenRight: Estimate;
  /** Which of the two alone was right more often. */
  readonly better: 'human' | 'machine' | 'equal' | null;
  /** Rightness of both together less that of the better of the two; where its interval lies below 0, friction is to be raised. */
  readonly beyondBetter: Estimate;
}

/**
 * Compares readers alone (their view), the machine alone, and both together (the answer), where it is known what was right.
 *
 * @throws TribuneError INVALID for what is no outcome of its scale
 * @example pairMeasures([{ scale, machine: 1, view: 0, answer: 1, truth: 0 }]).acceptedWhenWrong.estimate // 1
 */
export function pairMeasures(readings: readonly TrueReading[], { level = DEFAULT_LEVEL } = {}): PairMeasures {
  const judged = readings.map(judgedOf);
  const wrong = judged.filter(({ machine }) => !machine);
  const right = judged.filter(({ machine }) => machine);
  const count = (of: readonly Judged[], is: (one: Judged) => boolean): number => of.filter(is).length;
  const [byHuman, byMachine] = [count(judged, ({ human }) => human), right.length];
  const better =
    judged.length === 0 ? null : byHuman === byMachine ? 'equal' : byHuman > byMachine ? 'human' : 'machine';
  return {
    readings: judged.length,
    human: rightness(judged, 'human', level),
    machine: rightness(judged, 'machine', level),
    pair: rightness(judged, 'pair', level),
    acceptedWhenWrong: rateOf(
      { successes: count(wrong, ({ isMachines }) => isMachines), n: wrong.length },
      level,
      'the machine was wrong in no reading of which that is known',
    ),
    overriddenWhenRight: rateOf(
      { successes: count(right, ({ isMachines }) => !isMachines), n: right.length },
      level,
      'the machine was right in no reading of which that is known',
    ),
    better,
    beyondBetter: pairedDifference(judged, better === 'human' ? 'human' : 'machine', level),
  };
}

interface Judged {
  readonly human: boolean;
  readonly machine: boolean;
  readonly pair: boolean;
  readonly isMachines: boolean;
  /** Whether the right outcome is favourable; null where decisions are not 0 or 1. */
  readonly isFavourable: boolean | null;
}

function judgedOf({ scale, machine, view, answer, truth }: TrueReading): Judged {
  const right = gradeOf(scale, truth);
  return {
    human: gradeOf(scale, view) === right,
    machine: gradeOf(scale, machine) === right,
    pair: gradeOf(scale, answer) === right,
    isMachines: gradeOf(scale, answer) === gradeOf(scale, machine),
    isFavourable: scale.kind === 'binary' ? truth === scale.favourable : null,
  };
}

type Who = 'human' | 'machine' | 'pair';

function rightness(judged: readonly Judged[], who: Who, level: number): Rightness {
  const of = (some: readonly Judged[], none: string): Estimate =>
    rateOf({ successes: some.filter((one) => one[who]).length, n: some.length }, level, none);
  return {
    right: of(judged, 'of no reading is known what was right'),
    favourable: of(
      judged.filter(({ isFavourable }) => isFavourable === true),
      'of no reading is known that the favourable outcome was right',
    ),
    adverse: of(
      judged.filter(({ isFavourable }) => isFavourable === false),
      'of no reading is known that the favourable outcome was wrong',
    ),
  };
}

/** Difference over the same readings: only those where one was right and the other was not say something, and their share has Wilson's interval. */
function pairedDifference(judged: readonly Judged[], other: 'human' | 'machine', level: number): Estimate {
  const n = judged.length;
  const gained = judged.filter((one) => one.pair && !one[other]).length;
  const lost = judged.filter((one) => !one.pair && one[other]).length;
  const apart = gained + lost;
  const known = { level, method: 'paired, wilson(discordant)', n };
  const interval = apart === 0 ? null : wilson({ successes: gained, n: apart }, level);
  if (n === 0 || interval === null)
    return {
      ...{ estimate: null, lower: null, upper: null, ...known, status: 'undefined' as const },
      reason: n === 0 ? 'of no reading is known what was right' : 'both were right and wrong in the same readings',
    };
  const at = (share: number): number => ((2 * share - 1) * apart) / n;
  return {
    estimate: (gained - lost) / n,
    lower: at(interval.lower),
    upper: at(interval.upper),
    ...known,
    status: 'ok',
  };
}
