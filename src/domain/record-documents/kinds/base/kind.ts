import type { DocumentDraft, RecordDocument } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';

/** What may be chosen of a document. */
export interface DocumentOptions {
  /** Attributes of the audit that are sex, and race and ethnicity; null: those with a usual name. */
  readonly sex: string | null;
  readonly race: string | null;
  /** First days of months, as 2026-10-01: a document over a period tells what was from the first on and before the second. */
  readonly since?: string | null | undefined;
  readonly until?: string | null | undefined;
}

/** A machine format of a document. */
export interface MachineForm {
  readonly type: string;
  /** End of the file's name. */
  readonly ending: string;
  print(document: RecordDocument, records: SystemRecords): string;
}

/** A kind of document: one folder, and one line in the list of kinds. */
export interface DocumentKind {
  readonly id: string;
  readonly title: string;
  /** What it is about: something registered, as it is or over a period, a data set that training runs name, or one decision, and so one person. */
  readonly about: 'registered' | 'period' | 'data' | 'decision';
  /** Whether a law asks for the counts of every category, also in public: they are shown where whoever asks may see every cell. */
  readonly needsCounts?: true;
  /** Whether it may be told which attributes are sex, and race and ethnicity. */
  readonly takesAttributes?: true;
  /** What it says in one sentence. */
  readonly summary: string;
  draft(records: SystemRecords, options: DocumentOptions): DocumentDraft;
  /** Formats beside HTML, Markdown and JSON, by name. */
  readonly forms?: Readonly<Record<string, MachineForm>>;
}
