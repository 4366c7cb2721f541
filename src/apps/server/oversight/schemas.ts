import { z } from 'zod';
import {
  CASE_MACHINE,
  type CaseStage,
  MOST_REASON,
  OVERTURN_REASONS,
  type OverturnReason,
  QUEUES,
} from '../../../core/oversight/index.js';
import { CASE_LIMITS } from '../../../domain/oversight/index.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';
import { anything, digest, refName, time, uuid, wholeNumberText } from '../http/schemas.js';

const MOST_LISTED = 200;
const STAGES = Object.keys(CASE_MACHINE.states) as [CaseStage, ...CaseStage[]];

const decision = uuid.meta({ description: 'Id of the decision that is looked at again.' });
const decidedBy = z.array(someText(CASE_LIMITS.name)).max(CASE_LIMITS.deciders).optional().meta({
  description:
    'Names of the accounts that decided or confirmed it, who must not read the case; needed where the decision was not automatic.',
});
const highImpact = z.boolean().default(false).meta({ description: 'A panel decides, of which two must agree.' });
const id = uuid
  .optional()
  .meta({ description: 'Id of the request: sent again, it opens nothing more. The case has an id of its own.' });

export const openRequest = z
  .strictObject({ id, decision, queue: z.enum(QUEUES).default('quality'), highImpact, decidedBy })
  .meta({ id: 'CaseRequest' });

const changedInputs = z
  .record(someText(CASE_LIMITS.name), z.union([textUpTo(CASE_LIMITS.line), z.number(), z.boolean(), z.null()]))
  .refine((all) => Object.keys(all).length <= CASE_LIMITS.corrections, `at most ${CASE_LIMITS.corrections} inputs`);

export const appealRequest = z
  .strictObject({
    ...{ id, decision, highImpact, decidedBy },
    statement: textUpTo(CASE_LIMITS.statement)
      .default('')
      .meta({ description: 'What the person says, in their words.' }),
    corrections: changedInputs
      .default({})
      .meta({ description: 'Inputs that the person says are others, each with what it should be.' }),
  })
  .meta({ id: 'AppealRequest' });

export const outcome = z.union([z.literal(0), z.literal(1), someText(CASE_LIMITS.name)]);
const reason = someText(MOST_REASON).meta({ description: 'Why; asked for whether or not the reader agrees.' });

export const viewRequest = z
  .strictObject({
    outcome,
    confidence: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).meta({
      description: 'How sure the reader is, from 1 (guessing) to 5.',
    }),
    reason,
  })
  .meta({ id: 'CaseView' });

/** Most reasons of the machine of which a reader says whether they hold. */
const MOST_VERDICTS = 50;
const REASONS = Object.keys(OVERTURN_REASONS) as [OverturnReason, ...OverturnReason[]];

export const answerRequest = z
  .strictObject({
    outcome,
    reason,
    because: z
      .enum(REASONS)
      .optional()
      .meta({
        description: `Where the fault was, for an answer that changes the decision: ${REASONS.map((one) => `${one}, ${OVERTURN_REASONS[one]}`).join('; ')}.`,
      }),
    verdicts: z
      .record(someText(CASE_LIMITS.line), z.enum(['confirmed', 'denied']))
      .refine((all) => Object.keys(all).length <= MOST_VERDICTS, `at most ${MOST_VERDICTS} reasons`)
      .optional()
      .meta({ description: 'Of reasons that the machine gave, by their sentence: whether they hold.' }),
  })
  .meta({ id: 'CaseAnswer' });

/** Longest time of one sign of life, ms. */
const DAY = 24 * 3_600_000;

export const keepRequest = z
  .strictObject({
    activeMs: z.int().min(0).max(DAY).optional().meta({
      description:
        'For how long the page of the case was seen and in use since the last sign of life, ms. At most the time that passed since then counts, by the clock of the service.',
    }),
  })
  .meta({ id: 'CaseKeeping' });

/** How a reader leaves a case, by the act that it is. */
export const LEAVING = {
  return: 'return',
  relation: 'declare-relation',
  panel: 'refer',
  'ask-subject': 'ask-subject',
} as const;

export const leaveRequest = z
  .strictObject({
    how: z.enum(Object.keys(LEAVING) as [keyof typeof LEAVING, ...(keyof typeof LEAVING)[]]).meta({
      description:
        'Give it back; say that you stand in a relation to the person; leave it to a panel after your view; have the person asked, which keeps the case for you.',
    }),
  })
  .meta({ id: 'CaseLeaving' });

export const leadRequest = z
  .strictObject({
    act: z.enum(['subject-answers', 'escalate', 'readmit', 'withdraw', 'confirm-applied', 'notify', 'close']),
  })
  .meta({ id: 'CaseAct' });

