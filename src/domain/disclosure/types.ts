import { defined } from '../../core/base/defined.js';
import { LEAST_CELL } from '../../core/base/least-cell.js';
import type { ClassTally, OrderedTally } from '../../core/fairness/outcomes/index.js';
import type { Tally } from '../../core/fairness/tally/index.js';

export { LEAST_CELL };

/** The data that a part does not show, so that no cell of it is smaller. */
export interface Withheld {
  /** Number of groups that are shown as one group of unknown values; `people` counts the people in them. */
  readonly groups: number;
  readonly people: number;
  /** Number of groups whose labels are not shown; `unlabelledPeople` counts the people in them whose label is known. */
  readonly unlabelledGroups: number;
  readonly unlabelledPeople: number;
  /** Form of the scores. `kept`: as recorded. A number: in that many bins, each score in the middle of its bin. `none`: not shown. */
  readonly scores: 'kept' | 'none' | number;
}

/** All people of an audit by some attributes; no cell is smaller than `LEAST_CELL`. */
export interface AuditPart {
  readonly attributes: readonly string[];
  readonly tally: Tally;
  readonly withheld: Withheld;
}

/** Levels or classes as they are shown: of each the declared words that it holds. Of amounts the words are where declared bands begin, such as `1000 USD`. */
export type Bands = readonly (readonly string[])[];

/** A part of an audit of levels or classes, or of amounts in bands, whose levels or classes are those of `bands`. */
export interface WordPart extends Omit<AuditPart, 'tally'> {
  readonly tally: OrderedTally | ClassTally;
  /** The same in every part. */
  readonly bands: Bands;
}

/** Whether `data.where` was applied. `not applied`: it leaves out fewer than `LEAST_CELL` people or nobody, so everybody was audited. */
export type FilterUse = 'none' | 'applied' | 'not applied';

/** How the data were coarsened for a caller who may see no person; it is in the result beside the log that the audit was made from. */
export interface Protection {
  readonly leastCell: number;
  readonly filter?: FilterUse;
  /** How levels, classes or bands of amounts were put together; absent where decisions are 0 or 1. */
  readonly bands?: Bands;
  readonly parts: readonly { readonly attributes: readonly string[]; readonly withheld: Withheld }[];
}

/** How the data were coarsened, as these parts say it. */
export function protectionOf(
  parts: readonly AuditPart[] | readonly WordPart[],
  filter: FilterUse | undefined,
): Protection {
  const [first] = parts;
  const bands = first !== undefined && 'bands' in first ? first.bands : undefined;
  const told = parts.map(({ attributes, withheld }) => ({ attributes, withheld }));
  return { leastCell: LEAST_CELL, ...defined({ filter, bands }), parts: told };
}
