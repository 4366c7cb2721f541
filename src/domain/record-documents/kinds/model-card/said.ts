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
