import { cutText } from './cut-text.js';
import type {
  AsOf,
  DocumentField,
  DocumentSection,
  DocumentTable,
  DocumentView,
  MissingField,
  RecordDocument,
  RecordRef,
} from './types.js';

/** A field before its sources are numbered. */
export interface FieldDraft {
  readonly id: string;
  readonly label: string;
  readonly value: string | readonly string[] | null;
  /** What the internal view says in place of the value, where outsiders are told less. */
  readonly inside?: string | readonly string[] | undefined;
  readonly from: readonly RecordRef[];
  readonly asks: string;
  /** Who can say it and how, where the document is not complete without it. Only the internal view names the person. */
  readonly need?: { readonly who: string; readonly person?: string | undefined; readonly how: string } | undefined;
  readonly isInternal?: boolean;
}

/** Figures before their sources are numbered. */
export interface TableDraft extends Omit<DocumentTable, 'from'> {
  readonly from: readonly RecordRef[];
  readonly isInternal?: boolean;
}

export interface SectionDraft {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly fields?: readonly FieldDraft[];
  readonly tables?: readonly TableDraft[];
}

/** A record against which something later speaks. */
export interface StaleDraft {
  readonly record: RecordRef;
  readonly because: string;
}

/** What a kind of document makes of records. */
export interface DocumentDraft {
  readonly title: string;
  readonly subject: string;
  readonly sections: readonly SectionDraft[];
  readonly stale?: readonly StaleDraft[];
}

/** What a document says of itself. */
export interface DocumentHead {
  readonly kind: string;
  readonly view: DocumentView;
  readonly version: string;
  readonly asOf: AsOf | null;
}

/**
 * Makes a document of its draft: numbers the sources, leaves out what the view does not show, and lists what is missing. Only a field that
 * the view shows can be missing in it.
 */
export function makeDocument(
  { title, subject, sections, stale = [] }: DocumentDraft,
  { kind, view, version, asOf }: DocumentHead,
): RecordDocument {
  const shown = sections
    .map((section) => visible(section, view))
    .filter(({ fields, tables, note }) => fields.length > 0 || tables.length > 0 || note !== undefined);
  const records = new Records(view);
  const printed = shown.map((section) => printSection(section, records));
  const missing = shown.flatMap(({ fields }) => fields.flatMap((field) => missingOf(field, view)));
  return {
    ...{ schemaVersion: '1', kind, title: cutText(title), subject: cutText(subject), view },
    ...{ tool: { name: 'tribune', version }, asOf, isComplete: missing.length === 0, missing },
    // A record that nothing shown was taken from makes nothing stale.
    stale: stale.flatMap(({ record, because }) => {
      const place = records.find(record);
      return place === null ? [] : [{ record: place, because }];
    }),
    records: records.all,
    sections: printed,
  };
}

/** Sources in the order in which they are named first. */
class Records {
  readonly all: RecordRef[] = [];
  readonly #places = new Map<string, number>();
  readonly #view: DocumentView;

  constructor(view: DocumentView) {
    this.#view = view;
  }

  place(ref: RecordRef): number {
    const known = this.find(ref);
    if (known !== null) return known;
    const { kind, digest, index, by } = ref;
    // Staff are named to their own house only: what goes outside names them by the digest of the record.
    const id = by === undefined || this.#view === 'public' ? ref.id : `${ref.id}, by ${by}`;
    this.#places.set(keyOf(ref), this.all.length);
    return this.all.push({ kind, id, digest, index }) - 1;
  }

  find(ref: RecordRef): number | null {
    return this.#places.get(keyOf(ref)) ?? null;
  }
}

const keyOf = ({ kind, id, digest }: RecordRef): string => JSON.stringify([kind, id, digest]);

function visible(section: SectionDraft, view: DocumentView) {
  const isShown = ({ isInternal = false }: { readonly isInternal?: boolean }): boolean =>
    view === 'internal' || !isInternal;
  const { fields = [], tables = [] } = section;
  const told = ({ inside, ...field }: FieldDraft): FieldDraft =>
    view === 'internal' && inside !== undefined ? { ...field, value: inside } : field;
  return { ...section, fields: fields.filter(isShown).map(told), tables: tables.filter(isShown) };
}

function printSection(
  { id, title, note, fields, tables }: ReturnType<typeof visible>,
  records: Records,
): DocumentSection {
  return {
    ...{ id, title },
    ...(note === undefined ? {} : { note }),
    fields: fields.map((field) => printField(field, records)),
    tables: tables.map(({ caption, columns, rows, from }) => ({
      ...{ caption: cutText(caption), columns, from: from.map((ref) => records.place(ref)) },
      rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cutText(cell) : cell))),
    })),
  };
}

function printField({ id, label, value, from, asks }: FieldDraft, records: Records): DocumentField {
  const paragraphs = paragraphsOf(value);
  const sources = paragraphs === null ? [] : from.map((ref) => records.place(ref));
  return { id, label, value: paragraphs, from: sources, asks };
}

/** Paragraphs of a value; an empty text says nothing. */
function paragraphsOf(value: FieldDraft['value']): string[] | null {
  const all = (typeof value === 'string' ? [value] : (value ?? [])).filter((text) => text.trim() !== '');
  return all.length === 0 ? null : all.map(cutText);
}

function missingOf({ id, label, value, need }: FieldDraft, view: DocumentView): MissingField[] {
  if (need === undefined || paragraphsOf(value) !== null) return [];
  const { who, person, how } = need;
  return [{ field: id, label, who: person === undefined || view === 'public' ? who : `${who} (${person})`, how }];
}
