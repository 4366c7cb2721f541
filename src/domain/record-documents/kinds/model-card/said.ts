import type { DataSet } from '../../../lineage/ports/index.js';
import type { RecordDocument } from '../../frame/index.js';

/** What a document says for a field; null where it says nothing or the view leaves it out. Machine formats read the document, never past it. */
export function said({ sections }: RecordDocument, id: string): string | null {
  for (const { fields } of sections) {
    const value = fields.find((field) => field.id === id)?.value;
    if (value != null) return value.join('\n');
  }
  return null;
}

/** All that is said for some fields, in their order. */
export const allSaid = (document: RecordDocument, ids: readonly string[]): string[] =>
  ids.flatMap((id) => said(document, id) ?? []);

// Fields of a card that machine formats say under one name, so that what one of them says the others say too.
export const DESCRIPTION = ['system-purpose', 'model-description'] as const;
export const USES = ['intended-use', 'system-purpose'] as const;
export const LIMITS = ['out-of-scope-use', 'operating-envelope', 'failure-modes', 'caveats'] as const;
export const ETHICAL = ['harms', 'sensitive-data', 'human-life', 'fraught-uses'] as const;

/** The name of a data set with where it is from and in which state. */
export const datasetName = ({ namespace, name, version }: Pick<DataSet, 'namespace' | 'name' | 'version'>): string =>
  [namespace, name, version].filter((part) => part !== null && part !== '').join(' ');
