import type { RowCheck } from '../../log/check/index.js';
import type { DecisionLog, LogName } from '../../log/ports/index.js';
import { changed } from '../../log/publish/index.js';
import type { OpenedBatch } from '../../log/seal/index.js';

/** Checks whether the index that leads from a decision to its labels and later attributes has every one of them, and nothing else. */
export class RefsCheck implements RowCheck {
  readonly #decisions: DecisionLog;
  readonly #log: LogName;
  #expected = 0;
  #nextSeq = 0;

  constructor(decisions: DecisionLog, log: LogName) {
    this.#decisions = decisions;
    this.#log = log;
  }

  async see({ batch }: OpenedBatch): Promise<void> {
    this.#nextSeq = batch.seq + 1;
    if (batch.kind !== 'label' && batch.kind !== 'attributes') return;
    this.#expected += batch.n;
    const found = await this.#decisions.countRefs(batch);
    if (found !== batch.n)
      throw changed(`${batch.n - found} references to entries of batch ${batch.log}/${batch.seq} are missing`);
  }

  async finish(): Promise<void> {
    const found = await this.#decisions.countRefsBefore(this.#log, this.#nextSeq);
    if (found !== this.#expected)
      throw changed(
        `log ${this.#log} has ${found} references to labels and attributes, but ${this.#expected} of these`,
      );
  }
}
