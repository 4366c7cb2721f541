import { utf8 } from '../../../core/base/bytes.js';
import { type BundledFile, packBundle } from '../../evidence-bundles/index.js';
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
  }: View & { readonly log: Pick<Log, 'checkpoint' | 'verifierKey'>; readonly more?: readonly BundledFile[] },
): Uint8Array {
  const checkpoint = checkpointOf(records, log);
  const files = [
    ...DOCUMENT_KINDS.filter((kind) => kind.about === about).flatMap((kind) =>
      documentFiles(kind, records, { view, version }),
    ),
    ...records.audits.map(({ ref, value }) => ({ path: `audits/${ref.id}.json`, bytes: json(value) })),
    ...(checkpoint === null ? [] : [{ path: 'ledger/checkpoint', bytes: utf8(checkpoint) }]),
    ...more,
  ];
  const key = checkpoint === null ? null : log.verifierKey('main');
  return packBundle({ files, version, subject: records.subject, asOf: records.asOf, key });
}

/** The checkpoint as of which records were read; a later one would not be theirs. */
function checkpointOf({ asOf }: SystemRecords, log: Pick<Log, 'checkpoint'>): string | null {
  const newest = log.checkpoint('main');
  return newest !== null && newest.size === asOf?.size ? newest.note : null;
}

const documentFiles = (kind: DocumentKind, records: SystemRecords, head: View): BundledFile[] => {
  const document = documentOf(kind, records, { ...head, options: OPTIONS });
  return FORMATS.map((format) => {
    const { ending, print } = formOf(kind, format);
    return { path: `documents/${kind.id}.${ending}`, bytes: utf8(print(document, records)) };
  });
};

const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, null, 2)}\n`);
