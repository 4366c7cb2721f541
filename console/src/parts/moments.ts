/**
 * The last day and minute that a field takes: browsers let people type years of six digits, which no date of this form has, and say which one is
 * the last where it has a bound.
 */
export const LAST_DAY = '9999-12-31';
export const LAST_MINUTE = `${LAST_DAY}T23:59`;

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment in the zone and the language of the reader, for texts; pages show it as `Time`, which has the exact one beside it. */
export const momentText = (at: string | number | Date): string => SHORT.format(new Date(at));

const MOMENT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z)/;

/**
 * Takes a sentence of the service apart at the moments that stand in it: those who get messages have no page that knows their zone.
 *
 * @example momentPieces('from 2026-10-01T08:00:00.000Z on') // ['from ', { at: '2026-10-01T08:00:00.000Z' }, ' on']
 */
export const momentPieces = (sentence: string): (string | { readonly at: string })[] =>
  sentence
    .split(MOMENT)
    .map((piece, n) => (n % 2 === 1 && !Number.isNaN(Date.parse(piece)) ? { at: piece } : piece))
    .filter((piece) => piece !== '');
