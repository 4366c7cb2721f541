import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

/** What every entry about a case says; `digest` is that of the sealed contents as the act left them, which commits to what was said. */
const OF_CASE = { case: text, decision: text, revision: z.int(), by: text, digest: text };

const of = <const Type extends `${string}.${string}`>(type: Type, meaning: string) =>
  defineEvent(type, OF_CASE, meaning);

export const caseOpened = defineEvent(
  'case.opened',
  { ...OF_CASE, deployment: text, origin: text, queue: text, highImpact: z.boolean() },
  'Somebody is to look at a decision again. `origin` says where the case comes from; `known-answer` repeats a closed one, to see how readers read. What is said in it is beside the log, sealed under a key that the erasure of the decision destroys; `digest` commits to it.',
);
export const caseLeased = of(
  'case.leased',
  'A case was given to a reader for a while. It does not show them what the machine said.',
);
export const caseReturned = of('case.returned', 'A reader gave a case back without an answer; they read it no more.');
export const conflictDeclared = of(
  'case.conflict-declared',
  'A reader stands in a relation to the person decided about, and reads the case no more.',
);
export const readBlind = of(
  'case.read-blind',
  'A reader committed a view with a reason before they were shown what the machine said; `digest` commits to it.',
);
export const readFinal = of('case.read-final', 'The first reader gave a final answer, after the machine was revealed.');
export const caseReferred = of('case.referred', 'The first reader left the case to a panel.');
export const subjectAsked = of(
  'case.subject-asked',
  'The person decided about was asked for something; the clocks of the case stand.',
);
export const subjectAnswered = of(
  'case.subject-answered',
  'The person decided about answered, or is not waited for any longer; the clocks run again.',
);
export const caseEscalated = of(
  'case.escalated',
  'A case left the queue for whoever leads the review, such as where nobody is left who may read it.',
);
export const caseReadmitted = of('case.readmitted', 'A case that was escalated is in the queue again.');
export const clockMissed = defineEvent(
  'case.clock-missed',
  { ...OF_CASE, clock: text, due: text },
  'A clock of a case ran out at `due` before it was met.',
);
export const caseClosed = of(
  'case.closed',
  'A case is over: its outcome was told and, where it changed something, confirmed as applied.',
);
export const caseErased = of(
  'case.erased',
  'A case ended because the records of the person were erased; nothing of what was said in it can be opened.',
);
export const caseSeen = defineEvent(
  'case.seen',
  { actor: text, case: text, of: text },
  'Somebody was shown the inputs of the decision `of` because they read a case about it.',
  { log: 'reads' },
);
export const caseDrawn = defineEvent(
  'case.drawn',
  {
    ...{ ...OF_CASE, policy: text, routes: z.array(text), inclusion: z.number() },
    ...{ holdout: z.number().optional(), held: z.boolean().optional() },
  },
  'A policy has people look at a decision: by which of its routes, and how probable it was, before, that the decision would be drawn. What drew is the leaf of the decision: its first 6 bytes, over 256 to the 6th, are below `inclusion`. `held` says whether it is decided without the machine shown, which `holdout` of such cases are.',
);
export const knownAnswer = of(
  'case.known-answer',
  'A case that repeats a closed one, to see how readers read, was answered, and its reader was told so.',
);
export const appealSubmitted = of('appeal.submitted', 'A person contests a decision about them.');
export const appealAcknowledged = defineEvent(
  'appeal.acknowledged',
  { ...OF_CASE, answerBy: text },
  'The appeal was acknowledged at once, with the time by which it will be answered.',
);
export const recheckGranted = of(
  'appeal.recheck-granted',
  'The version that decided, over the corrected inputs, decides better for the person: granted without a person.',
);
export const recheckPassed = of(
  'appeal.recheck-passed',
  'The check without a person granted nothing, and left the appeal to people; it can refuse nothing.',
);
export const panelVote = of('appeal.panel-vote', 'A member of a panel voted, after a view of their own.');
export const appealDecided = defineEvent(
  'appeal.decided',
  { ...OF_CASE, how: text, changed: z.boolean(), because: text.optional(), involvement: text.optional() },
  'The outcome of a case is known; it is never worse for the person than the decision. `how` says whether a check, a reader or a panel gave it, `because` where the fault was, as its readers say, and `involvement` whether people were involved: none, formal, meaningful or unknown, derived from what was recorded of their readings.',
);
export const appealApplied = of('appeal.applied', 'Somebody confirms that the source system has made the change.');
export const appealCommunicated = of('appeal.communicated', 'The person decided about was told the outcome.');
export const appealWithdrawn = of(
  'appeal.withdrawn',
  'The person does not contest the decision any longer; it stands.',
);

export const readerTrained = defineEvent(
  'case.reader-trained',
  { reader: text, by: text, at: text },
  'A reader of cases was trained, as somebody who looks after the review says: on how people rely on machines, and on what this one does.',
);
export const overturnsAlike = defineEvent(
  'case.overturns-alike',
  {
    ...{ deployment: text, because: text, decisions: z.int(), withinDays: z.int(), incident: text },
    cases: z.array(text),
  },
  'So many decisions of a deployment were changed for one reason that what lies behind them is looked for: an incident is open, and `GET /v1/cases/patterns` lists decisions like them.',
);
export const decisionsRerun = defineEvent(
  'case.decisions-rerun',
  {
    ...{ by: text, deployment: text, because: text, version: text.optional(), cutoff: z.number().optional() },
    ...{ decisions: z.int(), changed: z.int(), notRun: z.int() },
  },
  'Decisions like those that were changed for one reason were run again over what was recorded of the people, with the version and cutoff that decided unless others are named: how many would come out otherwise.',
);

/** Events that say no more than that something was done to a case. */
export const PLAIN_EVENTS = [
  ...([caseLeased, caseReturned, conflictDeclared, readBlind, readFinal, caseReferred, subjectAsked] as const),
  ...([subjectAnswered, caseEscalated, caseReadmitted, caseClosed, caseErased, recheckGranted, recheckPassed] as const),
  ...([panelVote, appealApplied, appealCommunicated, appealWithdrawn, appealSubmitted, knownAnswer] as const),
] as const;

/** Events of cases and appeals. */
export const caseEvents = [
  caseOpened,
  caseDrawn,
  ...PLAIN_EVENTS,
  clockMissed,
  caseSeen,
  appealAcknowledged,
  appealDecided,
  overturnsAlike,
  decisionsRerun,
  readerTrained,
] as const;
