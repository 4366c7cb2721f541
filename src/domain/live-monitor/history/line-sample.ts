import type { StateChange } from '../../monitor/index.js';

/** Lines that are held for each that is given, so that what is given lies evenly however many blocks there turn out to be. */
const HELD_FOR_ONE = 4;

interface Held {
  readonly at: number;
  readonly line: StateChange;
}

/**
 * Chooses a stated number of moments out of blocks whose number is known only at their end: those at which the state changed, and of the others
 * every so many. What is held does not grow with the blocks without a change.
 */
export class LineSample {
  readonly #points: number;
  readonly #changed: Held[] = [];
  #held: Held[] = [];
  #blocks = 0;
  #every = 1;

  /** @param points most lines that are given, at least 2 */
  constructor(points: number) {
    this.#points = points;
  }

  /** Takes the next block. @param lineNow how the series stands after it, which is computed only where it is kept; undefined before it began */
  take(hasChanged: boolean, lineNow: () => StateChange | undefined): void {
    this.#blocks += 1;
    if (!hasChanged && this.#blocks % this.#every !== 0) return;
    const line = lineNow();
    if (line === undefined) return;
    (hasChanged ? this.#changed : this.#held).push({ at: this.#blocks, line });
    if (this.#held.length < HELD_FOR_ONE * this.#points) return;
    this.#every *= 2;
    this.#held = this.#held.filter(({ at }) => at % this.#every === 0);
  }

  /**
   * The chosen lines in order.
   *
   * @param last how the series stands at the end, which is always given
   */
  lines(last: StateChange | undefined): StateChange[] {
    const isBefore = ({ line }: Held): boolean => line.window.to !== last?.window.to;
    const most = this.#points - 1;
    const changed = evenly(this.#changed.filter(isBefore), most);
    const chosen = [...changed, ...evenly(this.#held.filter(isBefore), most - changed.length)];
    const lines = chosen.sort((one, other) => one.at - other.at).map(({ line }) => line);
    return last === undefined ? lines : [...lines, last];
  }
}

/** So many of a list in its order, at steps that are alike but for rounding; all of fewer. */
function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.floor(((i + 1) * list.length) / most) - 1]!);
}