export const listQuery = z.strictObject({
  stage: z.enum(['open', 'all', ...STAGES]).default('open'),
  deployment: refName.optional(),
  decision: uuid.optional(),
  before: uuid.optional().meta({ description: 'Those opened before the case of this id.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(50),
});

/** Most cases of one export; more are asked for with `before`. */
const MOST_EXPORTED = 10_000;

export const exportQuery = listQuery.omit({ decision: true }).extend({
  limit: wholeNumberText(1, MOST_EXPORTED).default(MOST_EXPORTED),
  stage: listQuery.shape.stage.default('all'),
});

const timeOrNull = time.nullable();

export const caseAnswer = z
  .object({
    id: uuid,
    revision: z.int(),
    decision: uuid,
    deployment: z.string(),
    system: z.string().nullable(),
    origin: z.enum(['hand', 'appeal', 'policy']),
    queue: z.enum(QUEUES),
    highImpact: z.boolean(),
    drawn: z
      .object({ policy: z.string(), routes: z.array(z.string()), inclusion: z.number() })
      .nullable()
      .meta({ description: 'By which routes of a policy it was drawn, and how probable that was; null otherwise.' }),
    holdout: z.object({ share: z.number(), held: z.boolean() }).nullable().meta({
      description:
        'Whether it is decided by a view alone, without the machine shown, and how probable that was; null where that was not drawn.',
    }),
    known: uuid.nullable().meta({
      description: 'The closed case that it repeats, to see how readers read; null where it is about a person.',
    }),
    stage: z.enum(STAGES),
    openedAt: time,
    openedBy: z.string(),
    excluded: z.array(z.object({ who: z.string(), why: z.string() })),
    clocks: z.array(
      z.object({
        what: z.string(),
        within: z.string(),
        calendar: z.string(),
        source: z.string(),
        from: time,
        due: timeOrNull.meta({ description: 'Null while the clock stands.' }),
        metAt: timeOrNull,
        missedAt: timeOrNull.meta({ description: 'When it was entered that the clock ran out.' }),
      }),
    ),
    reads: z.array(
      z.object({
        by: z.string(),
        part: z.enum(['first', 'panel']),
        claimedAt: time,
        viewedAt: timeOrNull,
        answeredAt: timeOrNull,
        activeMs: z.int().nullable().meta({
          description: 'For how long the page of the case was in use, ms; null where no sign of life told it.',
        }),
        opened: z.array(z.string()).nullable().meta({
          description: 'Evidence that the reader asked for after the view; null in readings from before that was kept.',
        }),
        ended: z.string().nullable(),
      }),
    ),
    settlement: z
      .object({
        how: z.enum(['recheck', 'review', 'panel', 'withdrawn']),
        changed: z.boolean(),
        at: time,
        by: z.array(z.string()),
        because: z.enum(REASONS).nullable().meta({ description: 'Where the fault was, as the readers say.' }),
        involvement: z
          .object({
            level: z.enum(['none', 'formal', 'meaningful']).nullable(),
            unmet: z.array(z.string()),
            unknown: z.array(z.string()),
          })
          .nullable()
          .meta({
            description:
              'Whether people were involved, derived from what was recorded of their readings; a level of null where nothing speaks against it and not everything is known.',
          }),
      })
      .nullable(),
    applied: z.object({ at: time, by: z.string() }).nullable(),
    notice: z.object({ at: time, by: z.string() }).nullable(),
    answerBy: timeOrNull,
  })
  .meta({ id: 'Case' });

export const caseList = z
  .object({
    cases: z.array(caseAnswer),
    next: uuid.nullable(),
    open: z.record(z.enum(QUEUES), z.int()),
    escalated: z.int(),
    awaitingSubject: z.int(),
    untold: z.int().meta({ description: 'Decided, and nobody was told yet.' }),
    closed: z.int(),
    oldest: timeOrNull,
    setAside: z.array(uuid).meta({
      description:
        'Cases that were found and cannot be read as they are stored, such as those whose rows were changed in the database; nobody is given them, and the rows are not in the list.',
    }),
  })
  .meta({ id: 'CaseList' });

export const scaleAnswer = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('binary'), favourable: z.union([z.literal(0), z.literal(1)]) }),
    z.object({ kind: z.literal('ordered'), levels: z.array(z.string()), isHigherBetter: z.boolean() }),
    z.object({ kind: z.literal('amount'), unit: z.string(), decimals: z.int(), isHigherBetter: z.boolean() }),
  ])
  .meta({ id: 'OutcomeScale' });

const seen = {
  id: uuid,
  until: time.meta({ description: 'Until when nobody else may take it; a sign of life makes it later.' }),
  purpose: z.string().nullable(),
  scale: scaleAnswer,
  inputs: anything.meta({ description: 'Inputs as they stand now; what the person corrected is corrected.' }),
};

export const readingAnswer = z
  .discriminatedUnion('stage', [
    z.object({ ...seen, stage: z.literal('blind') }),
    z.object({ ...seen, stage: z.literal('ended') }),
    z.object({
      ...seen,
      stage: z.enum(['revealed', 'awaiting-subject']),
      part: z.enum(['first', 'panel']),
      decision: uuid,
      deployment: z.string(),
      version: z.string().nullable(),
      decidedAt: time,
      route: z.string(),
      outcome,
      score: z.number().nullable(),
      cutoff: z.number().nullable(),
      origin: z.string(),
      queue: z.string(),
      highImpact: z.boolean(),
      statement: z.string().nullable(),
      recorded: anything.meta({ description: 'The corrected inputs as they were recorded.' }),
      view: z.object({ outcome, confidence: z.int(), reason: z.string() }),
    }),
  ])
  .meta({ id: 'CaseReading' });

