import { MINUTE_MS } from '../../base/durations.js';
import type { CaseRead, CaseRecord, Evidence } from './types.js';

/** Longest time that one sign of life tells of, ms: a page gives one more often, so a longer one is a page that slept. */
export const BEAT_MOST_MS: number = 5 * MINUTE_MS;

/** What a sign of life tells: for how long the page was in use since the last one, ms. */
type Told = { readonly nowMs: number; readonly leaseMs: number; readonly activeMs: number };

/**
 * A reading after a sign of life. What the page says of its use counts for no more than the time that passed since the last sign, by the clock of
 * the service: nobody can have worked longer than that, whatever a page says.
 */
export function withBeat(read: CaseRead, { nowMs, leaseMs, activeMs }: Told): CaseRead {
  const passedMs = Math.max(0, nowMs - (read.seenAtMs ?? read.claimedAtMs));
  const countedMs = Math.min(activeMs, passedMs, BEAT_MOST_MS);
  return { ...read, untilMs: nowMs + leaseMs, seenAtMs: nowMs, activeMs: (read.activeMs ?? 0) + countedMs };
}

/** A case with evidence that its reader opened; the same where they had. */
export const withOpened = (record: CaseRecord, by: string, what: Evidence): CaseRecord =>
  changingRead(record, by, (read) =>
    read.opened?.includes(what) === true ? read : { ...read, opened: [...(read.opened ?? []), what] },
  );

/** A case whose reader asked once more what the model would say of other inputs. */
export const withWhatIf = (record: CaseRecord, by: string): CaseRecord =>
  changingRead(record, by, (read) => ({ ...read, whatIfs: (read.whatIfs ?? 0) + 1 }));

function changingRead(record: CaseRecord, by: string, change: (read: CaseRead) => CaseRead): CaseRecord {
  const at = record.reads.findLastIndex((read) => read.ended === null && read.by === by);
  const read = record.reads[at];
  if (read === undefined) return record;
  const changed = change(read);
  return changed === read ? record : { ...record, reads: record.reads.map((one, i) => (i === at ? changed : one)) };
}
