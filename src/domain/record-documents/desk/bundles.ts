import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type BundledFile, CHECKPOINT, packBundle } from '../../evidence-bundles/index.js';
import type { Log } from '../../log/api/index.js';
import type { DocumentHead } from '../frame/index.js';
import { DOCUMENT_KINDS, type DocumentKind, documentOf, formOf } from '../kinds/index.js';
import type { SystemRecords } from '../records/index.js';

type View = Pick<DocumentHead, 'view' | 'version'>;

/** Formats in which a bundle holds each document. */
const FORMATS = ['html', 'json'] as const;
const OPTIONS = { sex: null, race: null };

/**
 * Packs the evidence on something: every kind of document about it, the audits that they stand on, and the checkpoint of the log. The same
 * records give the same bytes.
 */
export function bundleOf(
  records: SystemRecords,
  about: DocumentKind['about'],
  {
    view,
    version,
    log,
    more = [],
  }: View & { readonly log: Pick<Log, 'verifierKey'>; readonly more?: readonly BundledFile[] },
): Uint8Array {
  const { checkpoint } = records;
  const kinds = DOCUMENT_KINDS.filter((kind) => kind.about === about);
  const made = kinds.map((kind) => ({ kind: kind.id, ...documentFiles(kind, records, { view, version }) }));
  const notMade = made.flatMap(({ kind, because }) => (because === null ? [] : [{ kind, because }]));
  const files = [
    ...made.flatMap(({ files: some }) => some),
    ...(notMade.length === 0 ? [] : [{ path: 'documents/not-made.json', bytes: json(notMade) }]),
    ...records.audits.map(({ ref, value }) => ({ path: `audits/${ref.id}.json`, bytes: json(value) })),
    ...(checkpoint === null ? [] : [{ path: CHECKPOINT, bytes: utf8(checkpoint) }]),
    ...more,
  ];
  const key = checkpoint === null ? null : log.verifierKey('main');
  return packBundle({ files, version, subject: records.subject, asOf: records.asOf, key });
}

/** A document in each format; none, with why, where its law asks for counts and the audit has none, as one of amounts. */
function documentFiles(
  kind: DocumentKind,
  records: SystemRecords,
  head: View,
): { readonly files: readonly BundledFile[]; readonly because: string | null } {
  try {
    const document = documentOf(kind, records, { ...head, options: OPTIONS });
    const files = FORMATS.map((format) => {
      const { ending, print } = formOf(kind, format);
      return { path: `documents/${kind.id}.${ending}`, bytes: utf8(print(document, records)) };
    });
    return { files, because: null };
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'RESULT_INVALID') throw cause;
    return { files: [], because: cause.message };
  }
}

const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, null, 2)}\n`);
