import { TribuneError } from '../../../core/base/errors.js';
import { type CaseRecord, FIRST_VIEW } from '../../../core/oversight/index.js';
import type { Known } from './known.js';

/** Whole months in UTC: from the first day of one to before the first day of another. */
export interface Period {
  /** As 2026-10-01. */
  readonly from: string;
  /** As 2026-11-01, which is not in it. */
  readonly to: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What came of the appeals of a month, and of how many decided cases of it people were involved. */
export interface MonthOfCases {
  /** As 2026-10. */
  readonly month: string;
  /** Appeals by what came of them; `late` are those of all of them whose answer a clock ran out for. */
  readonly appeals: Readonly<Record<'open' | 'withdrawn' | 'kept' | 'changed' | 'late', number>>;
  /** Decided cases, whatever they come from; `unclear`: not everything that it takes was recorded; `unrecorded`: from before it was kept. */
  readonly involvement: Readonly<Record<'none' | 'formal' | 'meaningful' | 'unclear' | 'unrecorded', number>>;
}

/** Why there are no figures: there are more records than are read for one report, or whoever asks may not read them. */
export type Uncounted = 'too-many' | 'not-allowed';

/** What records other than audits hold of a period. */
export interface PeriodFacts {
  readonly period: Period;
  /** `groups`: no cell of few people is shown, nor one from which it could be computed. */
  readonly sight: 'persons' | 'groups';
  /** `unread`: cases whose rows are not as the service wrote them, and that stand in no month. */
  readonly cases: Known<{ readonly months: readonly MonthOfCases[]; readonly unread: number }> | Uncounted;
  readonly stops: Known<{ readonly thrown: number; readonly drills: number }> | Uncounted;
  readonly incidents: Known<{ readonly opened: number; readonly closed: number }> | Uncounted;
}

/** Most months of a period. */
const MOST_MONTHS = 36;
const FIRST_DAY = /^(19[7-9]|2\d\d)\d-(0[1-9]|1[0-2])-01$/;

const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 'YYYY-MM'.length);

/** The months of a period, the earliest first. */
function monthsOf({ fromMs, toMs }: Pick<Period, 'fromMs' | 'toMs'>): string[] {
  const found: string[] = [];
  for (let at = new Date(fromMs); at.getTime() < toMs; at.setUTCMonth(at.getUTCMonth() + 1))
    found.push(monthOf(at.getTime()));
  return found;
}

/**
 * Reads a period. It is of whole months, so that no two reports differ by the few people of a day; one of the running month is for those alone
 * who may see every decision, because two reports of it differ by the people of the days between.
 *
 * @throws TribuneError INVALID_ARGUMENT
 *
 * @example periodOf({ since: '2026-10-01', until: '2026-12-01' }, { sight: 'groups', nowMs: Date.now() })
 */
export function periodOf(
  {
    since: from,
    until: to,
  }: { readonly since?: string | null | undefined; readonly until?: string | null | undefined },
  { sight, nowMs }: Pick<PeriodFacts, 'sight'> & { readonly nowMs: number },
): Period {
  const refuse = (why: string): TribuneError =>
    new TribuneError('INVALID_ARGUMENT', why, {
      remedy: 'Give the first days of two months: since 2026-10-01 until 2026-11-01 is October.',
    });
  if (from == null || to == null) throw refuse('the period is not given');
  for (const text of [from, to])
    if (!FIRST_DAY.test(text)) throw refuse(`${JSON.stringify(text.slice(0, 40))} is no first day of a month`);
  const period = { from, to, fromMs: Date.parse(from), toMs: Date.parse(to) };
  if (period.fromMs >= period.toMs) throw refuse(`${to} is not after ${from}`);
  const last = new Date(period.toMs);
  last.setUTCMonth(last.getUTCMonth() - 1);
  if (last.getTime() > nowMs) throw refuse(`the month before ${to} has not begun`);
  if (period.toMs > nowMs && sight !== 'persons')
    throw refuse(`the month before ${to} is not over, and its report would differ by few people from that of tomorrow`);
  if (monthsOf(period).length > MOST_MONTHS) throw refuse(`a report is over ${MOST_MONTHS} months at most`);
  return period;
}

/**
 * Counts cases by the month in which they were opened, with what has come of them since. Cases that repeat a closed one to see how readers
 * read are about nobody, and are left out.
 */
export function countCases(cases: readonly CaseRecord[], period: Period): MonthOfCases[] {
  const real = cases.filter(
    ({ known, openedAtMs }) => known === undefined && openedAtMs >= period.fromMs && openedAtMs < period.toMs,
  );
  return monthsOf(period).map((month) => {
    const own = real.filter(({ openedAtMs }) => monthOf(openedAtMs) === month);
    const appeals = own.filter(({ origin }) => origin === 'appeal');
    const ends = appeals.map(endOf);
    const levels = own.flatMap(involvementOf);
    const ended = (end: ReturnType<typeof endOf>): number => ends.filter((one) => one === end).length;
    const involved = (level: string): number => levels.filter((one) => one === level).length;
    return {
      month,
      appeals: {
        ...{ open: ended('open'), withdrawn: ended('withdrawn'), kept: ended('kept'), changed: ended('changed') },
        late: appeals.filter(isLate).length,
      },
      involvement: {
        ...{ none: involved('none'), formal: involved('formal'), meaningful: involved('meaningful') },
        ...{ unclear: involved('unclear'), unrecorded: involved('unrecorded') },
      },
    };
  });
}

function endOf({ settlement }: CaseRecord): 'open' | 'withdrawn' | 'kept' | 'changed' {
  if (settlement === null) return 'open';
  if (settlement.how === 'withdrawn') return 'withdrawn';
  return settlement.isChanged ? 'changed' : 'kept';
}

/** Whether a clock of the answer ran out; by when somebody has to begin is no matter of the person. */
const isLate = ({ clocks }: CaseRecord): boolean =>
  clocks.some(({ what, breachedAtMs }) => what !== FIRST_VIEW && breachedAtMs !== null);

function involvementOf({ settlement }: CaseRecord): string[] {
  // Of what is contested no longer nobody had to decide.
  if (settlement === null || settlement.how === 'withdrawn') return [];
  if (settlement.involvement === undefined) return ['unrecorded'];
  return [settlement.involvement.level ?? 'unclear'];
}
