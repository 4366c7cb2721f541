import type { Observed } from '../../monitor/index.js';
import type { OpenBlock } from './open-block.js';

/** Most decisions that are held at once: their slots of the sets of subjects stay in the caches of the processor until they are counted. */
const MOST_HELD = 1024;

/** Counts a decision of which is known what it is to the policy, and the fingerprint of its subject. */
type Count = (block: OpenBlock, seen: Observed, subject: number) => void;

/**
 * Decisions that were read and are counted together, in their order. Whether a subject came before is looked up in a set that is far larger than the caches of the processor: with a million subjects,
 * taking a decision costs 1.3 microseconds where it is looked up by itself, and 0.9 together with others.
 */
export class HeldDecisions {
  readonly #count: Count;
  readonly #blocks: OpenBlock[] = [];
  readonly #seen: Observed[] = [];
  readonly #subjects = new Float64Array(MOST_HELD);
  /** What was seen in the sets, which is kept so that the looks are not left out as idle. */
  readonly #looked = new Float64Array(MOST_HELD);

  constructor(count: Count) {
    this.#count = count;
  }

  hold(block: OpenBlock, seen: Observed, subject: number): void {
    this.#subjects[this.#seen.length] = subject;
    this.#blocks.push(block);
    if (this.#seen.push(seen) === MOST_HELD) this.settle();
  }

  /** Counts whatever is held; afterwards nothing is. */
  settle(): void {
    const [blocks, subjects, seen] = [this.#blocks, this.#subjects, this.#seen];
    const n = seen.length;
    for (let i = 0; i < n; i++) this.#looked[i] = blocks[i]!.look(subjects[i]!);
    for (let i = 0; i < n; i++) this.#count(blocks[i]!, seen[i]!, subjects[i]!);
    blocks.length = 0;
    seen.length = 0;
  }
}
