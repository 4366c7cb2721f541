import { endOfDay } from '../../../core/base/durations.js';
import { type Calendar, type CaseClock, endOf } from '../../../core/oversight/index.js';
import { appealClocks } from '../../../data/appeal-clocks/index.js';

interface Placed {
  /** Where it holds; none: everywhere. */
  readonly jurisdictions: readonly string[];
}

/** A clock that a case begins with, as it was known on a day. */
export interface DatedClock extends Placed {
  readonly what: string;
  readonly within: string;
  readonly appliesFrom: string;
  readonly repealedAt: string | null;
  readonly calendar: string;
  readonly source: string;
  readonly doubt?: string;
}

/** How long after a decision it can be contested. */
interface Window extends Placed {
  readonly within: string;
  readonly calendar: string;
  readonly source: string;
}

/** A file of `src/data/appeal-clocks`; a test holds each to the schema beside it. */
interface AppealClocks {
  readonly date: string;
  readonly calendars: readonly Calendar[];
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly windows: readonly Window[];
  readonly clocks: readonly DatedClock[];
  readonly redress: readonly (Placed & {
    readonly text: string;
    readonly translations: Readonly<Record<string, string>>;
    readonly source: string;
  })[];
}

const ALL = (appealClocks as readonly AppealClocks[]).toSorted((a, b) => b.date.localeCompare(a.date));
const NEWEST = ALL[0]!;
/** Calendars of every file, as a clock goes on by the one that it began with. */
const CALENDARS = new Map(ALL.flatMap(({ calendars }) => calendars).map((one) => [one.id, one]));

/** Gives a calendar by its id. A clock names one that some file has, which a test of the files sees to. */
export function calendarOf(id: string): Calendar {
  const known = CALENDARS.get(id);
  if (known === undefined) throw new Error(`no file of calendars has ${id}`);
  return known;
}

/** Whether what holds in these regions and places, none for everywhere, holds in one of `places`: `EU` holds in `DE`, and `DE` in `DE-BY`. */
export function holdsInPlaces(jurisdictions: readonly string[], places: readonly string[]): boolean {
  if (jurisdictions.length === 0) return true;
  const codes = jurisdictions.flatMap((one) => [one, ...(NEWEST.regions[one] ?? [])]);
  return places.some((place) => codes.some((code) => place === code || place.startsWith(`${code}-`)));
}

const holdsIn = ({ jurisdictions }: Placed, places: readonly string[]): boolean => holdsInPlaces(jurisdictions, places);

/** The clocks with which a case begins in these places. */
export function clocksFrom(places: readonly string[], nowMs: number): CaseClock[] {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return NEWEST.clocks
    .filter(({ appliesFrom, repealedAt }) => appliesFrom <= day && (repealedAt === null || day < repealedAt))
    .filter((one) => holdsIn(one, places))
    .map(({ what, within, calendar, source }) => ({
      ...{ what, span: within, calendar, source, fromMs: nowMs },
      ...{ pauses: [], metAtMs: null, breachedAtMs: null },
    }));
}

/**
 * The last moment at which a decision can be contested: the end of the day (UTC) in which the longest of the windows that hold ends. People are told this day
 * by UTC, and "until" a day means all of it.
 *
 * @example contestableUntil(['DE'], Date.parse('2026-11-30T09:00:00Z')) // 2027-05-30T23:59:59.999Z
 */
export function contestableUntil(places: readonly string[], decidedAtMs: number): number {
  const ends = NEWEST.windows
    .filter((one) => holdsIn(one, places))
    .map(({ within, calendar }) => endOf(calendarOf(calendar), decidedAtMs, within));
  return endOfDay(Math.max(...ends));
}

/** Where else a person may go, in words of a language; in English where it has none. */
export function redressIn(places: readonly string[], language = 'en'): string {
  const { text, translations } = NEWEST.redress.filter((one) => holdsIn(one, places)).at(-1)!;
  return translations[language] ?? text;
}
