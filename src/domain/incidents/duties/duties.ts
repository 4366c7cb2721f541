import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { incidentDuties } from '../../../data/incident-duties/index.js';
import type { DutyClock, Fact } from '../model/index.js';
import type { OwnDuty } from '../plan/index.js';

/** A duty to report an incident, as it was known on a day. */
export interface Duty {
  readonly id: string;
  readonly what: string;
  readonly to: string;
  readonly who: string;
  /** Longest time from the moment when somebody became aware, such as `72h` or `15d`; null: at once, without a number. */
  readonly within: string | null;
  readonly facts: readonly Fact[];
  readonly jurisdictions: readonly string[];
  /** First day on which it holds, such as `2027-12-02`. */
  readonly appliesFrom: string;
  readonly repealedAt: string | null;
  readonly source: string;
  /** What is not settled about it. */
  readonly doubt?: string;
}

/** A file of `src/data/incident-duties`; a test holds each to the schema beside it. */
interface DatedDuties {
  readonly date: string;
  readonly origin: string;
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly duties: readonly Duty[];
}

const [NEWEST] = (incidentDuties as readonly DatedDuties[]).toSorted((a, b) => b.date.localeCompare(a.date));

/** Duties of the newest file, with its date. They are evidence for what is to be done, and no legal advice. */
export const DATED_DUTIES: DatedDuties = NEWEST ?? { date: '1970-01-01', origin: '', regions: {}, duties: [] };

/** Whether a duty holds on a day. */
export const isInForce = ({ appliesFrom, repealedAt }: Duty, nowMs: number): boolean => {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return appliesFrom <= day && (repealedAt === null || day < repealedAt);
};

/** Whether a duty holds in one of these places: `EU` holds in `DE`, and `DE` in `DE-BY`. */
export function holdsIn(
  { jurisdictions }: Pick<Duty, 'jurisdictions'>,
  places: readonly string[],
  regions: DatedDuties['regions'] = DATED_DUTIES.regions,
): boolean {
  const codes = jurisdictions.flatMap((one) => [one, ...(regions[one] ?? [])]);
  return places.some((place) => codes.some((code) => place === code || place.startsWith(`${code}-`)));
}

/** Milliseconds of `72h` or `15d`. A day has 24 hours from the moment itself, which is never later than counting whole days would be. */
export function withinMs(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,2})(h|d)$/.exec(text)!;
  return Number(number) * (unit === 'h' ? HOUR_MS : DAY_MS);
}

export interface DutyQuestion {
  readonly facts: readonly Fact[];
  readonly jurisdictions: readonly string[];
  /** What the plan says; null where there is none. */
  readonly plan: { readonly duties: readonly string[]; readonly ownDuties: readonly OwnDuty[] } | null;
  readonly awareAtMs: number;
  readonly nowMs: number;
}

/**
 * The clocks that these facts begin: of duties that the plan names, of those that hold where the system is used, and of the plan's own. A duty
 * that does not hold yet begins only where the plan names it.
 */
export function clocksFor({ facts, jurisdictions, plan, awareAtMs, nowMs }: DutyQuestion): DutyClock[] {
  const named = plan?.duties ?? [];
  const dated = DATED_DUTIES.duties.filter(
    (duty) => named.includes(duty.id) || (isInForce(duty, nowMs) && holdsIn(duty, jurisdictions)),
  );
  const all = [
    ...dated.map((duty) => ({ ...duty, dated: DATED_DUTIES.date as string | null })),
    ...(plan?.ownDuties ?? []).map((duty) => ({ ...duty, dated: null })),
  ];
  return all.flatMap(({ id, what, to, source, within, facts: asked, dated: date }) => {
    const fact = asked.find((one) => facts.includes(one));
    if (fact === undefined) return [];
    const dueAtMs = within === null ? null : awareAtMs + withinMs(within);
    return [{ duty: id, what, to, source, dated: date, fact, fromMs: awareAtMs, dueAtMs, filed: null, waived: null }];
  });
}

/** Duties of the facts that begin no clock, each with the reason: whoever reads an incident sees what was not asked for. */
export function dutiesNotBegun({ facts, jurisdictions, plan, nowMs }: DutyQuestion): {
  readonly duty: Duty;
  readonly why: string;
}[] {
  return DATED_DUTIES.duties.flatMap((duty) => {
    if (plan?.duties.includes(duty.id) === true || !duty.facts.some((one) => facts.includes(one))) return [];
    if (!holdsIn(duty, jurisdictions))
      return [{ duty, why: `the system is not used in ${duty.jurisdictions.join(', ')}` }];
    return isInForce(duty, nowMs) ? [] : [{ duty, why: `it holds from ${duty.appliesFrom} on` }];
  });
}

/** How a clock stands. `at once` has no number, so it is never overdue and never in time. */
export type ClockStatus = 'running' | 'at once' | 'overdue' | 'filed in time' | 'filed late' | 'filed' | 'waived';

export function clockStatus({ dueAtMs, filed, waived }: DutyClock, nowMs: number): ClockStatus {
  if (filed !== null) return dueAtMs === null ? 'filed' : filed.atMs <= dueAtMs ? 'filed in time' : 'filed late';
  if (waived !== null) return 'waived';
  if (dueAtMs === null) return 'at once';
  return nowMs < dueAtMs ? 'running' : 'overdue';
}
