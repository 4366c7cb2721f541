import { utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import { sha256 } from '../../../core/base/sha256.js';
import type { Acts } from '../../acts/index.js';
import type { DecisionMaterial, DecisionReading, Reader } from '../../decisions/api/index.js';
import type { ModelStore } from '../../model-store/ports.js';
import type { Deployment } from '../../registry/index.js';
import type { RuleInForce, RuleView } from '../../rule-door/index.js';
import { decisionReplayed, sampleReplayed } from '../events/index.js';
import {
  compareReplay,
  type Difference,
  fieldsOf,
  inForceOf,
  isDamage,
  isUnasked,
  type Played,
  playedOf,
  type Rescored,
  replayDecision,
  ruleOf,
  type Unscored,
} from '../index.js';
import type { ManyScorer } from '../ports.js';

/** Decisions of a sample that are run by one call, which stays well below the time that a client waits. */
const PART = 2000;
/** Decisions that came out otherwise and are named with an entry each. */
const MOST_NAMED = 100;
/** Decisions that a model is asked about at once; others wait for the thread behind them. */
const AT_ONCE = 200;

export interface ReplayManyDeps {
  readonly reading: Pick<DecisionReading, 'drawn' | 'materials'>;
  readonly deployment: (id: string) => Promise<Deployment | undefined>;
  /** The rules by which deployments decided. */
  readonly rules: () => RuleView | Promise<RuleView>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly score: ManyScorer;
  readonly acts: Acts<object>;
}

/** Which decisions are run again: a sample of those received from one moment on and before another. */
export interface SampleWanted {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sample: number;
  /** Number among those drawn of the first one that is run by this call. */
  readonly first: number;
  /** Greatest difference of scores that counts as none; 0 means to the bit. */
  readonly tolerance: number;
  /** The output of models with several whose score was recorded; null for the only one. */
  readonly output: number | null;
}

/** A decision that came out otherwise. */
export interface OtherReplay {
  readonly id: string;
  readonly version: string;
  readonly differs: readonly Difference['of'][];
}

/** What came of a part of a sample. */
export interface ReplayedPart {
  /** Decisions of the span, and of the sample. */
  readonly of: number;
  readonly drawn: number;
  /** Number of the first one of the next part; null after the last. */
  readonly next: number | null;
  readonly same: number;
  readonly other: number;
  /** Erased since. */
  readonly gone: number;
  /** Those that cannot be run, by the reason. */
  readonly notRun: Readonly<Record<string, number>>;
  /** Bytes or records that are not what was stored. */
  readonly damaged: number;
  /** Those that came out otherwise, the first hundred of the part. */
  readonly others: readonly OtherReplay[];
}

/** What came of one decision. */
type Outcome =
  | { readonly kind: 'same' | 'gone' | 'damaged' }
  | { readonly kind: 'not run'; readonly reason: string }
  | { readonly kind: 'other'; readonly other: OtherReplay };

interface Waiting {
  readonly id: string;
  readonly played: Played;
  readonly deployment: Deployment | undefined;
  /** The rule by which it was decided, with what that read; absent where the deployment decided by its cutoff. */
  readonly ruled: { readonly rule: RuleInForce; readonly attributes: unknown } | undefined;
}

/** Runs many recorded decisions again: nobody sees a payload, so that one entry tells of a whole part; each version is read once. */
export class ReplayMany {
  readonly #deps: ReplayManyDeps;

  constructor(deps: ReplayManyDeps) {
    this.#deps = deps;
  }

  /** Runs the next part of a sample and enters what came of it. Throws STORE_UNAVAILABLE, SERVICE_BUSY. */
  async part(wanted: SampleWanted, { actor, purpose }: Reader): Promise<ReplayedPart> {
    const { reading, acts } = this.#deps;
    const { fromMs, toMs, sample: count, first, tolerance } = wanted;
    const { of, ids } = await reading.drawn({ fromMs, toMs, count, part: { from: first, size: PART } });
    const drawn = Math.min(count, of);
    const outcomes = await this.#outcomesOf(ids, wanted);
    const told = toldOf(outcomes);
    const { notRun, others, ...counts } = told;
    await acts.run(replayDecision, async (tx) => {
      const span = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), of, drawn, first };
      const cannot = Object.values(notRun).reduce((sum, n) => sum + n, 0);
      const digest = digestText(sha256(utf8(ids.map((id) => `${id} ${outcomes.get(id)!.kind}\n`).join(''))));
      tx.enter(sampleReplayed({ actor, purpose, ...span, ...counts, notRun: cannot, tolerance, digest }));
      for (const { id, version, differs } of others)
        tx.enter(decisionReplayed({ actor, purpose, of: id, version, equal: false, tolerance, differs }));
    });
    return { of, drawn, next: first + ids.length < drawn ? first + ids.length : null, ...told };
  }

  async #outcomesOf(ids: readonly string[], wanted: SampleWanted): Promise<ReadonlyMap<string, Outcome>> {
    // What is drawn and in the log no more was erased as a whole batch.
    const outcomes = new Map<string, Outcome>(ids.map((id) => [id, { kind: 'gone' }]));
    const waiting = new Map<string, Waiting[]>();
    const rules = await this.#deps.rules();
    for await (const batch of this.#deps.reading.materials(ids, { attributes: !rules.isEmpty })) {
      for (const { id, open } of batch) {
        const one = await this.#waitingOf(id, open, rules);
        if ('kind' in one) outcomes.set(id, one);
        else waiting.set(one.played.version, [...(waiting.get(one.played.version) ?? []), one]);
      }
    }
    for (const [version, all] of waiting)
      for (const [id, outcome] of await this.#played(version, all, wanted)) outcomes.set(id, outcome);
    return outcomes;
  }

  async #waitingOf(id: string, open: () => Promise<DecisionMaterial>, rules: RuleView): Promise<Waiting | Outcome> {
    try {
      const { view, key } = await open();
      if (key === null || view.erased) return { kind: 'gone' };
      const deployment = await this.#deps.deployment(String(fieldsOf(view).deployment));
      const played = playedOf(view, deployment);
      const rule = ruleOf(played, rules);
      const ruled = rule === undefined ? undefined : { rule, attributes: view.ownAttributes };
      return { id, played, deployment, ruled };
    } catch (cause) {
      return outcomeOf(cause);
    }
  }

  /** Runs the decisions of one version, whose bytes are hashed once before. */
  async #played(digest: string, all: readonly Waiting[], { tolerance, output }: SampleWanted) {
    const { models, score } = this.#deps;
    const outcomes: [string, Outcome][] = [];
    try {
      const bytes = await models.get(digest);
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const part = all.slice(at, at + AT_ONCE);
        const decisions = part.map(({ id, played }) => ({
          name: `the inputs of decision ${id}`,
          inputs: printExact(played.inputs),
        }));
        const scored = await score({ digest, bytes, output, decisions });
        outcomes.push(...part.map((one, i): [string, Outcome] => [one.id, compared(one, scored[i]!, tolerance)]));
      }
    } catch (cause) {
      const outcome = outcomeOf(cause);
      outcomes.push(...all.slice(outcomes.length).map(({ id }): [string, Outcome] => [id, outcome]));
    }
    return outcomes;
  }
}

