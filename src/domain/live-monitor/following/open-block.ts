import {
  addAttempt,
  addDecision,
  addList,
  addUncounted,
  type Candidate,
  isUnreadable,
  NOT_WHOLE,
  type Observation,
  type Observed,
  OpenLists,
  type Pane,
  type Uncounted,
  withSameInputs,
} from '../../monitor/index.js';
import type { WatchedPolicy } from '../watches/index.js';
import type { LiveDecision } from './live-decision.js';
import { fingerprintOf, SubjectSet } from './subject-set.js';

const encoder = new TextEncoder();

/** As what a decision was counted, and how many before it that were told as of a list that is not whole count with it. */
export interface Fate {
  readonly what: 'counted' | Uncounted;
  readonly nowCounted: number;
}
const COUNTED: Fate = { what: 'counted', nowCounted: 0 };

/** What a candidate makes of her list: all its candidates where she is the last; null before. */
interface Listed {
  readonly candidates: readonly Candidate[] | null;
}

/** A block that still takes decisions: what was counted of it, and of whom. */
export class OpenBlock {
  readonly startMs: number;
  readonly pane: Pane;
  firstSeq: number;
  lastSeq: number;
  /** Whether something was counted since the block was stored. */
  isChanged = false;
  readonly #seed: number;
  readonly #subjects = new SubjectSet();
  /** Those of whom a decision came that cannot be read, before any that can. */
  readonly #unread = new SubjectSet();
  /** Inputs of those that count, where the policy asks whether they come again. */
  readonly #inputs = new SubjectSet();
  /** Candidates whose lists are not whole; null where decisions are no lists. */
  #lists: OpenLists | null = null;

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
    this.#seed = seed;
  }

  /** Counts what a decision of batch `seq` is to the policy, and says as what. @param subject as `subjectOf` gives it */
  count(policy: WatchedPolicy, observed: Observed, subject: number, seq: number): Fate {
    const seen = this.#meet(policy, observed, subject);
    this.lastSeq = seq;
    this.isChanged = true;
    if ('uncounted' in seen) {
      addUncounted(this.pane, seen.uncounted);
      // Each attempt counts, as in a replay, also of somebody who tried before.
      if ('uncounted' in observed && observed.attempt !== undefined) addAttempt(this.pane, observed.attempt);
      return { what: seen.uncounted, nowCounted: 0 };
    }
    if ('candidates' in seen) return this.#countList(policy, seen.candidates);
    addDecision(this.pane, seen.observation);
    return COUNTED;
  }

  /** Counts a list with its last candidate; until then those who came are uncounted, as they are for good where others never come. */
  #countList({ plan }: WatchedPolicy, candidates: readonly Candidate[] | null): Fate {
    addUncounted(this.pane, NOT_WHOLE);
    if (candidates === null) return { what: NOT_WHOLE, nowCounted: 0 };
    addUncounted(this.pane, NOT_WHOLE, -candidates.length);
    if (this.pane.uncounted.get(NOT_WHOLE) === 0) this.pane.uncounted.delete(NOT_WHOLE);
    addList(this.pane, plan.lists ?? [], candidates);
    return { what: 'counted', nowCounted: candidates.length - 1 };
  }

  /** What becomes of a decision; the first of each subject is remembered. After a restart the log is met again, and nothing counted. */
  meet(policy: WatchedPolicy, decision: LiveDecision): Observed | Listed {
    const seen = policy.observe(decision);
    return this.#meet(policy, seen, this.subjectOf(policy, seen, decision));
  }

  /** The fingerprint, in this block, of whom a decision counts for; 0 where it is not asked for. */
  subjectOf(policy: WatchedPolicy, seen: Observed, decision: LiveDecision): number {
    if ('uncounted' in seen && !isUnreadable(seen.uncounted)) return 0;
    return fingerprintOf(policy.clusterOf(decision), this.#seed);
  }

  /** Looks up a subject whose decision is about to be counted (`SubjectSet.look`). */
  look(subject: number): number {
    return this.#subjects.look(subject);
  }

  /**
   * What becomes of what a decision is to the policy. One that cannot be
   * read is watched too, so it counts once as well, and not after one that could; one that can be read still counts after it.
   */
  #meet(policy: WatchedPolicy, seen: Observed, subject: number): Observed | Listed {
    const isRead = !('uncounted' in seen);
    if (!isRead && !isUnreadable(seen.uncounted)) return seen;
    if (!isRead && this.#subjects.has(subject)) return REPEATED;
    const met = isRead ? this.#subjects : this.#unread;
    if (met.isFull) return BEYOND;
    if (!met.add(subject)) return REPEATED;
    if (isRead && seen.observation.listed !== undefined) return this.#withCandidate(policy, seen.observation);
    return isRead && seen.inputs !== undefined ? this.#withInputs(policy, seen.observation, seen.inputs) : seen;
  }

  #withCandidate({ plan }: WatchedPolicy, { values, listed }: Observation): Listed {
    this.#lists ??= new OpenLists(plan.holes ?? 'refuse');
    const { list, size, position } = listed!;
    return { candidates: this.#lists.take(list, size, { values, position }) };
  }

  #withInputs({ plan }: WatchedPolicy, observation: Observation, inputs: string): Observed {
    const bytes = encoder.encode(inputs);
    const name = { bytes, start: 0, end: bytes.length };
    const isFirst = this.#inputs.add(fingerprintOf({ name, isPerson: false }, this.#seed));
    return { observation: withSameInputs(plan, observation, !isFirst) };
  }
}

const BEYOND: Observed = { uncounted: 'beyond' };
const REPEATED: Observed = { uncounted: 'repeated' };
