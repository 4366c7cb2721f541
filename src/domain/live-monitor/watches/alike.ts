import type { RowLookup } from '../../../core/policy/bind/index.js';
import { cellKey, type Observed } from '../../monitor/index.js';
import { BytesMemo } from './bytes-memo.js';
import type { WatchedDecision } from './watched-decision.js';

/** Decisions after which it is asked whether remembering pays, and those that are then observed without it where it does not. */
const PROBATION = 16_384;
const REST = 1_048_576;
/** Most observations that are told apart: as many as texts that are remembered. */
const MOST_SHARED = 16_384;
/** Most characters of what they are told apart by, 2 MB. */
const MOST_CHARACTERS = 1024 * 1024;

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
  const shared = new SharedObservations();
  let [looks, found, resting] = [0, 0, 0];
  const forget = (): void => {
    memo.forget();
    shared.forget();
  };
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
    if (known === undefined && !decision.isPeculiar) memo.set(shared.of(seen));
    if (looks === PROBATION) {
      if (2 * found < looks) {
        resting = REST;
        forget();
      }
      looks = 0;
      found = 0;
    }
    return seen;
  };
  return Object.assign(observer, { forget });
}

/** The one object that stands for everything that is counted alike: there are far fewer of them than texts, so that they stay at hand. */
class SharedObservations {
  #known = new Map<string, Observed>();
  #characters = 0;

  forget(): void {
    this.#known = new Map();
    this.#characters = 0;
  }

  of(seen: Observed): Observed {
    const text = JSON.stringify(seen);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_SHARED || this.#characters + text.length > MOST_CHARACTERS) this.forget();
    const one: Observed =
      'uncounted' in seen
        ? seen
        : { ...seen, observation: { ...seen.observation, key: cellKey(seen.observation.values) } };
    this.#known.set(text, one);
    this.#characters += text.length;
    return one;
  }
}
