import type { DocumentField, RecordDocument, RecordRef } from '../../api/record-document.js';

export interface ChangedField {
  readonly section: string;
  readonly label: string;
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
}

/** What differs between two documents of one kind: the same that `tribune document compare` tells. */
export interface Difference {
  readonly fields: readonly ChangedField[];
  /** Captions of tables whose figures are others, with their section. */
  readonly tables: readonly { readonly section: string; readonly caption: string }[];
  readonly changedRecords: readonly RecordRef[];
  readonly newRecords: readonly RecordRef[];
  readonly goneRecords: readonly RecordRef[];
  /** What speaks against a record in the one and not in the other: the same figures may be out of date now. */
  readonly newlyStale: readonly StaleRecord[];
  readonly noLongerStale: readonly StaleRecord[];
}

interface StaleRecord {
  readonly kind: string;
  readonly id: string;
  readonly because: string;
}

/** Compares two documents; the order of fields and records makes no difference. */
export function compareDocuments(before: RecordDocument, after: RecordDocument): Difference {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const [oldTables, nowTables] = [tablesOf(before), tablesOf(after)];
  const [oldRecords, nowRecords] = [recordsOf(before), recordsOf(after)];
  const [oldStale, nowStale] = [staleOf(before), staleOf(after)];
  return {
    fields: keysOf(old, now).flatMap((key): ChangedField[] => {
      const [was, is] = [old.get(key)?.field, now.get(key)?.field];
      if (same(was?.value ?? null, is?.value ?? null)) return [];
      const { section } = (now.get(key) ?? old.get(key))!;
      return [{ section, label: (is ?? was)!.label, before: was?.value ?? null, after: is?.value ?? null }];
    }),
    tables: keysOf(oldTables, nowTables)
      .filter((key) => oldTables.get(key)?.figures !== nowTables.get(key)?.figures)
      .map((key) => {
        const { section, caption } = (nowTables.get(key) ?? oldTables.get(key))!;
        return { section, caption };
      }),
    changedRecords: after.records.filter((one) => {
      const was = oldRecords.get(keyOf(one.kind, one.id));
      return was !== undefined && was.digest !== one.digest;
    }),
    newRecords: after.records.filter((one) => !oldRecords.has(keyOf(one.kind, one.id))),
    goneRecords: before.records.filter((one) => !nowRecords.has(keyOf(one.kind, one.id))),
    newlyStale: without(nowStale, oldStale),
    noLongerStale: without(oldStale, nowStale),
  };
}

export const isSame = (found: Difference): boolean => Object.values(found).every(({ length }) => length === 0);

const staleOf = ({ stale, records }: RecordDocument): StaleRecord[] =>
  stale.map(({ record, because }) => ({ kind: records[record]!.kind, id: records[record]!.id, because }));

const without = (some: readonly StaleRecord[], others: readonly StaleRecord[]): readonly StaleRecord[] =>
  some.filter((one) => !others.some((other) => same(one, other)));

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const keyOf = (...names: readonly string[]): string => JSON.stringify(names);
const keysOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] => [
  ...new Set([...a.keys(), ...b.keys()]),
];

const fieldsOf = ({ sections }: RecordDocument) =>
  new Map<string, { readonly section: string; readonly field: DocumentField }>(
    sections.flatMap(({ id, title, fields }) =>
      fields.map((field) => [keyOf(id, field.id), { section: title, field }] as const),
    ),
  );

/** Tables by place; those of two audits under one policy have one caption, and all of them count. */
function tablesOf({ sections }: RecordDocument) {
  const found = new Map<string, { readonly section: string; readonly caption: string; readonly figures: string }>();
  for (const { id, title, tables } of sections)
    for (const { caption, columns, rows } of tables) {
      const key = keyOf(id, caption);
      const figures = `${found.get(key)?.figures ?? ''}${JSON.stringify([columns, rows])}\n`;
      found.set(key, { section: title, caption, figures });
    }
  return found;
}

const recordsOf = ({ records }: RecordDocument): ReadonlyMap<string, RecordRef> =>
  new Map(records.map((one) => [keyOf(one.kind, one.id), one]));
