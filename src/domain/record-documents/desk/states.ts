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
  /** Digests of what people say in it, by the names of the statements. */
  readonly said: Readonly<Record<string, string>>;
}

const OPTIONS = { sex: null, race: null };

/** How kinds of documents about something registered stand, all unless some are named, from one reading of its records. */
export function statesOf(
  records: SystemRecords,
  head: Pick<DocumentHead, 'view' | 'version'>,
  kinds: readonly string[] | null = null,
): DocumentState[] {
  const wanted = DOCUMENT_KINDS.filter(({ about, id }) => about === 'registered' && kinds?.includes(id) !== false);
  return wanted.map((kind) => {
    const { id, title, summary } = kind;
    const same = { kind: id, title, summary, askedFor: askedFor(id) };
    try {
      const { missing, stale, records: refs } = documentOf(kind, records, { ...head, options: OPTIONS });
      const told = stale.map(({ record, because }) => ({ record: refs[record]!, because }));
      const said = Object.fromEntries(
        refs.flatMap((ref) => (ref.kind === 'statement' && ref.digest !== null ? [[ref.id, ref.digest]] : [])),
      );
      return { ...same, missing, stale: told, notMade: null, said };
    } catch (cause) {
      // As one that is made of counts, where the audit has amounts.
      if (!(cause instanceof TribuneError) || cause.code !== 'RESULT_INVALID') throw cause;
      return { ...same, missing: [], stale: [], notMade: cause.message, said: {} };
    }
  });
}

/** Whether a document could be made whole now, and what people say in it. */
export interface StandingDocument {
  readonly kind: string;
  /** Labels of the fields that nothing answers. */
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  readonly notMade: string | null;
  /** Digests of statements by what they are said for. */
  readonly said: Readonly<Record<string, string>>;
}

/** How documents of some kinds stand, from one reading of their records. */
export function standingOf(
  records: SystemRecords,
  kinds: readonly string[],
  head: Pick<DocumentHead, 'view' | 'version'>,
): StandingDocument[] {
  return statesOf(records, head, kinds).map(({ kind, missing, stale, notMade, said }) => ({
    ...{ kind, notMade, said },
    missing: missing.map(({ label }) => label),
    stale: stale.map(({ because }) => because),
  }));
}
