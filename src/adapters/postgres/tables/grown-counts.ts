import { storeError } from '../engine/index.js';
import type { StoreContext } from './store-room.js';

/** Counts that only grow, by what is counted. */
type Counts = Readonly<Record<string, number>>;

export type GrownCountsDeps = Pick<StoreContext, 'pinnedNumbers' | 'isTransaction'>;

/** Counts of what was read. */
export interface Counted {
  readonly counts: Counts;
  /** Whether everything was counted, so that what is in no count is gone. */
  readonly isWhole: boolean;
}

/**
 * How many rows there were of everything that rows of a table are about, as it is noted beside the keys when they are read. A keyed hash tells a row
 * that is another's; an empty table, and rows of ours from an earlier day, have nothing false in them, and are told by being fewer than there were.
 * Each thing has a count of its own: in a sum, what one lost would be made up for by what another gained at the same time.
 */
export class GrownCounts {
  readonly #table: string;
  readonly #deps: GrownCountsDeps;
  /** Noted, or seen since; null before the first reading. */
  #least: Counts | null = null;
  /** Whether something was seen that could not be noted yet. */
  #isUnnoted = false;

  constructor(table: string, deps: GrownCountsDeps) {
    this.#table = table;
    this.#deps = deps;
  }

  /**
   * Reads rows, and notes how many there are.
   *
   * @param countedOf how many there are, by what is counted: `rules of credit/prod`
   * @throws TribuneError STORE_INVALID where there are fewer than there were; STORE_UNAVAILABLE where it cannot be noted
   */
  async held<Rows>(read: () => Promise<Rows>, countedOf: (rows: Rows) => Counted): Promise<Rows> {
    const { pinnedNumbers, isTransaction } = this.#deps;
    // What was noted before the reading began is in what is read; what is noted meanwhile may not be.
    const least = this.#least ?? (await pinnedNumbers.read(this.#table));
    const rows = await read();
    const { counts, isWhole } = countedOf(rows);
    const fewer = Object.keys(isWhole ? least : counts).find((name) => (counts[name] ?? 0) < (least[name] ?? 0));
    if (fewer !== undefined)
      throw storeError(
        'STORE_INVALID',
        `the database holds ${counts[fewer] ?? 0} ${fewer}, and held ${least[fewer]}`,
        `Somebody took rows away, or put back those of an earlier day. The log holds an entry of every act; restore the newest backup of the database. If it was you who went back to an older state, and tribune ledger accept-rollback finds nothing that was lost, move ${pinnedNumbers.path} aside while the service is stopped: what is there then counts as all there was.`,
      );
    // What a transaction reads may never come about.
    if (isTransaction === true) return rows;
    const noted = this.#least ?? least;
    const grown = Object.entries(counts).filter(([name, count]) => count > (noted[name] ?? 0));
    this.#least = { ...noted, ...Object.fromEntries(grown) };
    if (grown.length === 0 && !this.#isUnnoted) return rows;
    // A note that failed is made with the next reading.
    this.#isUnnoted = true;
    await pinnedNumbers.write(this.#table, this.#least);
    this.#isUnnoted = false;
    return rows;
  }
}
