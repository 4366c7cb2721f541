import { agreementKind } from './agreement.js';
import { areasKind } from './areas.js';
import { changesKind } from './changes.js';
import { driftKind } from './drift.js';
import { estimatesKind } from './estimates.js';
import { fractionsKind } from './fractions.js';
import type { EvidenceKind, EvidenceWatch } from './kind.js';
import { listsKind } from './lists.js';
import { meansKind } from './means.js';
import { ordersKind } from './orders.js';

const KINDS: { readonly [K in EvidenceWatch['kind']]: EvidenceKind<Extract<EvidenceWatch, { kind: K }>> } = {
  agreement: agreementKind,
  areas: areasKind,
  changes: changesKind,
  drift: driftKind,
  estimates: estimatesKind,
  fractions: fractionsKind,
  lists: listsKind,
  means: meansKind,
  orders: ordersKind,
};

/** What the kind of a watch does. */
export const kindOf = <W extends EvidenceWatch>(watch: W): EvidenceKind<W> =>
  KINDS[watch.kind] as unknown as EvidenceKind<W>;
