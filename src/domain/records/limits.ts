export { MAX_RECORD_BYTES } from '../log/seal/index.js';

/** Greatest number of levels of nesting, the record itself included; flat inputs need two. Ours. */
export const MAX_DEPTH = 16;

/** Greatest number of records in one request. A client gains nothing from larger ones, and one answer would get too long. Ours. */
export const MAX_RECORDS = 20_000;

/** Greatest number of characters (Unicode code points) of names and references: subject, deployment, version, jurisdiction. Ours. */
export const MAX_NAME_LENGTH = 256;

/** Greatest number of attributes in one record. Ours. */
export const MAX_ATTRIBUTES = 64;

/** How far a producer's clock may be ahead, as for monitoring's quarantine (notes/monitoring.md 3.4): 10 minutes. */
export const MAX_AHEAD_MS = 600_000;
