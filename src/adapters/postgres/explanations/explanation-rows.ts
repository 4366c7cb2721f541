import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { BasisFacts, SealedExplanation } from '../../../domain/explained-decisions/ports/index.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

/** A digest as 32 bytes, because it stands in every row. */
export const hashOf = (digest: string): Buffer => Buffer.from(digest.slice('sha256:'.length), 'hex');
const digestOf = (hash: Buffer): string => `sha256:${hash.toString('hex')}`;

export interface ExplanationRow {
  readonly decision: string;
  readonly basis: Buffer;
  readonly made_at: string;
  readonly seal: Buffer;
}

export interface BasisRow {
  readonly digest: string;
  readonly facts: BasisFacts;
  readonly seal: Buffer;
}

/** Rows of explanations with their keyed hashes, so that whoever has only the database copies none and puts no other names on contributions. */
export class ExplanationRows {
  readonly #explanation: RowSeal;
  readonly #basis: RowSeal;

  constructor(deps: SealDeps) {
    this.#explanation = new RowSeal('explanation', deps);
    this.#basis = new RowSeal('explanation_basis', deps);
  }

  sealOf({ decision, basis, madeAtMs }: Omit<SealedExplanation, 'bytes'>): Buffer {
    return this.#explanation.of({ decision, basis, madeAtMs });
  }

  /** What a row says besides its sealed part. Throws STORE_INVALID for a row that the service did not write. */
  explanationOf({ decision, basis: hash, made_at, seal }: ExplanationRow): Omit<SealedExplanation, 'bytes'> {
    const row = { decision, basis: digestOf(hash), madeAtMs: Number(made_at) };
    if (this.#explanation.isOwn(row, seal)) return row;
    throw foreignRow(
      `the explanation of decision ${decision}`,
      'Remove it; without its entry nothing is lost by that.',
    );
  }

  sealOfBasis(digest: string, facts: BasisFacts): Buffer {
    return this.#basis.of({ digest, facts: canonicalJson(facts) });
  }

  /** The facts of a basis. Throws STORE_INVALID for a row that the service did not write. */
  factsOf({ digest, facts, seal }: BasisRow): BasisFacts {
    if (this.#basis.isOwn({ digest, facts: canonicalJson(facts) }, seal)) return facts;
    throw foreignRow(`explanation basis ${digest}`, 'Restore it from a backup.');
  }
}
