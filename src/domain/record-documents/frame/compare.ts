import type { DocumentField, RecordDocument, RecordRef } from './types.js';

/** What differs between two documents of one kind and subject. */
export interface DocumentDifference {
  /** Fields whose value is another one, was given, or is gone. */
  readonly fields: readonly {
    readonly section: string;
    readonly field: string;
    readonly before: readonly string[] | null;
    readonly after: readonly string[] | null;
  }[];
  /** Tables whose figures are others, by section and caption. */
  readonly tables: readonly { readonly section: string; readonly caption: string }[];
  /** Records that have another content now: what the earlier document says from them is out of date. */
  readonly changedRecords: readonly RecordRef[];
  readonly newRecords: readonly RecordRef[];
  readonly goneRecords: readonly RecordRef[];
}

/** Compares two versions of a document. Order of fields and records makes no difference. */
export function compareDocuments(before: RecordDocument, after: RecordDocument): DocumentDifference {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const [oldTables, nowTables] = [tablesOf(before), tablesOf(after)];
  const records = changesOf(before.records, after.records);
  return {
    fields: keysOf(old, now)
      .map((key) => ({ key, before: old.get(key)?.value ?? null, after: now.get(key)?.value ?? null }))
      .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
      .map(({ key, ...rest }) => ({ section: placeOf(key)[0], field: placeOf(key)[1], ...rest })),
    tables: keysOf(oldTables, nowTables)
      .filter((key) => oldTables.get(key) !== nowTables.get(key))
      .map((key) => ({ section: placeOf(key)[0], caption: placeOf(key)[1] })),
    ...records,
  };
}

/** Whether two versions say the same from the same records. */
export const isSame = ({ fields, tables, changedRecords, newRecords, goneRecords }: DocumentDifference): boolean =>
  fields.length + tables.length + changedRecords.length + newRecords.length + goneRecords.length === 0;

const keyOf = (section: string, name: string): string => JSON.stringify([section, name]);
const placeOf = (key: string): [string, string] => JSON.parse(key) as [string, string];

const keysOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] => [
  ...new Set([...a.keys(), ...b.keys()]),
];

const fieldsOf = ({ sections }: RecordDocument): Map<string, DocumentField> =>
  new Map(sections.flatMap(({ id, fields }) => fields.map((field) => [keyOf(id, field.id), field] as const)));

const tablesOf = ({ sections }: RecordDocument): Map<string, string> =>
  new Map(
    sections.flatMap(({ id, tables }) =>
      tables.map(({ caption, columns, rows }) => [keyOf(id, caption), JSON.stringify([columns, rows])] as const),
    ),
  );

function changesOf(before: readonly RecordRef[], after: readonly RecordRef[]) {
  const nameOf = ({ kind, id }: RecordRef): string => keyOf(kind, id);
  const [old, now] = [
    new Map(before.map((ref) => [nameOf(ref), ref])),
    new Map(after.map((ref) => [nameOf(ref), ref])),
  ];
  return {
    changedRecords: after.filter((ref) => old.has(nameOf(ref)) && old.get(nameOf(ref))!.digest !== ref.digest),
    newRecords: after.filter((ref) => !old.has(nameOf(ref))),
    goneRecords: before.filter((ref) => !now.has(nameOf(ref))),
  };
}
