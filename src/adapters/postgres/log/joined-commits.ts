import type { Commit } from '../../../domain/log/ports/index.js';

interface Waiting {
  readonly commit: Commit;
  readonly done: () => void;
  readonly fail: (cause: unknown) => void;
}

/**
 * Joins commits of events of both logs that come in the same turn of the event loop, as an act leaves entries in both: one statement is one wait for the disk
 * instead of two. A log has one commit under way at a time, so that nothing overtakes another of the same log. Records have no companion in the other log and are written at once: under load a turn
 * of the event loop reads many requests first, while the database would wait for its next commit.
 */
export class JoinedCommits {
  readonly #write: (commit: Commit) => Promise<void>;
  readonly #mostBatches: number;
  #waiting: Waiting[] = [];
  #sending: Promise<void> | null = null;

  /**
   * Makes what joins commits.
   *
   * @param write writes all of a commit or nothing
   */
  constructor(mostBatches: number, write: (commit: Commit) => Promise<void>) {
    this.#mostBatches = mostBatches;
    this.#write = write;
  }

  /** Resolves when the commit is written. A failure is that of all commits that were joined: none of them stands, or it is unknown. */
  add(commit: Commit): Promise<void> {
    if (!isOfEvents(commit)) return this.#write(commit);
    return new Promise((done, fail) => {
      this.#waiting.push({ commit, done, fail });
      this.#sending ??= this.#send();
    });
  }

  async #send(): Promise<void> {
    await new Promise<void>((done) => void setImmediate(done));
    while (this.#waiting.length > 0) {
      const some = this.#take();
      try {
        await this.#write(joined(some.map(({ commit }) => commit)));
        for (const { done } of some) done();
      } catch (cause) {
        for (const { fail } of some) fail(cause);
      }
    }
    this.#sending = null;
  }

  /** Takes as many as one statement holds, and at least one. */
  #take(): Waiting[] {
    let batches = 0;
    let n = 0;
    while (n < this.#waiting.length) {
      batches += this.#waiting[n]!.commit.batches.length;
      if (n > 0 && batches > this.#mostBatches) break;
      n++;
    }
    return this.#waiting.splice(0, n);
  }
}

const isOfEvents = ({ batches }: Commit): boolean =>
  batches.length > 0 && batches.every(({ kind }) => kind === 'event');

const joined = (commits: readonly Commit[]): Commit =>
  commits.length === 1
    ? commits[0]!
    : {
        batches: commits.flatMap(({ batches }) => batches),
        answers: commits.flatMap(({ answers }) => answers),
        integrityEvents: commits.flatMap(({ integrityEvents }) => integrityEvents),
      };
