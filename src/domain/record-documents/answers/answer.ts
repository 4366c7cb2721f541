import type { RecordRef, TableDraft } from '../frame/index.js';
import type { SystemRecords } from '../records/index.js';

/** What records say for a field: paragraphs, or figures. */
export interface Answer {
  readonly value?: string | readonly string[] | null;
  /** What the internal view says in place of it. */
  readonly inside?: string | readonly string[] | undefined;
  readonly tables?: readonly TableDraft[];
  readonly from: readonly RecordRef[];
}

/** A field that records answer. */
export interface RecordField {
  readonly label: string;
  /** Who supplies the record, and how. */
  readonly need: { readonly who: string; readonly how: string };
  /** Whether the field is left out where no record says anything, rather than shown empty. */
  readonly isSilent?: boolean;
  /** Null where no record says anything. */
  readonly answer: (records: SystemRecords) => Answer | null;
}

/** How what is registered is supplied. */
export const REGISTER = { who: 'the owner of the system', how: 'register it: tribune admin apply' };
/** How an audit is supplied. */
export const AUDIT = {
  who: 'a validator or an auditor',
  how: 'make an audit of the recorded decisions in which nobody is recognised (POST /v1/audits with a key of the scope audit:read alone), or give the file of one: --audit audit.json',
};
/** How an account of training is supplied. */
export const LINEAGE = {
  who: 'a developer',
  how: 'tell the training run: POST /v1/lineage/runs, or tribune lineage import',
};

/** A time as text; the beginning of time, and whatever no calendar has, is no date. */
export const timeText = (ms: number): string | null => (ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : null);
