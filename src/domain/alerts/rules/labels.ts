import { slipOf } from '../../../core/base/suggest.js';

/** Labels that alerts of the service have. Rooms to come may have others, so that a name which is near to none of these is no mistake. */
const LABELS = [
  ...['deployment', 'system', 'requirement', 'component', 'group', 'reference', 'metric', 'kind', 'channel'],
  ...['severity', 'source'],
] as const;

/**
 * The label that was meant where a name is a slip of one; null otherwise. A silence or a route by a misspelt label fits nothing, or, with `!=`,
 * everything.
 *
 * @example labelMeant('deploymnt') // 'deployment'
 */
export const labelMeant = (name: string): string | null => slipOf(name, LABELS);