export const claimAnswer = z.object({
  case: readingAnswer.nullable().meta({ description: 'Null where none waits for this reader.' }),
});
export const mineAnswer = z.object({ cases: z.array(uuid) });
export const keptAnswer = z.object({ until: time });
export const leftAnswer = z.object({ id: uuid, left: z.boolean() });
export const answeredAnswer = z.object({
  id: uuid,
  decided: z.boolean().meta({ description: 'Whether the outcome is known; otherwise a panel reads on.' }),
  known: outcome.nullable().meta({
    description:
      'Null but in a case that repeats a closed one, to see how readers read: what the panel decided then. The answer changed nothing for anybody.',
  }),
});

export const outcomeAnswer = z
  .object({
    case: uuid,
    decision: uuid,
    outcome: outcome.nullable().meta({ description: 'Null before it is known.' }),
    original: outcome,
    changed: z.boolean(),
    how: z.enum(['recheck', 'review', 'panel', 'withdrawn']).nullable(),
    reasons: z.array(z.string()),
    redress: z.string().meta({ description: 'Where else the person may go.' }),
  })
  .meta({ id: 'CaseOutcome' });

export const similarAnswer = z.object({
  cases: z.array(
    z
      .object({
        inputs: anything,
        distance: z.number().meta({ description: 'From 0, the same inputs, to 1: the mean over inputs (Gower).' }),
        machine: outcome,
        outcome: outcome.meta({ description: 'What it came out as.' }),
        how: z.enum(['recheck', 'review', 'panel', 'withdrawn']),
        settledAt: time,
      })
      .meta({ id: 'SimilarCase' }),
  ),
});
export const whatIfRequest = z
  .strictObject({ changes: changedInputs.meta({ description: 'Inputs that are others, each with its value.' }) })
  .meta({ id: 'WhatIf' });
export const whatIfAnswer = z.object({
  score: z.number(),
  outcome: z.union([z.literal(0), z.literal(1)]),
  left: z.int().meta({ description: 'How often the reader may ask again about this case.' }),
});

const pattern = z
  .object({
    deployment: z.string(),
    because: z.enum(REASONS),
    count: z.int(),
    withinDays: z.int(),
    decisions: z.array(uuid),
    cases: z.array(uuid),
    from: time,
    until: time,
  })
  .meta({ id: 'OverturnPattern' });
export const patternsAnswer = z.object({ patterns: z.array(pattern) });
export const likeQuery = z.strictObject({ deployment: refName, because: z.enum(REASONS) });
export const likeAnswer = z
  .object({
    pattern,
    of: z.int().meta({ description: 'From how many decisions was drawn.' }),
    drawn: z.int(),
    alike: z
      .int()
      .meta({ description: 'Of the drawn: those of the deployment that came out as those that were changed.' }),
    decisions: z.array(
      z.object({
        decision: uuid,
        decidedAt: time,
        version: z.string().nullable(),
        outcome,
        distance: z.number(),
        nearest: uuid.meta({ description: 'The changed decision that it is nearest to.' }),
      }),
    ),
  })
  .meta({ id: 'LikeDecisions' });
export const rerunRequest = z
  .strictObject({
    deployment: refName,
    because: z.enum(REASONS),
    version: digest.optional().meta({ description: 'Unless given, the version that decided.' }),
    cutoff: z.number().optional().meta({ description: 'Unless given, the cutoff that decided.' }),
  })
  .meta({ id: 'RerunRequest' });
export const rerunAnswer = z
  .object({
    version: z.string().nullable(),
    cutoff: z.number().nullable(),
    decisions: z.array(z.object({ decision: uuid, before: outcome, after: outcome.nullable() })),
    changed: z.int(),
    notRun: z.int(),
  })
  .meta({ id: 'Rerun' });

export const trainingRequest = z
  .strictObject({
    reader: someText(CASE_LIMITS.name).meta({ description: 'Id or name of the account that was trained.' }),
    at: time.optional().meta({ description: 'When; now unless given.' }),
  })
  .meta({ id: 'TrainingRequest' });
const training = z.object({ reader: z.string(), at: time, by: z.string() }).meta({ id: 'ReaderTraining' });
export const trainingAnswer = training;
export const trainingsAnswer = z
  .object({
    trainings: z.array(
      training.extend({ until: time.meta({ description: 'Until when it is fresh.' }), fresh: z.boolean() }),
    ),
    untrained: z
      .array(z.object({ reader: z.string(), name: z.string() }))
      .meta({ description: 'Accounts that read cases and have no training.' }),
    demanded: z.boolean().meta({ description: 'Whether a case is leased to nobody without a fresh one.' }),
  })
  .meta({ id: 'ReaderTrainings' });
