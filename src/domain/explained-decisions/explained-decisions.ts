import { utf8 } from '../../core/base/bytes.js';
import { canonicalJson } from '../../core/base/canonical-json.js';
import type { Clock } from '../../core/base/clock.js';
import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { printExact } from '../../core/base/exact-json.js';
import { sha256 } from '../../core/base/sha256.js';
import { type Acts, defineAct } from '../acts/index.js';
import { wasErased } from '../artifacts/index.js';
import type { DecisionReading, Reader } from '../decisions/api/index.js';
import type { ModelStore } from '../model-store/ports.js';
import type { RegistryView } from '../registry/index.js';
import { compareReplay } from '../replays/index.js';
import { explanationEvents, explanationGiven, explanationIssued, explanationsRefused } from './events/index.js';
import { MakingQueue } from './making-queue.js';
import type {
  BasisFiles,
  DecisionExplainer,
  ExplainAnswer,
  ExplainRequest,
  ExplanationStore,
  ForgetBasis,
  Giving,
  MadeExplanation,
  SealedExplanation,
} from './ports/index.js';
import { budgetSpent, type Decided, decidedOf, notExplainable, SAME_SCORE } from './recorded/index.js';
import { openExplanation, type SealingCrypto, sealExplanation } from './sealed-form.js';
import { type View, viewOf } from './views/index.js';

const issueExplanation = defineAct('explanation.issue', { enters: explanationEvents });
const giveExplanation = defineAct('explanation.give', { enters: explanationEvents });

/** The acts that make explanations and give them. */
export const explanationActs = [issueExplanation, giveExplanation] as const;

/** Method and form of explanations; another one begins new ones beside those that are kept. */
const FORM = 'tribune.explanation/v1';
const DAY_MS = 86_400_000;

export interface ExplainedDecisionsDeps {
  readonly reading: Pick<DecisionReading, 'material'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly explain: DecisionExplainer;
  readonly forget: ForgetBasis;
  /** When the bytes under a digest were erased; null while they are held, or never were. */
  readonly erasedAt: (digest: string) => Promise<number | null>;
  readonly store: ExplanationStore;
  readonly acts: Acts<{ readonly explanations: ExplanationStore }>;
  readonly crypto: SealingCrypto;
  readonly nowMs: () => number;
  readonly after: Clock['after'];
  /** Decisions of which one caller is given explanations on one day. */
  readonly budget: number;
  /** Longest time for which a caller waits for an explanation that is being made, ms. */
  readonly waitMs: number;
}

export interface AskedFor {
  readonly id: string;
  readonly view: View;
}

/** An explanation that is kept, and the decision that it is of. */
interface Kept {
  readonly decided: Decided;
  readonly sealed: SealedExplanation;
  readonly made: MadeExplanation;
  readonly digest: string;
}

/**
 * Explains recorded decisions by the files that are registered with the version that decided. An explanation is made once, beside the serving
 * path, and kept under a key that the erasure of its decision destroys.
 */
export class ExplainedDecisions {
  readonly #deps: ExplainedDecisionsDeps;
  readonly #queue: MakingQueue;

  constructor(deps: ExplainedDecisionsDeps) {
    this.#deps = deps;
    this.#queue = new MakingQueue(deps);
  }

  /** Number of explanations that are being made. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Gives the explanation of a decision as one view shows it; `pending` while it is being made.
   *
   * @throws TribuneError INVALID where it cannot be explained, NOT_FOUND for files that are not held, STORE_INVALID for changed ones,
   * RATE_LIMITED where the budget of the caller is spent, SERVICE_BUSY
   */
  async explanation({ id, view }: AskedFor, reader: Reader): Promise<object | 'unknown' | 'erased' | 'pending'> {
    const { reading, registry, store } = this.#deps;
    const material = await reading.material(id);
    if (material === null) return 'unknown';
    const { key } = material;
    if (key === null) return 'erased';
    const decided = decidedOf(material.view, await registry());
    const giving = this.#givingOf(decided, reader);
    // Whoever has spent the budget has nothing made either.
    if (!(await store.isWithin(giving))) throw await this.#refusal(giving);
    const sealed = await this.#kept(decided, key, reader.actor);
    if (sealed === 'pending') return sealed;
    const opened = openExplanation(this.#deps.crypto, key, sealed);
    if (!(await this.#give({ giving, view, digest: opened.digest }, reader))) throw await this.#refusal(giving);
    return this.#shown({ decided, sealed, ...opened }, view);
  }

  async #kept(decided: Decided, key: Uint8Array, by: string): Promise<SealedExplanation | 'pending'> {
    const basis = basisOf(decided);
    const kept = await this.#deps.store.explanation(decided.id, basis);
    if (kept !== null) return kept;
    return this.#queue.get(`${decided.id} ${basis}`, () => this.#make({ decided, key, basis, by }));
  }

  async #make({
    decided,
    key,
    basis,
    by,
  }: {
    readonly decided: Decided;
    readonly key: Uint8Array;
    readonly basis: string;
    readonly by: string;
  }): Promise<SealedExplanation> {
    const { crypto, store, acts, nowMs } = this.#deps;
    const { facts, made } = await this.#explain(decided, basis).catch(refused);
    const label = { decision: decided.id, basis };
    const { bytes, digest } = sealExplanation(crypto, key, label, made);
    const sealed = { ...label, madeAtMs: nowMs(), bytes };
    if ((await store.basis(basis)) === null) await store.insertBasis(basis, facts);
    await acts.run(issueExplanation, async (tx) => {
      if (!(await tx.explanations.insertExplanation(sealed))) return;
      const { id: of, version } = decided;
      tx.enter(explanationIssued({ of, version, basis, digest, by }));
    });
    // Where another request was first, its explanation stands.
    return (await store.explanation(decided.id, basis)) ?? sealed;
  }

