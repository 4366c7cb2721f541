import { DATED_DUTIES } from '../../incidents/duties/index.js';

/**
 * Whether law of some places touches a system that is used in others: `EU` holds in `DE`, `DE` in `DE-BY`, and `US-CO` touches a system of the
 * whole `US`, in a part of it. Law without places holds everywhere.
 */
export function touches(law: readonly string[], used: readonly string[]): boolean {
  if (law.length === 0) return true;
  const codes = widened(law);
  const places = widened(used);
  return codes.some((code) => places.some((place) => within(place, code) || within(code, place)));
}

const widened = (places: readonly string[]): string[] =>
  places.flatMap((place) => [place, ...(DATED_DUTIES.regions[place] ?? [])]);

const within = (place: string, code: string): boolean => place === code || place.startsWith(`${code}-`);

/** What a place is written as, for people. */
export const PLACE_FORM = 'A place is EU, or a code of ISO 3166 such as DE, GB or US-CO.';

/** Whether a text is written as a place. `UK` is no code of ISO 3166: law of `GB` would pass it by. */
export const isPlace = (text: string): boolean => /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(text) && !/^UK\b/.test(text);
