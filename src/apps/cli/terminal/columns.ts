const DEFAULT_COLUMNS = 100;
/**
 * Fewest columns that a terminal may report: nothing can be read in fewer, and programs that do not know, such as `script` and some CI,
 * report 0.
 */
const LEAST_COLUMNS = 40;

/** Width of a line from the width that the terminal reports; undefined when there is none. */
export const lineWidth = (reported: number | undefined): number =>
  reported === undefined || reported <= 0 ? DEFAULT_COLUMNS : Math.max(reported, LEAST_COLUMNS);
