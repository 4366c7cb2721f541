// Bounds of what an account of a training run may hold. All are our choice: an account is some kilobytes.

/** Longest name of a run, a data set, a repository or a parameter, in UTF-16 units. */
export const LONGEST_NAME = 400;
/** Longest value of a parameter. */
export const LONGEST_VALUE = 2000;
export const MOST_VERSIONS = 100;
export const MOST_DATA = 200;
export const MOST_PARAMETERS = 500;
/** Most subjects of a data set in one request; more come in further runs of other ids about the same data. */
export const MOST_SUBJECTS = 10_000;
/** Most bytes of a document of another program that are kept, as JSON. */
export const MOST_FOREIGN = 262_144;
/** Most attributes of a data set whose groups are counted, and most groups of one. */
export const MOST_ATTRIBUTES = 20;
export const MOST_GROUPS = 100;
/** Most runs of one answer. */
export const MOST_RUNS = 100;
/** Most data sets of a person in one answer, each with a page of its runs. */
export const MOST_SETS = 20;
