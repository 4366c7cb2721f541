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
  /** What speaks against a record in the one and not in the other: the same figures may be out of date now. */
  readonly newlyStale: readonly StaleRecord[];
  readonly noLongerStale: readonly StaleRecord[];
}

/** A record against which something speaks. */
interface StaleRecord {
  readonly kind: string;
  readonly id: string;
  readonly because: string;
}

/** Compares two versions of a document. Order of fields and records makes no difference. */
export function compareDocuments(before: RecordDocument, after: RecordDocument): DocumentDifference {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const [oldTables, nowTables] = [tablesOf(before), tablesOf(after)];
  const records = changesOf(before.records, after.records);
  const [oldStale, nowStale] = [staleOf(before), staleOf(after)];
  return {
    fields: keysOf(old, now)
      .map((key) => ({ key, before: old.get(key)?.value ?? null, after: now.get(key)?.value ?? null }))
      .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
      .map(({ key, ...rest }) => ({ section: placeOf(key)[0], field: placeOf(key)[1], ...rest })),
    tables: keysOf(oldTables, nowTables)
      .filter((key) => oldTables.get(key) !== nowTables.get(key))
      .map((key) => ({ section: placeOf(key)[0], caption: placeOf(key)[1] })),
    ...records,
    newlyStale: without(nowStale, oldStale),
    noLongerStale: without(oldStale, nowStale),
  };
}

/** Whether two versions say the same from the same records. */
export const isSame = (found: DocumentDifference): boolean => Object.values(found).every(({ length }) => length === 0);

const staleOf = ({ stale, records }: RecordDocument): StaleRecord[] =>
  stale.map(({ record, because }) => ({ kind: records[record]!.kind, id: records[record]!.id, because }));

function without(some: readonly StaleRecord[], others: readonly StaleRecord[]): StaleRecord[] {
  const known = new Set(others.map((one) => JSON.stringify(one)));
  return some.filter((one) => !known.has(JSON.stringify(one)));
}

const keyOf = (section: string, name: string): string => JSON.stringify([section, name]);
const placeOf = (key: string): [string, string] => JSON.parse(key) as [string, string];

const keysOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] => [
  ...new Set([...a.keys(), ...b.keys()]),
];

const fieldsOf = ({ sections }: RecordDocument): Map<string, DocumentField> =>
  new Map(sections.flatMap(({ id, fields }) => fields.map((field) => [keyOf(id, field.id), field] as const)));

/** Tables by place. Those of two audits under one policy have one caption, and all of them count. */
function tablesOf({ sections }: RecordDocument): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, tables } of sections)
    for (const { caption, columns, rows } of tables) {
      const key = keyOf(id, caption);
      found.set(key, `${found.get(key) ?? ''}${JSON.stringify([columns, rows])}\n`);
    }
  return found;
}

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
