import { TribuneError } from '../../base/errors.js';
import type { CaseRead, CaseRecord } from '../cases/index.js';

/** What was recorded of somebody's work at a case beside its record; null for what was not recorded. */
export interface ReadingFacts {
  /** Trained on the version that decided, and freshly enough, when they claimed the case. */
  readonly isTrained: boolean | null;
  /** Whether what the case rests on was opened. */
  readonly hasOpenedEvidence: boolean | null;
  /** Time in which they worked at it, ms, without breaks. */
  readonly activeMs: number | null;
}

export interface InvolvementOptions {
  /** Least time in which a case can be read at all, ms. */
  readonly floorMs: number;
  /** Whether there was an outcome that the readers could have given and that is another than the machine's; null where that is not known. */
  readonly couldChange: boolean | null;
  /** Facts of each reading, beside `reads` of the record. */
  readonly facts: readonly ReadingFacts[];
}

/** What makes that a person was meaningfully involved. */
export const INVOLVEMENT_CONDITIONS = {
  view: 'formed a view before the machine’s answer was shown',
  reason: 'gave an answer with a reason of their own',
  authority: 'could have changed the decision',
  training: 'was trained on the version that decided',
  evidence: 'opened what the case rests on',
  time: 'took the time that reading takes at least',
} as const;
export type InvolvementCondition = keyof typeof INVOLVEMENT_CONDITIONS;

/** Whether people were involved in a decision. */
export interface Involvement {
  /** `none`: nobody decided. `formal`: somebody did, and something of what makes it meaningful was not so. Null: nothing speaks against it, and not everything is known. */
  readonly level: 'none' | 'formal' | 'meaningful' | null;
  /** Those on whose answers the outcome rests. */
  readonly people: number;
  /** Conditions that somebody of them did not meet. */
  readonly unmet: readonly InvolvementCondition[];
  /** Conditions of which that is not known of somebody, and which nobody is known not to have met. */
  readonly unknown: readonly InvolvementCondition[];
}

/**
 * Derives from what was recorded whether people were involved in a decision; nobody types it. Each whose answer the outcome rests on has to meet every
 * condition. The time between the claim and the answer is an upper bound of the time of work, so it can disprove that time was taken, and proves nothing.
 *
 * @throws TribuneError INVALID_ARGUMENT where there are not as many facts as readings
 */
export function involvementOf(
  { reads, settlement }: Pick<CaseRecord, 'reads' | 'settlement'>,
  { floorMs, couldChange, facts }: InvolvementOptions,
): Involvement {
  if (facts.length !== reads.length)
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `there are facts of ${facts.length} readings, and ${reads.length} readings`,
      {
        remedy: 'Give facts of each reading, with null for what was not recorded.',
      },
    );
  const by = settlement?.by ?? [];
  if (by.length === 0) return { level: 'none', people: 0, unmet: [], unknown: [] };
  const met = by.map((who) => {
    const at = reads.findLastIndex((read) => read.by === who && read.answeredAtMs !== null);
    return at < 0 ? null : conditionsOf(reads[at]!, facts[at]!, { floorMs, couldChange });
  });
  const names = Object.keys(INVOLVEMENT_CONDITIONS) as InvolvementCondition[];
  const unmet = names.filter((name) => met.some((one) => one?.[name] === false));
  const unknown = names.filter((name) => !unmet.includes(name) && met.some((one) => (one?.[name] ?? null) === null));
  const level = unmet.length > 0 ? 'formal' : unknown.length > 0 ? null : 'meaningful';
  return { level, people: by.length, unmet, unknown };
}

function conditionsOf(
  { claimedAtMs, viewedAtMs, answeredAtMs }: CaseRead,
  { isTrained, hasOpenedEvidence, activeMs }: ReadingFacts,
  { floorMs, couldChange }: Pick<InvolvementOptions, 'floorMs' | 'couldChange'>,
): Readonly<Record<InvolvementCondition, boolean | null>> {
  const elapsedMs = (answeredAtMs ?? claimedAtMs) - claimedAtMs;
  return {
    view: viewedAtMs !== null,
    reason: answeredAtMs !== null,
    authority: couldChange,
    training: isTrained,
    evidence: hasOpenedEvidence,
    time: elapsedMs < floorMs ? false : activeMs === null ? null : activeMs >= floorMs,
  };
}
