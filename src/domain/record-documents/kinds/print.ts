import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import {
  type DocumentHead,
  documentHtml,
  documentMarkdown,
  makeDocument,
  type RecordDocument,
} from '../frame/index.js';
import type { SystemRecords } from '../records/index.js';
import type { DocumentKind, DocumentOptions, MachineForm } from './base/index.js';
import { tablesCsv } from './csv.js';

/** Formats that every kind has. */
const COMMON: Readonly<Record<string, MachineForm>> = {
  html: { type: 'text/html; charset=utf-8', ending: 'html', print: documentHtml },
  md: { type: 'text/markdown; charset=utf-8', ending: 'md', print: documentMarkdown },
  json: {
    type: 'application/json; charset=utf-8',
    ending: 'json',
    print: (document) => `${JSON.stringify(document, null, 2)}\n`,
  },
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv', print: tablesCsv },
};

/** @throws TribuneError INVALID_ARGUMENT for what may not be chosen of a kind: it would change nothing, and nobody would know */
export function demandOptions({ id, about, takesAttributes }: DocumentKind, options: DocumentOptions): void {
  const { sex, race, since = null, until = null } = options;
  if (about !== 'period' && (since !== null || until !== null))
    throw new TribuneError('INVALID_ARGUMENT', `a ${id} is over no period`, {
      remedy: 'Leave since and until out: only a transparency-report is over a period.',
    });
  if (takesAttributes === true || (sex === null && race === null)) return;
  throw new TribuneError('INVALID_ARGUMENT', `a ${id} takes no ${sex === null ? 'race' : 'sex'}`, {
    remedy: 'Leave it out: only an ll144 needs to be told which attribute is which.',
  });
}

/**
 * Makes a document of a kind from records. The same records give the same document.
 *
 * @throws TribuneError INVALID_ARGUMENT for an option that the kind does not have, RESULT_INVALID for an audit that it cannot be made of
 */
export function documentOf(
  kind: DocumentKind,
  records: SystemRecords,
  { options, ...head }: Omit<DocumentHead, 'kind' | 'asOf'> & { readonly options: DocumentOptions },
): RecordDocument {
  demandOptions(kind, options);
  return makeDocument(kind.draft(records, options), { ...head, kind: kind.id, asOf: records.asOf });
}

/** Names of the formats of a kind. */
export const formatsOf = ({ forms = {} }: DocumentKind): string[] => [...Object.keys(COMMON), ...Object.keys(forms)];

/**
 * Gives a format of a kind.
 *
 * @throws TribuneError INVALID_ARGUMENT for a format that the kind does not have
 */
export function formOf(kind: DocumentKind, format: string): MachineForm {
  const all: Readonly<Record<string, MachineForm>> = { ...COMMON, ...kind.forms };
  if (Object.hasOwn(all, format)) return all[format]!;
  const near = suggest(format, Object.keys(all));
  throw new TribuneError('INVALID_ARGUMENT', `a ${kind.id} is not printed as ${JSON.stringify(format.slice(0, 80))}`, {
    remedy: `${near === null ? '' : `Did you mean "${near}"? `}Its formats are ${formatsOf(kind).join(', ')}.`,
  });
}
