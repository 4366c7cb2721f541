import { INVOLVEMENT_CONDITIONS, type Involvement, type InvolvementCondition } from '../../../core/oversight/index.js';
import { involvementAt } from '../model/index.js';
import type { CaseFacts } from './case-facts.js';

/** Of how many decided cases people were involved, and how. */
export interface InvolvementCounts {
  readonly none: number;
  readonly formal: number;
  readonly meaningful: number;
  /** Nothing speaks against it, and not everything that it takes was recorded. */
  readonly unknown: number;
  /** Cases in which each condition was not met, and in which it is not known. */
  readonly conditions: readonly {
    readonly condition: InvolvementCondition;
    readonly unmet: number;
    readonly unknown: number;
  }[];
}

/** Counts involvement; it follows from what was recorded of each case, and nobody types it. */
export function involvementCounts(decided: readonly CaseFacts[]): InvolvementCounts {
  const found = decided.map(involvementIn);
  const count = (level: Involvement['level']): number => found.filter((one) => one.level === level).length;
  const names = Object.keys(INVOLVEMENT_CONDITIONS) as InvolvementCondition[];
  return {
    ...{ none: count('none'), formal: count('formal'), meaningful: count('meaningful'), unknown: count(null) },
    conditions: names.map((condition) => ({
      condition,
      unmet: found.filter(({ unmet }) => unmet.includes(condition)).length,
      unknown: found.filter(({ unknown }) => unknown.includes(condition)).length,
    })),
  };
}

export const involvementIn = ({ record, scale, machine }: CaseFacts): Involvement =>
  involvementAt(record, { scale, original: machine });
