import { z } from 'zod';
import { digest, refName, time, uuid, wholeNumberText } from '../http/schemas.js';

const MOST_REASON = 1000;
const MOST_LISTED = 200;

export const canaryShare = z.number().gt(0).max(1).meta({ description: 'Share of the subjects, above 0 to 1.' });
const reason = z.string().min(1).max(MOST_REASON).meta({ description: 'Why; the log keeps it.' });

export const canaryRequest = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Sent again, the same id starts nothing more.' }),
    deployment: refName,
    version: digest.meta({ description: 'The version that is tried out: one of the model of the deployment.' }),
    share: canaryShare,
    reason,
    held: z.boolean().optional().meta({
      description:
        'Start it held: it decides for nobody until a person who did not start it lets it go on. So its gate can be signed before.',
    }),
  })
  .meta({ id: 'CanaryRequest' });

export const canaryReason = z.strictObject({ reason }).meta({ id: 'CanaryReason' });
export const canaryPromoteRequest = z
  .strictObject({
    reason,
    withoutAudit: z.string().trim().min(1).max(MOST_REASON).optional().meta({
      description: 'Why there is no audit that passed, where the policy asks for one; the log keeps it.',
    }),
  })
  .meta({ id: 'CanaryPromotion' });
export const canaryShareRequest = z.strictObject({ share: canaryShare, reason }).meta({ id: 'CanaryShare' });
export const canaryReleaseRequest = z
  .strictObject({ share: canaryShare.optional().meta({ description: 'Another share than before.' }), reason })
  .meta({ id: 'CanaryRelease' });

/** A canary as the state of the switch tells it to programs that decide. */
export const toldCanary = z.object({
  id: uuid,
  deployment: z.string(),
  version: digest,
  incumbent: digest.meta({ description: 'The version that the deployment serves, and that decides for all others.' }),
  share: canaryShare,
  isHeld: z.boolean().meta({ description: 'A canary that is held decides for nobody.' }),
});

const step = z.object({ at: time, share: canaryShare, isHeld: z.boolean(), by: z.string(), reason: z.string() });

export const versionLabels = z
  .record(z.string(), z.string())
  .meta({ description: 'Names of the versions in it that are registered, by their digests.' });

/** What was recorded while a canary was on. */
const armCounts = z.object({
  canary: z.int().meta({ description: 'Decisions whose records name the version that is tried out.' }),
  incumbent: z.int().meta({ description: 'Those that name the version that was served when it was started.' }),
  other: z.int().meta({ description: 'Those that name a version of neither.' }),
  misplaced: z
    .int()
    .meta({ description: 'Of these three, those not made by the version of the arm of their subject.' }),
  unnamed: z.int().meta({
    description:
      'Those that name no version, so that nobody knows which one decided. Audits and the monitor count them as decisions of the version that was served.',
  }),
  unnamedDrawn: z
    .int()
    .meta({ description: 'Of these, those about subjects for whom the tried version was to decide.' }),
  first: time.meta({
    description:
      'When the first of them was made; for whom the times of decisions are not shown the beginning of its hour.',
  }),
  last: time,
});

const canary = z.object({
  id: uuid,
  deployment: z.string(),
  version: digest,
  incumbent: digest.meta({ description: 'The version that the deployment served when it was started.' }),
  labels: versionLabels,
  state: z.enum(['running', 'held', 'promoted', 'rolled-back']),
  share: canaryShare,
  since: time,
  by: z.string(),
  reason: z.string(),
  steps: z.array(step).meta({ description: 'What it was from each moment on, the first at first.' }),
  ended: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
});

export const canaryAnswer = canary.meta({ id: 'Canary' });

/** A canary with what was recorded while it was on, as reading gives it: an act answers without looking at that. */
export const shownCanary = canary
  .extend({
    decided: armCounts.nullable().meta({
      description:
        'What was recorded while it was on, a second or so behind; null before the first decision, and where `decidedProblem` says why it is not known.',
    }),
    decidedProblem: z
      .string()
      .nullable()
      .meta({ description: 'Why it is not known what was recorded: the row that counts it was changed.' }),
  })
  .meta({ id: 'ShownCanary' });

export const canaryListQuery = z.strictObject({
  ended: z.enum(['true', 'false']).default('false').meta({ description: 'Also those that ended.' }),
  deployment: refName.optional(),
  before: uuid.optional().meta({ description: 'Id of the last canary of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});

export const canaryList = z
  .object({ canaries: z.array(shownCanary).meta({ description: 'The newest first.' }), next: uuid.nullable() })
  .meta({ id: 'CanaryList' });
