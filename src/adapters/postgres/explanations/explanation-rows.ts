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
  readonly offer_until: string | null;
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

  sealOf(row: Omit<SealedExplanation, 'bytes'>): Buffer {
    return this.#explanation.of(sealedPart(row));
  }

  /** What a row says besides its sealed part. Throws STORE_INVALID for a row that the service did not write. */
  explanationOf(row: ExplanationRow): Omit<SealedExplanation, 'bytes'> {
    if (this.isOwn(row)) return plainOf(row);
    throw foreignRow(
      `the explanation of decision ${row.decision}`,
      'Remove it; without its entry nothing is lost by that.',
    );
  }

  /** Whether the service wrote a row itself. */
  isOwn(row: ExplanationRow): boolean {
    return this.#explanation.isOwn(sealedPart(plainOf(row)), row.seal);
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

const plainOf = ({ decision, basis, made_at, offer_until }: ExplanationRow): Omit<SealedExplanation, 'bytes'> => ({
  decision,
  basis: digestOf(basis),
  madeAtMs: Number(made_at),
  offerUntilMs: offer_until === null ? null : Number(offer_until),
});

/** Rows of before there were offers have none: their hash is still the right one. */
const sealedPart = ({ decision, basis, madeAtMs, offerUntilMs }: Omit<SealedExplanation, 'bytes'>) => ({
  ...{ decision, basis, madeAtMs },
  ...(offerUntilMs === null ? {} : { offerUntilMs }),
});
