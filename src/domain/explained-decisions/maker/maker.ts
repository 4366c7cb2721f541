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
  ExplainRequest,
  ExplanationStore,
  ForgetBasis,
  SealedExplanation,
} from '../ports/index.js';
import { type Decided, notExplainable } from '../recorded/index.js';
import { type SealingCrypto, sealExplanation } from '../sealed/index.js';

/** Method and form of explanations; another one begins new ones beside those that are kept. */
const FORM = 'tribune.explanation/v1';

export interface MakerDeps {
  readonly models: Pick<ModelStore, 'get'>;
  readonly explain: DecisionExplainer;
  readonly forget: ForgetBasis;
  /** When the bytes under a digest were erased; null while they are held, or never were. */
  readonly erasedAt: (digest: string) => Promise<number | null>;
  readonly store: ExplanationStore;
  readonly crypto: SealingCrypto;
  readonly nowMs: () => number;
}

/** A decision to be explained. */
export interface Making {
  readonly decided: Decided;
  /** Key that the erasure of the decision destroys. */
  readonly key: Uint8Array;
  readonly basis: string;
}

/** Makes explanations and seals them. */
export class ExplanationMaker {
  readonly #deps: MakerDeps;
  /** Bases whose facts are known to be kept. */
  readonly #kept = new Set<string>();

  constructor(deps: MakerDeps) {
    this.#deps = deps;
  }

  /** Explains a decision. Throws `explanation.not-explainable`, NOT_FOUND for files that are not held or were erased, STORE_INVALID. */
  async make({
    decided,
    key,
    basis,
  }: Making): Promise<{ readonly sealed: SealedExplanation; readonly digest: string }> {
    const { crypto, store, nowMs } = this.#deps;
    const { facts, made } = await this.#explain(decided, basis).catch(refused);
    const label = { decision: decided.id, basis };
    const { bytes, digest } = sealExplanation(crypto, key, label, made);
    if (!this.#kept.has(basis)) {
      if ((await store.basis(basis)) === null) await store.insertBasis(basis, facts);
      this.#kept.add(basis);
    }
    return { sealed: { ...label, madeAtMs: nowMs(), bytes }, digest };
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
function refused(cause: unknown): never {
  if (!(cause instanceof TribuneError) || !ABOUT_FILES.has(cause.code)) throw cause;
  throw notExplainable(cause.message, { ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }), cause });
}
