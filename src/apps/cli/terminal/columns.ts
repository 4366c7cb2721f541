const DEFAULT_COLUMNS = 100;
/** Narrower than this nothing can be read, and what reports less does not know: `script` and some CI say 0. */
const LEAST_COLUMNS = 40;

/** Letters of a line, from what the terminal reports; undefined when there is none. */
export const lineWidth = (reported: number | undefined): number =>
  reported === undefined || reported <= 0 ? DEFAULT_COLUMNS : Math.max(reported, LEAST_COLUMNS);
