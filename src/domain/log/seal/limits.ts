/**
 * Largest content of one entry: a decision record has a few hundred bytes, inputs of a wide model some tens of thousands. The number is our
 * choice.
 */
export const MAX_RECORD_BYTES = 128 * 1024;
