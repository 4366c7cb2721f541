/** A document as the service prints it as JSON; a test holds this against what the service makes. */
export interface RecordDocument {
  readonly schemaVersion: '1';
  readonly kind: string;
  readonly title: string;
  readonly subject: string;
  readonly view: 'public' | 'internal';
  readonly tool: { readonly name: string; readonly version: string };
  /** The state of the log at which records were read; null for a document that is made of files alone. */
  readonly asOf: { readonly log: string; readonly size: number; readonly root: string } | null;
  readonly isComplete: boolean;
  readonly missing: readonly MissingField[];
  readonly stale: readonly { readonly record: number; readonly because: string }[];
  readonly records: readonly RecordRef[];
  readonly sections: readonly DocumentSection[];
}

export interface MissingField {
  readonly field: string;
  readonly label: string;
  readonly who: string;
  readonly how: string;
}

export interface RecordRef {
  readonly kind: string;
  readonly id: string;
  readonly digest: string | null;
  /** Number of entries of the log that it was made from, of a decision the place of its own; null where it has none. */
  readonly index: number | null;
}

export interface DocumentSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly DocumentField[];
  readonly tables: readonly DocumentTable[];
}

export interface DocumentField {
  readonly id: string;
  readonly label: string;
  /** One paragraph each; null where nothing is known. */
  readonly value: readonly string[] | null;
  /** Places of its sources in `records`. */
  readonly from: readonly number[];
  /** What asks for it. */
  readonly asks: string;
}

export interface DocumentTable {
  readonly caption: string;
  readonly columns: readonly { readonly head: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly from: readonly number[];
}
