import {
  addDecision,
  addUncounted,
  isUnreadable,
  type Observation,
  type Observed,
  type Pane,
  type Uncounted,
  withSameInputs,
} from '../../monitor/index.js';
import type { WatchedPolicy } from '../watches/index.js';
import type { LiveDecision } from './live-decision.js';
import { SubjectSet } from './subject-set.js';

const encoder = new TextEncoder();

/** A block that still takes decisions: what was counted of it, and of whom. */
export class OpenBlock {
  readonly startMs: number;
  readonly pane: Pane;
  firstSeq: number;
  lastSeq: number;
  /** Whether something was counted since the block was stored. */
  isChanged = false;
  readonly #subjects: SubjectSet;
  /** Those of whom a decision came that cannot be read, before any that can. */
  readonly #unread: SubjectSet;
  /** Inputs of those that count, where the policy asks whether they come again. */
  readonly #inputs: SubjectSet;

  constructor(
    startMs: number,
    pane: Pane,
    seqs: { readonly firstSeq: number; readonly lastSeq: number },
    seed: number,
  ) {
    this.startMs = startMs;
    this.pane = pane;
    this.firstSeq = seqs.firstSeq;
    this.lastSeq = seqs.lastSeq;
    this.#subjects = new SubjectSet(seed);
    this.#unread = new SubjectSet(seed);
    this.#inputs = new SubjectSet(seed);
  }

  /** Counts a decision of batch `seq`, and says as what. */
  count(policy: WatchedPolicy, decision: LiveDecision, seq: number): 'counted' | Uncounted {
    const seen = this.meet(policy, decision);
    this.lastSeq = seq;
    this.isChanged = true;
    if ('uncounted' in seen) {
      addUncounted(this.pane, seen.uncounted);
      return seen.uncounted;
    }
    addDecision(this.pane, seen.observation);
    return 'counted';
  }

  /**
   * What becomes of a decision; the first of each subject is remembered. After a restart the log is met again, and nothing counted. One that cannot be
   * read is watched too, so it counts once as well, and not after one that could; one that can be read still counts after it.
   */
  meet(policy: WatchedPolicy, decision: LiveDecision): Observed {
    const seen = policy.observe(decision);
    const isRead = !('uncounted' in seen);
    if (!isRead && !isUnreadable(seen.uncounted)) return seen;
    const cluster = policy.clusterOf(decision);
    if (!isRead && this.#subjects.has(cluster)) return REPEATED;
    const met = isRead ? this.#subjects : this.#unread;
    if (met.isFull) return BEYOND;
    if (!met.add(cluster)) return REPEATED;
    return isRead && seen.inputs !== undefined ? this.#withInputs(policy, seen.observation, seen.inputs) : seen;
  }

  #withInputs({ plan }: WatchedPolicy, observation: Observation, inputs: string): Observed {
    const bytes = encoder.encode(inputs);
    const isFirst = this.#inputs.add({ name: { bytes, start: 0, end: bytes.length }, isPerson: false });
    return { observation: withSameInputs(plan, observation, !isFirst) };
  }
}

const BEYOND: Observed = { uncounted: 'beyond' };
const REPEATED: Observed = { uncounted: 'repeated' };
