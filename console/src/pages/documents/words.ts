import type { MissingField, RecordDocument, RecordRef } from '../../api/record-document.js';

type State = 'complete' | 'incomplete' | 'stale' | 'not-made';

/** How a document stands. */
export interface Standing {
  readonly state: State;
  readonly missing: readonly MissingField[];
  readonly stale: readonly { readonly kind: string; readonly id: string; readonly because: string }[];
  readonly because: string | null;
}

type Look = 'bad' | 'good' | 'care' | '';

export const STATES: Readonly<Record<State, { readonly look: Look; readonly glyph: string; readonly word: string }>> = {
  incomplete: { look: 'bad', glyph: '■', word: 'incomplete' },
  stale: { look: 'care', glyph: '◆', word: 'out of date' },
  complete: { look: 'good', glyph: '●', word: 'complete' },
  'not-made': { look: '', glyph: '–', word: 'cannot be made' },
};

const ORDER = Object.keys(STATES) as State[];

/** Documents, those that need somebody first. */
export const byNeed = <D extends Standing>(documents: readonly D[]): readonly D[] =>
  documents.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));

/** What speaks against a document in one sentence; null where nothing does. */
export function needText({ state, missing, stale, because }: Standing): string | null {
  if (state === 'not-made') return because;
  const parts: string[] = [];
  const [first] = missing;
  if (missing.length === 1 && first !== undefined) parts.push(`“${first.label}” is missing: ${first.who} can say it.`);
  if (missing.length > 1) {
    const who = [...new Set(missing.map((one) => one.who))];
    parts.push(`${missing.length} fields are missing: ${who.join(', ')} can say them.`);
  }
  for (const one of stale) parts.push(`Out of date: of ${one.kind} ${one.id}, ${one.because}.`);
  return parts.length === 0 ? null : parts.join(' ');
}

/** Where in the log a record stands. */
export const placeText = ({ kind, index }: Pick<RecordRef, 'kind' | 'index'>): string | null => {
  if (index === null) return null;
  return kind === 'decision' ? `entry ${index}` : `made from ${index} ${index === 1 ? 'entry' : 'entries'}`;
};

/** The entry of a record, or the last of those that it was made from. */
export const lastEntryOf = ({ kind, index }: Pick<RecordRef, 'kind' | 'index'>): number =>
  kind === 'decision' ? (index ?? 0) : Math.max(0, (index ?? 0) - 1);

/** How a document stands, as it says itself. */
export function statusText({ missing, stale }: Pick<RecordDocument, 'missing' | 'stale'>): string {
  const lacking =
    missing.length === 0
      ? 'Complete: every field that it needs is answered'
      : `Incomplete: ${missing.length} of what it needs is missing`;
  if (stale.length === 0) return `${lacking}.`;
  return `${lacking}. Out of date: ${stale.length === 1 ? 'one record is' : `${stale.length} records are`} no longer what counts.`;
}

const SHOWN_DIGITS = 6;

/** A figure as it is shown; files have it in full. */
export function cellText(cell: string | number | null): string {
  if (cell === null) return 'undefined';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(SHOWN_DIGITS)));
}
