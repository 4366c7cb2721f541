/**
 * Most groups (of each attribute alone, and of each declared intersection) that one audit may have. More is almost always an identifier
 * that was named as an attribute; no report of ten thousand groups can be read, and a family of that size has no power left.
 */
export const MAX_GROUPS = 10_000;
/** What to do where a column has more values. A chance or probability of each person is counted by its values, and need not be more exact than the lot or the model was. */
export const MANY_GROUPS_REMEDY =
  'An identifier is no attribute: leave it out, or declare bins for a numeric one. Chances and probabilities of single persons are rounded to three significant digits in the data.';

/** Most cells of one tally: a million distinct scores by label and prediction, at about 300 bytes each in memory. */
export const MAX_CELLS = 3_000_000;

/** A count weight stands for that many rows; 2^31 rows of the heaviest weight and the largest score still fit 128 bits. */
export const MAX_COUNT_WEIGHT = 2_147_483_648;

/** A sampled row may stand for 2^24 people: floor(w * score^2 * 2^40) stays below 2^88 then, and 2^38 such rows fit 128 bits. */
export const MAX_SAMPLING_WEIGHT = 16_777_216;
