import { TribuneError } from '../../core/base/errors.js';
import { printExact } from '../../core/base/exact-json.js';
import { readTime } from '../../core/base/time.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { DecisionReading, DecisionView, Reader } from '../decisions/api/index.js';
import type { ModelStore } from '../model-store/ports.js';
import { activeAt, type Deployment } from '../registry/index.js';
import { type Comparison, compareReplay, type RecordedDecision } from './compare.js';
import { noInputs, nothingToCompare, notPlayable, noVersion } from './errors.js';
import { decisionReplayed, replayEvents } from './events/index.js';
import type { Scorer } from './ports.js';

const replayDecision = defineAct('decision.replay', { enters: replayEvents });

/** The acts that run decisions again. */
export const replayActs = [replayDecision] as const;

export interface ReplayDeps {
  readonly reading: Pick<DecisionReading, 'decision'>;
  readonly deployment: (id: string) => Promise<Deployment | undefined>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly score: Scorer;
  readonly acts: Acts<object>;
}

export interface ReplayRequest {
  readonly id: string;
  /** Greatest difference of scores that counts as none; 0 means to the bit. */
  readonly tolerance: number;
  /** The output of a model with several whose score was recorded; null for the only one. */
  readonly output: number | null;
}

/** A decision that was run again by the bytes of its version. */
export interface Replay extends Comparison {
  readonly id: string;
  readonly equal: boolean;
  readonly version: string;
  readonly tolerance: number;
  readonly recorded: { readonly score: number | null; readonly outcome: unknown };
}

/** What a replay reads of a decision. */
interface Played extends RecordedDecision {
  readonly deployment: string;
  readonly decidedAtMs: number;
  readonly inputs: object;
  readonly written: unknown;
}

/** Runs recorded decisions again: the inputs that were sealed, by the bytes that the registry names, held against what was recorded. */
export class Replays {
  readonly #deps: ReplayDeps;

  constructor(deps: ReplayDeps) {
    this.#deps = deps;
  }

  /**
   * Runs a decision again, and leaves an entry about what came of it. The read of its payload is logged as every other.
   *
   * @returns null for an id that no decision has
   * @throws TribuneError `decision.erased` by its caller for null records; INVALID where it cannot be run, NOT_FOUND where the bytes of its
   * version are not held, STORE_INVALID where they were changed
   */
  async replay({ id, tolerance, output }: ReplayRequest, reader: Reader): Promise<Replay | 'unknown' | 'erased'> {
    const { reading, deployment: find, models, score, acts } = this.#deps;
    const view = await reading.decision(id, { payload: true, attributes: false }, reader);
    if (view === null) return 'unknown';
    if (view.erased) return 'erased';
    const deployment = await find(String(fieldsOf(view).deployment));
    const decision = playedOf(view, deployment);
    const bytes = await models.get(decision.version);
    const name = `the inputs of decision ${view.id}`;
    const request = { digest: decision.version, bytes, name, inputs: printExact(decision.inputs), output };
    const rescored = await score(request).catch(refused);
    const { equal, ...compared } = compareReplay(decision, inForceOf(decision, deployment), rescored, tolerance);
    if (!Number.isFinite(compared.replayed.score)) throw withoutNumber(view.id, compared.replayed.score);
    if (equal === null) throw withNothing(view.id);
    await acts.run(replayDecision, async (tx) => {
      const differs = [...new Set(compared.differences.map(({ of }) => of))];
      const { actor, purpose } = reader;
      tx.enter(decisionReplayed({ actor, purpose, of: view.id, version: decision.version, equal, tolerance, differs }));
    });
    const recorded = { score: decision.score, outcome: decision.written };
    return { id: view.id, equal, version: decision.version, tolerance, recorded, ...compared };
  }
}

const fieldsOf = ({ record }: DecisionView): Readonly<Record<string, unknown>> =>
  record as Readonly<Record<string, unknown>>;

function playedOf(view: DecisionView, deployment: Deployment | undefined): Played {
  const { decidedAt, inputs, score, outcome, cutoff, route, ...record } = fieldsOf(view);
  const decidedAtMs = readTime(String(decidedAt)) ?? Number.NaN;
  if (typeof inputs !== 'object' || inputs === null) {
    throw noInputs(`decision ${view.id} was recorded without its inputs`, {
      remedy: 'Send "inputs" with each decision: what the model read, by name.',
    });
  }
  const active = deployment && activeAt(deployment, decidedAtMs);
  const version = typeof record.version === 'string' ? record.version : active?.version;
  if (version === undefined) {
    throw noVersion(`decision ${view.id} names no version, and its deployment had none then`, {
      remedy: 'Register the version with the time from which it was active: tribune admin apply.',
    });
  }
  return {
    deployment: String(record.deployment),
    decidedAtMs,
    inputs,
    version,
    written: outcome ?? null,
    score: numberOf(score),
    cutoff: numberOf(cutoff),
    outcome: outcome === 0 || outcome === 1 ? outcome : null,
    type: deployment?.outcome?.type ?? 'binary',
    route: String(route),
  };
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;

function inForceOf({ decidedAtMs }: Played, deployment: Deployment | undefined) {
  const active = deployment && activeAt(deployment, decidedAtMs);
  return { version: active?.version ?? null, cutoff: active?.cutoff ?? null };
}

/** What is wrong with bytes or inputs of a decision that was taken is no wrong request: the caller cannot mend it by asking otherwise. */
function refused(cause: unknown): never {
  const isAboutThem =
    cause instanceof TribuneError &&
    ['MODEL_INVALID', 'MODEL_UNSUPPORTED', 'DATA_COLUMN_MISSING', 'DATA_VALUE_INVALID', 'INVALID_ARGUMENT'].includes(
      cause.code,
    );
  if (!isAboutThem) throw cause;
  throw notPlayable(cause.message, { ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }), cause });
}

const withoutNumber = (id: string, score: number): TribuneError =>
  notPlayable(`the model gives ${score} for the inputs of decision ${id}`, {
    remedy: 'A score is a finite number: look at the inputs, which may be far beyond what the model learned from.',
  });

const withNothing = (id: string): TribuneError =>
  nothingToCompare(`decision ${id} records neither a score nor an outcome that a cutoff makes`, {
    remedy: 'Send "score" with each decision, or register the cutoff of the deployment.',
  });
