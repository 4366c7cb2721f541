import { driftKind } from './drift.js';
import type { EvidenceKind, EvidenceWatch } from './kind.js';

export { type DriftShown, driftShown } from './drift.js';
export { addFaded, END_EVIDENCE, type EvidenceKind, type EvidenceWatch, type GroupPast } from './kind.js';

const KINDS: { readonly [K in EvidenceWatch['kind']]: EvidenceKind<Extract<EvidenceWatch, { kind: K }>> } = {
  drift: driftKind,
};

/** What the kind of a watch does. */
export const kindOf = <W extends EvidenceWatch>(watch: W): EvidenceKind<W> =>
  KINDS[watch.kind] as unknown as EvidenceKind<W>;
