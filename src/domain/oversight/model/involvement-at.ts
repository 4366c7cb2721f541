import { MINUTE_MS } from '../../../core/base/durations.js';
import {
  type CaseContents,
  type CaseRead,
  type CaseRecord,
  type Involvement,
  involvementOf,
  type ReadingFacts,
  type WholeCase,
} from '../../../core/oversight/index.js';

/** Least time in which a case can be read at all, ms. Ours. */
export const FLOOR_MS: number = MINUTE_MS;

/** Whether people were involved in what a case decided. It follows from what was recorded of their readings, and nobody types it. */
export const involvementAt = (
  record: CaseRecord,
  { scale, original }: Pick<CaseContents, 'scale' | 'original'>,
): Involvement =>
  involvementOf(record, {
    floorMs: FLOOR_MS,
    couldChange: couldChange(scale, original),
    facts: record.reads.map((read) => factsOf(read, record.holdout?.isHeld === true)),
  });

/** A case that is decided, with the statement of involvement beside its outcome; any other one as it is. */
export function withInvolvement({ record, contents }: WholeCase): CaseRecord {
  if (record.settlement === null || record.settlement.involvement !== undefined) return record;
  const { level, unmet, unknown } = involvementAt(record, contents);
  return { ...record, settlement: { ...record.settlement, involvement: { level, unmet, unknown } } };
}

/**
 * What is known of a reading; what the case rests on was opened where the explanation was, where it was asked for and there is none, or where the inputs alone
 * decided. */
const factsOf = ({ isTrained, opened, activeMs }: CaseRead, isHeld: boolean): ReadingFacts => ({
  isTrained: isTrained ?? null,
  hasOpenedEvidence: isHeld ? true : opened === undefined ? null : opened.some((one) => one.endsWith('explanation')),
  activeMs: activeMs ?? null,
});

/** Whether an outcome better than the machine's was open to the readers; null for amounts, which have no best one. */
function couldChange(scale: CaseContents['scale'], machine: CaseContents['original']): boolean | null {
  if (scale.kind === 'amount') return null;
  if (scale.kind === 'binary') return machine !== scale.favourable;
  return machine !== (scale.isHigherBetter ? scale.levels.at(-1) : scale.levels[0]);
}
