import type { RowLookup } from '../../../core/policy/bind/index.js';
import { cellKey, type Observed } from '../../monitor/index.js';
import { BytesMemo } from './bytes-memo.js';
import type { WatchedDecision } from './watched-decision.js';

/** Decisions after which it is asked whether remembering pays, and those that are then observed without it where it does not. */
const PROBATION = 16_384;
const REST = 1_048_576;

/** Observes decisions, and remembers what it made of those before. */
interface AlikeObserver {
  (decision: Omit<WatchedDecision, 'subject'>): Observed;
  /** Forgets every decision, as an erasure and the end of a watch ask for. */
  forget(): void;
}

/**
 * Observes decisions that say the same once: most have few values that a policy reads, so that a decision costs a look at its bytes and no parsing. It rests on
 * `observe` being a function of what it looks up and of nothing else. Whatever looked up a score or an input is not remembered.
 *
 * @param seed 32 random bits that nobody outside knows
 */
export function observeAlike(observe: (lookup: RowLookup) => Observed, seed: number): AlikeObserver {
  const memo = new BytesMemo<Observed>(seed);
  let [looks, found, resting] = [0, 0, 0];
  const observer = (decision: Omit<WatchedDecision, 'subject'>): Observed => {
    if (resting > 0) {
      resting -= 1;
      return observe(decision.lookup);
    }
    decision.describe(memo);
    const known = memo.get();
    looks += 1;
    if (known !== undefined) found += 1;
    const seen = known ?? observe(decision.lookup);
    if (known === undefined && !decision.isPeculiar) memo.set(withKey(seen));
    if (looks === PROBATION) {
      if (2 * found < looks) {
        resting = REST;
        memo.forget();
      }
      looks = 0;
      found = 0;
    }
    return seen;
  };
  return Object.assign(observer, { forget: () => memo.forget() });
}

const withKey = (seen: Observed): Observed =>
  'uncounted' in seen ? seen : { observation: { ...seen.observation, key: cellKey(seen.observation.values) } };
