import type { AsOf, RecordDocument, RecordRef } from './types.js';

/** What every document says of what it is. */
export const DOCUMENT_NOTE =
  'This document is evidence for what the records said then. Whether it is enough for what a law asks is for lawyers to say.';

export const asOfText = (asOf: AsOf | null): string =>
  asOf === null
    ? 'Made of files; no log stands behind it.'
    : `As of entry ${asOf.size} of the log ${asOf.log}, root ${asOf.root}.`;

export const viewText = (view: RecordDocument['view']): string =>
  view === 'public' ? 'Public view' : 'Internal view: not for publication';

export function statusText({ missing, stale }: Pick<RecordDocument, 'missing' | 'stale'>): string {
  const lacking = missing.length === 0 ? 'Complete' : `Incomplete: ${missing.length} of what is needed is missing`;
  if (stale.length === 0) return lacking;
  return `${lacking}. Out of date: ${stale.length === 1 ? 'one record is' : `${stale.length} records are`} no longer what counts`;
}

/** A source in one line. */
export function refText({ kind, id, digest, index }: RecordRef): string {
  const place = index === null ? '' : `, ${placeText({ kind, index })}`;
  return `${kind} ${id}${digest === null || digest === id ? '' : ` (${digest})`}${place}`;
}

/** Where in the log a record stands: a decision has an entry of its own, and whatever else was made from the entries up to a place. */
export function placeText({ kind, index }: Pick<RecordRef, 'kind' | 'index'>): string {
  if (index === null) return 'none';
  return kind === 'decision' ? `entry ${index}` : `made from ${index} ${index === 1 ? 'entry' : 'entries'}`;
}

/** Marks of sources behind a field: `[1] [4]`. */
export const marksOf = (from: readonly number[]): string => from.map((place) => `[${place + 1}]`).join(' ');

/** What stands in place of a value that nobody gave. */
export const absentText = (id: string, { missing }: Pick<RecordDocument, 'missing'>): string =>
  missing.some(({ field }) => field === id) ? 'MISSING' : 'not said';

/** Significant digits with which figures are shown; JSON has them in full. */
const SHOWN_DIGITS = 6;

export function cellText(cell: string | number | null): string {
  if (cell === null) return 'undefined';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(SHOWN_DIGITS)));
}
