import { type CaseRecord, dueOf } from '../../../core/oversight/index.js';
import { answerBy, calendarOf } from '../../../domain/oversight/index.js';

const iso = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString());
const firstOf = (record: CaseRecord) => record.reads[0] ?? null;
const clockOf = (record: CaseRecord, what: string) => record.clocks.find((clock) => clock.what === what);

/** What a line of the export says of a case: as much as the list of cases, and nothing that anybody said. */
const COLUMNS: readonly (readonly [string, (record: CaseRecord) => string | number | boolean | null])[] = [
  ['id', ({ id }) => id],
  ['decision', ({ decision }) => decision],
  ['deployment', ({ deployment }) => deployment],
  ['system', ({ system }) => system],
  ['origin', ({ origin }) => origin],
  ['queue', ({ queue }) => queue],
  ['high_impact', ({ isHighImpact }) => isHighImpact],
  ['stage', ({ stage }) => stage],
  ['known', ({ known }) => known ?? null],
  ['inclusion', ({ drawn }) => drawn?.inclusion ?? null],
  ['holdout_share', ({ holdout }) => holdout?.share ?? null],
  ['held_out', ({ holdout }) => holdout?.isHeld ?? null],
  ['opened_at', ({ openedAtMs }) => iso(openedAtMs)],
  ['opened_by', ({ openedBy }) => openedBy],
  ['answer_by', (record) => iso(answerBy(record))],
  ['first_view_due', (record) => dueText(record, 'first-view')],
  ['first_view_missed_at', (record) => iso(clockOf(record, 'first-view')?.breachedAtMs ?? null)],
  ['answer_missed_at', (record) => iso(clockOf(record, 'answer')?.breachedAtMs ?? null)],
  ['readings', ({ reads }) => reads.length],
  ['first_claimed_at', (record) => iso(firstOf(record)?.claimedAtMs ?? null)],
  ['first_viewed_at', (record) => iso(firstOf(record)?.viewedAtMs ?? null)],
  ['first_answered_at', (record) => iso(firstOf(record)?.answeredAtMs ?? null)],
  ['first_active_ms', (record) => firstOf(record)?.activeMs ?? null],
  ['how', ({ settlement }) => settlement?.how ?? null],
  ['changed', ({ settlement }) => settlement?.isChanged ?? null],
  ['because', ({ settlement }) => settlement?.because ?? null],
  ['involvement', ({ settlement }) => settlement?.involvement?.level ?? null],
  ['settled_at', ({ settlement }) => iso(settlement?.atMs ?? null)],
  ['applied_at', ({ applied }) => iso(applied?.atMs ?? null)],
  ['told_at', ({ notice }) => iso(notice?.atMs ?? null)],
];

function dueText(record: CaseRecord, what: string): string {
  const clock = clockOf(record, what);
  return clock === undefined ? '' : iso(dueOf(clock, calendarOf(clock.calendar)));
}

/** Cases as CSV (RFC 4180) with a header; what is not known is an empty field. */
export const casesCsv = (records: readonly CaseRecord[]): string =>
  [COLUMNS.map(([name]) => name), ...records.map((record) => COLUMNS.map(([, value]) => value(record)))]
    .map((row) => row.map(field).join(','))
    .join('\r\n')
    .concat('\r\n');

/**
 * What a program for tables would take for a formula stands behind a quote, as names come from senders (OWASP, CSV injection); one that parts fields at a
 * semicolon or a tab, as many do outside of English, finds none outside of quotes.
 */
function field(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
