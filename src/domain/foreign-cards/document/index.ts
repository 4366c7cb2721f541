/** Documents of other programs, read within bounds, of which nothing is lost in silence. */
export { LONGEST_NAME, MOST_CHARACTERS, MOST_UNKNOWN } from './bounds.js';
export { unreadableCard } from './errors.js';
export { sha256Of } from './sha256-of.js';
export type { ForeignCard, ForeignDataset, ForeignMetric, ReadCard } from './types.js';
export { type Path, Understood } from './understood.js';
