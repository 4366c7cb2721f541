import { storeError } from '../engine/index.js';
import type { StoreContext } from './store-room.js';

/** Counts that only grow, by name. */
type Counts = Readonly<Record<string, number>>;

export type GrownCountsDeps = Pick<StoreContext, 'pinnedNumbers' | 'isTransaction'>;

/**
 * How many rows of a table there were, and how many of them had ended, as it is noted beside the keys. A keyed hash tells a row that is another's; an
 * empty table, and rows of ours from an earlier day, have nothing false in them, and are told by being fewer than there were.
 */
export class GrownCounts {
  readonly #table: string;
  readonly #deps: GrownCountsDeps;
  /** Noted, or seen since; null before the first reading. */
  #least: Counts | null = null;

  constructor(table: string, deps: GrownCountsDeps) {
    this.#table = table;
    this.#deps = deps;
  }

  /**
   * Reads rows, and notes how many there are.
   *
   * @throws TribuneError STORE_INVALID where there are fewer than there were; `what` names them, `mending` says what to do
   */
  async held<Rows>(
    read: () => Promise<Rows>,
    countsOf: (rows: Rows) => Counts,
    { what, mending }: { readonly what: string; readonly mending: string },
  ): Promise<Rows> {
    const { pinnedNumbers, isTransaction } = this.#deps;
    // What was noted before the reading began is in what is read; what is noted meanwhile may not be.
    const least = this.#least ?? (await pinnedNumbers.read(this.#table));
    const rows = await read();
    const counts = countsOf(rows);
    const fewer = Object.keys(counts).find((name) => counts[name]! < (least[name] ?? 0));
    if (fewer !== undefined)
      throw storeError(
        'STORE_INVALID',
        `the database holds ${counts[fewer]} ${what} (${fewer}), and held ${least[fewer]}`,
        `Somebody took rows away, or put back those of an earlier day. ${mending}`,
      );
    // What a transaction reads may never come about.
    if (isTransaction === true) return rows;
    const noted = this.#least ?? least;
    const grown = Object.entries(counts).filter(([name, count]) => count > (noted[name] ?? 0));
    this.#least = { ...noted, ...Object.fromEntries(grown) };
    if (grown.length > 0) await pinnedNumbers.write(this.#table, this.#least);
    return rows;
  }
}
