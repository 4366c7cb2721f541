import type { Tally } from '../../../core/fairness/tally/index.js';

/**
 * Fewest people that one cell shows to somebody who may see no person. The rule of the CMS Cell Size Suppression Policy (United States):
 * no cell of 1 to 10, and none that can be worked out from others.
 */
export const LEAST_CELL = 11;

/** What a part does not show, so that no cell of it is smaller. */
export interface Withheld {
  /** Groups that are shown as one, of unknown values, and the people in them. */
  readonly groups: number;
  readonly people: number;
  /** Groups whose labels are not shown, and the people in them whose label is known. */
  readonly unlabelledGroups: number;
  readonly unlabelledPeople: number;
  /** `kept`: as recorded. A number: in so many bins. `none`: not shown. */
  readonly scores: 'kept' | 'none' | number;
}

/** All people of an audit by some attributes, in cells none of which is smaller than `LEAST_CELL`. */
export interface AuditPart {
  readonly attributes: readonly string[];
  readonly tally: Tally;
  readonly withheld: Withheld;
}

/** Whether `data.where` was applied. `not applied`: it leaves out fewer than `LEAST_CELL` people or nobody, and everybody was audited. */
export type FilterUse = 'none' | 'applied' | 'not applied';

/** What was coarsened for a caller who may see no person; stands in the result beside the log that it was made from. */
export interface Protection {
  readonly leastCell: number;
  readonly filter?: FilterUse;
  readonly parts: readonly { readonly attributes: readonly string[]; readonly withheld: Withheld }[];
}