function compared({ id, played, deployment, ruled }: Waiting, scored: Rescored | Unscored, tolerance: number): Outcome {
  if ('code' in scored) return { kind: 'not run', reason: 'replay.not-playable' };
  const { equal, replayed, differences } = compareReplay(
    played,
    inForceOf(played, deployment, ruled),
    scored,
    tolerance,
  );
  if (!Number.isFinite(replayed.score)) return { kind: 'not run', reason: 'replay.not-playable' };
  if (equal === null) return { kind: 'not run', reason: 'replay.nothing-to-compare' };
  if (equal) return { kind: 'same' };
  const differs = [...new Set(differences.map(({ of }) => of))];
  return { kind: 'other', other: { id, version: played.version, differs } };
}

/** What an error says of a decision, or of all of a version. Throws what says nothing of them. */
function outcomeOf(cause: unknown): Outcome {
  if (!(cause instanceof TribuneError)) throw cause;
  if (isDamage(cause)) return { kind: 'damaged' };
  if (cause.code === 'INVALID' || cause.code === 'NOT_FOUND')
    return { kind: 'not run', reason: cause.reason ?? cause.code };
  if (isUnasked(cause)) return { kind: 'not run', reason: cause.code };
  if (ABOUT_FILES.includes(cause.code)) return { kind: 'not run', reason: 'replay.not-playable' };
  throw cause;
}

const ABOUT_FILES = ['MODEL_INVALID', 'MODEL_UNSUPPORTED', 'DATA_TOO_LARGE'];

function toldOf(outcomes: ReadonlyMap<string, Outcome>): Omit<ReplayedPart, 'of' | 'drawn' | 'next'> {
  const counts = { same: 0, other: 0, gone: 0, damaged: 0 };
  const notRun: Record<string, number> = {};
  const others: OtherReplay[] = [];
  for (const outcome of outcomes.values()) {
    if (outcome.kind === 'not run') notRun[outcome.reason] = (notRun[outcome.reason] ?? 0) + 1;
    else counts[outcome.kind] += 1;
    if (outcome.kind === 'other' && others.length < MOST_NAMED) others.push(outcome.other);
  }
  return { ...counts, notRun, others };
}
