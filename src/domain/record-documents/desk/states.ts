import { TribuneError } from '../../../core/base/errors.js';
import type { DocumentHead, RecordDocument, RecordRef } from '../frame/index.js';
import { type AskedFor, askedFor, DOCUMENT_KINDS, documentOf } from '../kinds/index.js';
import type { SystemRecords } from '../records/index.js';

/** How a document stands that could be made now. */
export interface DocumentState {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  readonly askedFor: AskedFor;
  readonly missing: RecordDocument['missing'];
  readonly stale: readonly { readonly record: RecordRef; readonly because: string }[];
  /** Why it cannot be made at all; null where it can. */
  readonly notMade: string | null;
}

const OPTIONS = { sex: null, race: null };

/** How every kind of document about something registered stands, from one reading of its records. */
export function statesOf(records: SystemRecords, head: Pick<DocumentHead, 'view' | 'version'>): DocumentState[] {
  return DOCUMENT_KINDS.filter(({ about }) => about === 'registered').map((kind) => {
    const { id, title, summary } = kind;
    const same = { kind: id, title, summary, askedFor: askedFor(id) };
    try {
      const { missing, stale, records: refs } = documentOf(kind, records, { ...head, options: OPTIONS });
      const told = stale.map(({ record, because }) => ({ record: refs[record]!, because }));
      return { ...same, missing, stale: told, notMade: null };
    } catch (cause) {
      // As one that is made of counts, where the audit has amounts.
      if (!(cause instanceof TribuneError) || cause.code !== 'RESULT_INVALID') throw cause;
      return { ...same, missing: [], stale: [], notMade: cause.message };
    }
  });
}
