import { type CaseRecord, dueOf, type OverturnPattern } from '../../../core/oversight/index.js';
import {
  answerBy,
  calendarOf,
  type LikeDecisions,
  type Outcome,
  type ReaderCase,
  type SimilarClosed,
  type Training,
} from '../../../domain/oversight/index.js';

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
const at = (done: { readonly atMs: number; readonly by: string } | null) =>
  done === null ? null : { at: iso(done.atMs), by: done.by };

/** A case for whoever looks after it: nothing of the person, nothing of what anybody said. */
export const printCase = (record: CaseRecord) => {
  const { id, revision, decision, deployment, system, origin, queue, stage, settlement } = record;
  return {
    ...{ id, revision, decision, deployment, system, origin, queue, highImpact: record.isHighImpact, stage },
    ...{ drawn: drawnOf(record), known: record.known ?? null },
    holdout: record.holdout === undefined ? null : { share: record.holdout.share, held: record.holdout.isHeld },
    ...{ openedAt: iso(record.openedAtMs), openedBy: record.openedBy, excluded: record.excluded },
    clocks: record.clocks.map((clock) => ({
      ...{
        what: clock.what,
        within: clock.span,
        calendar: clock.calendar,
        source: clock.source,
        from: iso(clock.fromMs),
      },
      due: isoOrNull(dueOf(clock, calendarOf(clock.calendar))),
      ...{ metAt: isoOrNull(clock.metAtMs), missedAt: isoOrNull(clock.breachedAtMs) },
    })),
    reads: record.reads.map(({ by, part, claimedAtMs, viewedAtMs, answeredAtMs, ended, activeMs, opened }) => ({
      ...{
        by,
        part,
        claimedAt: iso(claimedAtMs),
        viewedAt: isoOrNull(viewedAtMs),
        answeredAt: isoOrNull(answeredAtMs),
      },
      ...{ activeMs: activeMs ?? null, opened: opened ?? null, ended },
    })),
    settlement: settlement && {
      ...{ how: settlement.how, changed: settlement.isChanged, at: iso(settlement.atMs), by: settlement.by },
      ...{ because: settlement.because ?? null, involvement: settlement.involvement ?? null },
    },
    ...{ applied: at(record.applied), notice: at(record.notice), answerBy: isoOrNull(answerBy(record)) },
  };
};

function drawnOf({ drawn }: CaseRecord) {
  if (drawn === undefined) return null;
  const { policy, routes, inclusion } = drawn;
  return { policy, routes, inclusion };
}

/** A case for its reader. Before the view it has these members and no other, whatever is hidden. */
export function printReading(seen: ReaderCase): object {
  const { id, untilMs, purpose, scale, inputs } = seen;
  const blind = { id, stage: seen.stage, until: iso(untilMs), purpose, scale, inputs };
  if (seen.stage === 'blind' || seen.stage === 'ended') return blind;
  const { part, decision, deployment, version, decidedAtMs, route, outcome, score, cutoff } = seen;
  return {
    ...{ ...blind, part, decision, deployment, version, decidedAt: iso(decidedAtMs), route, outcome, score, cutoff },
    ...{ origin: seen.origin, queue: seen.queue, highImpact: seen.isHighImpact, statement: seen.statement },
    ...{ recorded: seen.recorded, view: seen.view },
  };
}

/** A closed case like the one that is read; nothing names it. */
export const printSimilar = ({ inputs, distance, machine, outcome, how, settledAtMs }: SimilarClosed) => ({
  ...{ inputs, distance, machine, outcome, how, settledAt: iso(settledAtMs) },
});

export const printPattern = ({ deployment, because, rule, decisions, cases, fromMs, untilMs }: OverturnPattern) => ({
  ...{ deployment, because, count: rule.count, withinDays: rule.withinDays, decisions, cases },
  ...{ from: iso(fromMs), until: iso(untilMs) },
});

export const printTraining = ({ reader, atMs, by }: Training) => ({ reader, at: iso(atMs), by });

export const printLike = ({ pattern, of, drawn, alike, decisions }: LikeDecisions) => ({
  ...{ pattern: printPattern(pattern), of, drawn, alike },
  decisions: decisions.map(({ decidedAtMs, ...one }) => ({ ...one, decidedAt: iso(decidedAtMs) })),
});

export const printOutcome = ({ record, contents, reasons, redress }: Outcome) => ({
  ...{ case: record.id, decision: record.decision, outcome: contents.outcome, original: contents.original },
  ...{ changed: record.settlement?.isChanged ?? false, how: record.settlement?.how ?? null, reasons, redress },
});
