import { type CaseRecord, dueOf } from '../../../core/oversight/index.js';
import { calendarOf } from '../law/index.js';
import { HANDLING_MS } from './limits.js';

/** A case as it is stored: what may be kept, and the rest sealed under a key that an erasure destroys. */
export interface StoredCase {
  readonly record: CaseRecord;
  readonly sealed: Uint8Array;
}

/** Where a case stands in the queue and among the clocks; it follows from its record. */
export interface CasePlace {
  /** When it has to be begun to be in time, ms: the order of the queue. */
  readonly rankMs: number;
  /** From when somebody may claim it, ms; null where nobody may. */
  readonly freeAtMs: number | null;
  /** The reader who has it; null for nobody. */
  readonly holder: string | null;
  /** When the next clock runs out that was neither met nor entered as missed; null while none runs. */
  readonly nextDueMs: number | null;
}

const WAITING: readonly string[] = ['waiting', 'panel-waiting'];
const READ: readonly string[] = ['reading', 'revealed', 'panel-reading', 'panel-revealed'];

export function placeOf(record: CaseRecord): CasePlace {
  const dues = record.clocks
    .filter(({ metAtMs }) => metAtMs === null)
    .map((clock) => ({ dueMs: dueOf(clock, calendarOf(clock.calendar)), isEntered: clock.breachedAtMs !== null }));
  const running = dues.flatMap(({ dueMs }) => (dueMs === null ? [] : [dueMs]));
  const open = dues.flatMap(({ dueMs, isEntered }) => (dueMs === null || isEntered ? [] : [dueMs]));
  const handlingMs = record.isHighImpact ? HANDLING_MS.highImpact : HANDLING_MS.plain;
  const read = record.reads.findLast(({ ended }) => ended === null);
  return {
    rankMs: Math.min(...(running.length > 0 ? running : [record.openedAtMs])) - handlingMs,
    freeAtMs: WAITING.includes(record.stage) ? 0 : READ.includes(record.stage) ? read!.untilMs : null,
    holder: read?.by ?? null,
    nextDueMs: record.stage === 'closed' || open.length === 0 ? null : Math.min(...open),
  };
}

/** The clock by which the person is to be told, soonest first; null while the clocks stand. */
export function answerBy(record: CaseRecord): number | null {
  const dues = record.clocks
    .filter(({ what, metAtMs }) => what !== 'first-view' && metAtMs === null)
    .map((clock) => dueOf(clock, calendarOf(clock.calendar)));
  const known = dues.filter((due) => due !== null);
  return known.length === 0 ? null : Math.min(...known);
}
