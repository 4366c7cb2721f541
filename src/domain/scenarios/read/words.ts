import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };

/** How durations are written: `30 minutes`, `6 hours`, `1 day`, `2 weeks`. */
export const DURATION_WORDS = '([1-9][0-9]{0,4}) (minute|hour|day|week)s?';

/** Milliseconds of the two parts of `DURATION_WORDS`. */
export const msOf = (number: string, unit: string): number => Number(number) * UNITS[unit]!;

/** A word, or several between quotes. */
export const WORD = `("[^"]*"|[^\\s",]+)`;

/** A word without the quotes around it. */
export const unquoted = (word: string): string => (word.startsWith('"') ? word.slice(1, -1) : word);

/** A share written in per cent: `12.5 %`. */
export const SHARE = '([0-9]{1,3}(?:\\.[0-9]{1,6})?) ?%';

/** The share of a text of `SHARE`; null where it is more than all. */
export function shareOf(text: string): number | null {
  const share = Number(text) / 100;
  return share <= 1 ? share : null;
}

/** Splits at commas that are not between quotes. */
export const partsOf = (text: string): string[] =>
  (text.match(/(?:"[^"]*"|[^,"])+|"/g) ?? []).map((part) => part.trim());

const GROUP = new RegExp(`^${WORD} ${WORD}(?: and (.+))?$`);

/** Values of attributes: `sex f and race "two or more"`. Null where it is something else. */
export function groupOf(text: string): Record<string, string> | null {
  const group: Record<string, string> = {};
  let rest: string | undefined = text;
  while (rest !== undefined) {
    const [, name, value, more]: (string | undefined)[] = GROUP.exec(rest) ?? [];
    if (name === undefined || Object.hasOwn(group, unquoted(name))) return null;
    group[unquoted(name)] = unquoted(value!);
    rest = more;
  }
  return group;
}

/** A group as it is written. */
export const groupText = (group: Readonly<Record<string, string | null>>): string =>
  Object.entries(group)
    .map(([name, value]) => `${name} ${value ?? 'unknown'}`)
    .join(' and ');
