/** For whom a document is: `public` leaves out what is not for outsiders. */
export const DOCUMENT_VIEWS = ['public', 'internal'] as const;
export type DocumentView = (typeof DOCUMENT_VIEWS)[number];

/** A record of the service, or a file, from which a document says something. */
export interface RecordRef {
  /** What it is: `system`, `version`, `audit`, `statement`, ... */
  readonly kind: string;
  readonly id: string;
  /** SHA-256 of its canonical JSON; null where its content is not in the document. */
  readonly digest: string | null;
  /** Number of entries of the log that it was made from, of a decision the place of its own entry; null where it has none. */
  readonly index: number | null;
  /** Who made it. Only the internal view names them, in `id`. */
  readonly by?: string;
}

/** The state of the log at which records were read; null for a document that is made of files alone. */
export interface AsOf {
  readonly log: string;
  /** Entries under the newest signed checkpoint. */
  readonly size: number;
  /** Root of that checkpoint, base64. */
  readonly root: string;
}

/** A field of a document, as far as it is answered. */
export interface DocumentField {
  readonly id: string;
  readonly label: string;
  /** One paragraph each; null where nothing is known. */
  readonly value: readonly string[] | null;
  /** Places of its sources in `records`. */
  readonly from: readonly number[];
  /** What asks for it: a provision, a paper, a format. */
  readonly asks: string;
}

/** Figures of a document. Cells are text, numbers in full beside it where a reader computes with them. */
export interface DocumentTable {
  readonly caption: string;
  readonly columns: readonly { readonly head: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly from: readonly number[];
}

export interface DocumentSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly DocumentField[];
  readonly tables: readonly DocumentTable[];
}

/** A field that a document needs and that nothing answers, with who can and how. */
export interface MissingField {
  readonly field: string;
  readonly label: string;
  readonly who: string;
  readonly how: string;
}

/** A record that a document still says something from although something later speaks against it. */
export interface StaleInput {
  /** Its place in `records`. */
  readonly record: number;
  readonly because: string;
}

/**
 * A document as data. Every format is a function of it, and it is a function of records: the same records at the same place of the log give
 * the same bytes.
 */
export interface RecordDocument {
  readonly schemaVersion: '1';
  readonly kind: string;
  readonly title: string;
  readonly subject: string;
  readonly view: DocumentView;
  readonly tool: { readonly name: 'tribune'; readonly version: string };
  readonly asOf: AsOf | null;
  readonly isComplete: boolean;
  readonly missing: readonly MissingField[];
  readonly stale: readonly StaleInput[];
  readonly records: readonly RecordRef[];
  readonly sections: readonly DocumentSection[];
}
