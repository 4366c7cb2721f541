// Bounds of what is taken from a document of another program. All are our choice: a card is some ten kilobytes.

/** Most characters (UTF-16 units) of a document, which is kept as it came. */
export const MOST_CHARACTERS = 131_072;
/** Deepest nesting of lists and objects. */
export const MOST_DEEP = 32;
/** Longest name; a longer one is refused, since two that begin alike would be one when they were cut. */
export const LONGEST_NAME = 400;
/** Longest text; a longer one is cut, and counted. */
export const LONGEST_TEXT = 4_000;
/** Most entries of a list: parameters, data sets, metrics, uses. */
export const MOST_LISTED = 500;
/** Most values that are told one by one though they are not understood, and how much of each. */
export const MOST_UNKNOWN = 200;
export const UNKNOWN_SHOWN = 200;
