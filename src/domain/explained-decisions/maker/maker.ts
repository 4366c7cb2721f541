import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import { sha256 } from '../../../core/base/sha256.js';
import { wasErased } from '../../artifacts/index.js';
import type { ModelStore } from '../../model-store/ports.js';
import type {
  BasisFiles,
  DecisionExplainer,
  ExplainAnswer,
  ExplainedDecision,
  ExplainRequest,
  ExplanationStore,
  ForgetBasis,
  MadeExplanation,
  SealedExplanation,
} from '../ports/index.js';
import { type Decided, notExplainable } from '../recorded/index.js';
import { type SealingCrypto, sealExplanation } from '../sealed/index.js';
import { waysOf } from '../ways/index.js';

/** Method and form of explanations; another one begins new ones beside those that are kept. */
const FORM = 'tribune.explanation/v1';

export interface MakerDeps {
  readonly models: Pick<ModelStore, 'get'>;
  readonly explain: DecisionExplainer;
  readonly forget: ForgetBasis;
  /** Whether the model of a version is behind a network. */
  readonly isFar: (version: string) => Promise<boolean>;
  /** When the bytes under a digest were erased; null while they are held, or never were. */
  readonly erasedAt: (digest: string) => Promise<number | null>;
  readonly store: ExplanationStore;
  readonly crypto: SealingCrypto;
  readonly nowMs: () => number;
  /** Time for which proposed changes are an offer that holds, ms; 0 where nothing is offered. */
  readonly offersHoldMs: number;
}

/** A decision to be explained. */
export interface Making {
  readonly decided: Decided;
  /** Key that the erasure of the decision destroys. */
  readonly key: Uint8Array;
  readonly basis: string;
}

/** An explanation that was made and sealed, and what it says. */
export interface Made {
  readonly sealed: SealedExplanation;
  readonly digest: string;
  readonly made: MadeExplanation;
}

/** Makes explanations and seals them. */
export class ExplanationMaker {
  readonly #deps: MakerDeps;
  /** Bases whose facts are known to be kept. */
  readonly #kept = new Set<string>();

  constructor(deps: MakerDeps) {
    this.#deps = deps;
  }

  /** Whether the model of a version is behind a network, so that each explanation takes thousands of questions to it. */
  isFar(version: string): Promise<boolean> {
    return this.#deps.isFar(version);
  }

  /** Explains a decision. Throws `explanation.not-explainable`, NOT_FOUND for files that are not held or were erased, STORE_INVALID. */
  async make(making: Making): Promise<Made> {
    const made = (await this.makeAll([making]))[0]!;
    if (made instanceof TribuneError) throw made;
    return made;
  }

  /**
   * Explains decisions of one basis, which together take a fraction of the time; what is wrong with one stands in its place.
   *
   * @throws TribuneError what is wrong with the files, as `make` says
   */
  async makeAll(makings: readonly Making[]): Promise<(Made | TribuneError)[]> {
    const { crypto, store, nowMs, offersHoldMs } = this.#deps;
    const { basis } = makings[0]!;
    const { facts, made } = await this.#explain(makings).catch((cause: unknown) => Promise.reject(refused(cause)));
    if (!this.#kept.has(basis)) {
      if ((await store.basis(basis)) === null) await store.insertBasis(basis, facts);
      this.#kept.add(basis);
    }
    return makings.map(({ decided, key }, i) => {
      const one = made[i]!;
      if ('code' in one) return refused(new TribuneError(one.code, one.message, { remedy: one.remedy }));
      const label = { decision: decided.id, basis };
      const { bytes, digest } = sealExplanation(crypto, key, label, one);
      const madeAtMs = nowMs();
      const isOffer = offersHoldMs > 0 && one.reasons?.status === 'ready' && waysOf(one.recourse).length > 0;
      const offerUntilMs = isOffer ? madeAtMs + offersHoldMs : null;
      return { sealed: { ...label, madeAtMs, offerUntilMs, bytes }, digest, made: one };
    });
  }

  /**
   * What another version says of the same people: contributions and scores, without reasons, and nothing is kept of it.
   *
   * @throws TribuneError what is wrong with the files, as `make` says
   */
  async explainedBy(
    decided: readonly Decided[],
    { version, explain }: Pick<Decided, 'version' | 'explain'>,
  ): Promise<ExplainAnswer & { kind: 'made' }> {
    const { background, output } = explain;
    const bare = { background, ...(output === undefined ? {} : { output }) };
    const basis = basisOf({ version, explain: bare });
    const asked = decided.map((one) => ({ decided: { ...one, version, explain: bare }, basis }));
    return this.#explain(asked).catch((cause: unknown) => Promise.reject(refused(cause)));
  }

  async #explain(makings: readonly Omit<Making, 'key'>[]): Promise<ExplainAnswer & { kind: 'made' }> {
    const { explain, forget, erasedAt } = this.#deps;
    const { decided, basis } = makings[0]!;
    const { background } = decided.explain;
    const request: ExplainRequest = {
      basis,
      version: decided.version,
      explain: decided.explain,
      files: null,
      decisions: makings.map((making) => askedOf(making.decided)),
    };
    // It is looked up beside the work of the thread, whose answer counts only where the people are still there.
    const explaining = explain(request);
    explaining.catch(() => undefined);
    const atMs = await erasedAt(background);
    if (atMs !== null) {
      await forget({ forget: basis });
      throw wasErased(background, atMs);
    }
    const first = await explaining;
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
}

function askedOf({ id, inputs, type, cutoff, favourable, score }: Decided): ExplainedDecision {
  const accept = favourable === 1 ? 'above' : 'below';
  return {
    name: `the inputs of decision ${id}`,
    inputs: printExact(inputs),
    decided: type === 'binary' && cutoff !== null ? { cutoff, accept, score } : null,
  };
}

/** Digest of everything that the explanations of a version share. Which decisions are explained unasked changes none of them. */
export function basisOf({ version, explain }: Pick<Decided, 'version' | 'explain'>): string {
  const { adverse: _, ...files } = explain;
  return digestText(sha256(utf8(canonicalJson({ form: FORM, version, explain: files }))));
}

const ABOUT_FILES: ReadonlySet<string> = new Set([
  'MODEL_INVALID',
  'MODEL_UNSUPPORTED',
  'DATA_COLUMN_MISSING',
  'DATA_VALUE_INVALID',
  'DATA_EMPTY',
  'DATA_UNREADABLE',
  'DATA_TOO_LARGE',
  'DATA_REPEATED',
  'INVALID_ARGUMENT',
  'REASONS_INVALID',
  'CONSTRAINTS_INVALID',
]);

/** What is wrong with files or inputs is no wrong request: the caller cannot mend it by asking otherwise. */
function refused<Cause>(cause: Cause): Cause | TribuneError {
  if (!(cause instanceof TribuneError) || !ABOUT_FILES.has(cause.code)) return cause;
  return notExplainable(cause.message, { ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }), cause });
}
