/** The content of one entry: a decision record is a few hundred bytes; inputs of a wide model some tens of thousands. Ours. */
export const MAX_RECORD_BYTES = 128 * 1024;
