import { MINUTE_MS } from '../../../core/base/durations.js';
import {
  INVOLVEMENT_CONDITIONS,
  type Involvement,
  type InvolvementCondition,
  involvementOf,
} from '../../../core/oversight/index.js';
import type { CaseFacts } from './case-facts.js';

/** Least time in which a case can be read at all, ms. Ours. */
export const FLOOR_MS: number = MINUTE_MS;

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

/** Training, opened evidence and breaks are not recorded yet, so that they are not known of any reading. */
const UNRECORDED = { isTrained: null, hasOpenedEvidence: null, activeMs: null } as const;

export const involvementIn = ({ record, scale, machine }: CaseFacts): Involvement =>
  involvementOf(record, {
    floorMs: FLOOR_MS,
    couldChange: couldChange(scale, machine),
    facts: record.reads.map(() => UNRECORDED),
  });

/** Whether an outcome better than the machine's was open to the readers; null for amounts, which have no best one. */
function couldChange(scale: CaseFacts['scale'], machine: CaseFacts['machine']): boolean | null {
  if (scale.kind === 'amount') return null;
  if (scale.kind === 'binary') return machine !== scale.favourable;
  return machine !== (scale.isHigherBetter ? scale.levels.at(-1) : scale.levels[0]);
}