  async #explain(decided: Decided, basis: string): Promise<ExplainAnswer & { kind: 'made' }> {
    const { explain, forget, erasedAt } = this.#deps;
    const { background } = decided.explain;
    const atMs = await erasedAt(background);
    if (atMs !== null) {
      await forget({ forget: basis });
      throw wasErased(background, atMs);
    }
    const { version, type, cutoff, favourable, score } = decided;
    const accept = favourable === 1 ? 'above' : 'below';
    const request: ExplainRequest = {
      basis,
      version,
      explain: decided.explain,
      files: null,
      name: `the inputs of decision ${decided.id}`,
      inputs: printExact(decided.inputs),
      decided: type === 'binary' && cutoff !== null ? { cutoff, accept, score } : null,
    };
    const first = await explain(request);
    if (first.kind === 'made') return first;
    const second = await explain({ ...request, files: await this.#files(decided) });
    if (second.kind === 'made') return second;
    throw new TribuneError('INTERNAL', 'a version was given with its files and not opened', { remedy: 'Report this.' });
  }

  /** The files of the version; each is hashed when it is read. */
  async #files({ version, explain: { background, reasons, constraints } }: Decided): Promise<BasisFiles> {
    const { models } = this.#deps;
    const maybe = (digest: string | undefined) => (digest === undefined ? null : models.get(digest));
    return {
      model: await models.get(version),
      background: await models.get(background),
      reasons: await maybe(reasons),
      constraints: await maybe(constraints),
    };
  }

  #givingOf({ id }: Decided, { actor }: Reader): Giving {
    const { nowMs, budget } = this.#deps;
    return { actor, day: Math.floor(nowMs() / DAY_MS), decision: id, budget };
  }

  /** Counts the decision against the budget of the caller and enters who is given what; false, and nothing, where the budget is spent. */
  #give(
    { giving, view, digest }: { readonly giving: Giving; readonly view: View; readonly digest: string },
    { actor, purpose }: Reader,
  ): Promise<boolean> {
    return this.#deps.acts.run(giveExplanation, async (tx) => {
      if (!(await tx.explanations.give(giving))) return false;
      tx.enter(explanationGiven({ actor, purpose, of: giving.decision, view, digest }));
      return true;
    });
  }

  /** The error of a budget that is spent, whose first one of a day is entered. */
  async #refusal({ actor, day, budget }: Giving): Promise<TribuneError> {
    const { acts, nowMs } = this.#deps;
    await acts.run(giveExplanation, async (tx) => {
      if (await tx.explanations.refuse({ actor, day }))
        tx.enter(explanationsRefused({ actor, day: dateOf(day), budget }));
    });
    return budgetSpent(`explanations of ${budget} decisions were given today, which is the budget of a day`, {
      remedy: 'Ask again tomorrow (UTC), or have `explanations.budget` in tribune.yaml raised by who answers for it.',
      retryAfterS: Math.max(1, Math.ceil(((day + 1) * DAY_MS - nowMs()) / 1000)),
    });
  }

  async #shown({ decided, sealed, made, digest }: Kept, view: View): Promise<object> {
    const facts = await this.#deps.store.basis(sealed.basis);
    if (facts === null) {
      throw new TribuneError('STORE_INVALID', `the basis ${sealed.basis} of an explanation is not in the database`, {
        remedy: 'Restore the database from a backup and find out who writes to it.',
      });
    }
    const { raw, linked } = made;
    const comparison = compareReplay(decided, decided.inForce, { raw, linked, byPlace: false }, SAME_SCORE);
    const { basis, madeAtMs } = sealed;
    return viewOf(view, { decided, facts, made, comparison, basis, madeAtMs, digest });
  }
}

/** Digest of everything that the explanations of a version share. */
const basisOf = ({ version, explain }: Pick<Decided, 'version' | 'explain'>): string =>
  digestText(sha256(utf8(canonicalJson({ form: FORM, version, explain }))));

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** What is wrong with files or inputs is no wrong request: the caller cannot mend it by asking otherwise. */
function refused(cause: unknown): never {
  const isAboutThem =
    cause instanceof TribuneError &&
    [
      ...[
        'MODEL_INVALID',
        'MODEL_UNSUPPORTED',
        'DATA_COLUMN_MISSING',
        'DATA_VALUE_INVALID',
        'DATA_EMPTY',
        'DATA_UNREADABLE',
      ],
      ...['DATA_TOO_LARGE', 'DATA_REPEATED', 'INVALID_ARGUMENT', 'REASONS_INVALID', 'CONSTRAINTS_INVALID'],
    ].includes(cause.code);
  if (!isAboutThem) throw cause;
  throw notExplainable(cause.message, { ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }), cause });
}
