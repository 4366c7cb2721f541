import { z } from 'zod';
import { DURATION } from '../../../core/base/durations.js';
import { readTime } from '../../../core/base/time.js';
import { GATE_MODES } from '../../../core/gates/index.js';
import { FALLBACKS, STOP_MODES } from '../../../core/stops/index.js';
import { MOST_AUDITS, MOST_WAIVER } from '../../../domain/stops/index.js';
import { digest, readWindow, refName, time, uuid, wholeNumberText } from '../http/schemas.js';
import { toldCanary, versionLabels } from './canary-schemas.js';

const MOST_REASON = 1000;
const MOST_NAMES = 20;
const MOST_VALUES = 200;
const MOST_LISTED = 200;

const shortText = z.string().min(1).max(200);

const scope = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('system'), system: refName }),
    z.strictObject({ kind: z.literal('deployment'), deployment: refName }),
    z.strictObject({ kind: z.literal('version'), model: refName, version: digest }),
  ])
  .meta({ id: 'StopScope' });

const where = z
  .record(shortText, z.array(shortText).min(1).max(MOST_VALUES))
  .refine((one) => Object.keys(one).length <= MOST_NAMES, `at most ${MOST_NAMES} names`)
  .meta({
    description:
      'Only decisions whose context has one of these values, for each name: `jurisdiction` (US holds for US-FL too), or the name of an attribute. A decision that does not say its value is concerned.',
  });

const fallback = z
  .strictObject({ kind: z.enum(FALLBACKS), version: digest.optional() })
  .meta({ description: 'Who decides instead.', id: 'StopFallback' });

const share = z.number().min(0).lt(1).meta({ description: 'Share of the subjects for whom the model still decides.' });

export const throwRequest = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Sent again, the same id throws nothing more.' }),
    scope,
    where: where.optional(),
    mode: z.enum(STOP_MODES).meta({
      description:
        'stop: the model is not asked. shadow: it is asked, and does not decide. review: people decide. throttle: it decides for a share.',
    }),
    share: share.optional(),
    fallback: fallback.optional(),
    reason: z.string().min(1).max(MOST_REASON),
    until: time
      .transform((text) => readTime(text)!)
      .optional()
      .meta({ description: 'When somebody is to look again; it ends nothing.' }),
    drill: z.boolean().optional().meta({ description: 'Told to every client, and changes no decision.' }),
  })
  .meta({ id: 'StopRequest' });

const trialShare = z
  .number()
  .gt(0)
  .lt(1)
  .meta({ description: 'Share of the subjects for whom the model decides again.' });
const trialTime = z
  .string()
  .regex(DURATION, 'expected a whole number with m, h or d, such as 7d')
  .meta({ description: 'How long, at most a year.' });

const propagation = z.object({
  clients: z.int().meta({ description: 'Clients that were connected when the stop was thrown.' }),
  acknowledged: z.int().meta({ description: 'How many of them said that they know it.' }),
  medianMs: z.number().nullable(),
  p99Ms: z.number().nullable(),
  slowestMs: z.number().nullable(),
});

const waitingResumption = z.object({
  proposal: uuid,
  stop: uuid,
  audits: z.array(uuid),
  waiver: z.string().nullable(),
  trial: z
    .object({ stop: uuid, share: trialShare, for: trialTime })
    .nullable()
    .meta({ description: 'For a share and a time at first; `stop` is the throttle that is left meanwhile.' }),
  proposedBy: z.string(),
  proposedAt: time,
  expiresAt: time,
});

export const stopAnswer = z
  .object({
    id: uuid,
    scope,
    where,
    mode: z.enum(STOP_MODES),
    share: share.nullable(),
    fallback,
    reason: z.string(),
    by: z.string(),
    since: time,
    logSize: z.int().nullable().meta({
      description:
        'Entries of the log when it began; null of stops from before this was kept. No audit that read fewer lets it be resumed.',
    }),
    until: time.nullable(),
    isOverdue: z.boolean().meta({ description: 'Whether the time to look again has passed.' }),
    drill: z.boolean(),
    deployments: z.union([z.literal('all'), z.array(z.string())]),
    labels: versionLabels,
    ended: z
      .object({ at: time, by: z.array(z.string()), audits: z.array(uuid), waiver: z.string().nullable() })
      .nullable(),
    trial: z
      .object({ of: uuid, endsAt: time })
      .nullable()
      .meta({ description: 'Of what is left of a stop that was resumed for a share: that stop, and when it ends.' }),
    propagation: propagation
      .nullable()
      .meta({ description: 'How it came to the clients; null where this process does not know it.' }),
    resumptions: z.array(waitingResumption).meta({ description: 'Resumptions that wait for a second person.' }),
  })
  .meta({ id: 'Stop' });

export const stopListQuery = z.strictObject({
  ended: z.enum(['true', 'false']).default('false').meta({ description: 'Also stops that ended.' }),
  before: uuid.optional().meta({ description: 'Id of the last stop of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});

export const stopList = z
  .object({
    revision: z.int(),
    stops: z.array(stopAnswer).meta({ description: 'The newest first.' }),
    deployments: z
      .array(
        z.object({
          deployment: z.string(),
          mode: z.enum(['normal', ...STOP_MODES]).meta({ description: 'The strictest mode that holds for all of it.' }),
          stop: uuid.nullable(),
          partial: z.array(uuid).meta({ description: 'Stops of a version, a group or a place of it.' }),
        }),
      )
      .meta({ description: 'Deployments that a stop holds for.' }),
    clients: z.int().meta({ description: 'Clients that are connected.' }),
    next: uuid.nullable(),
  })
  .meta({ id: 'StopList' });

/** A gate as the state of the switch tells it to programs that decide. */
const toldGate = z.object({
  deployment: z.string(),
  mode: z.enum(GATE_MODES).meta({
    description: 'enforce: behind a closed gate no version decides. observe: it decides, and nothing is kept out.',
  }),
  places: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Places for which it stands, which a decision has to name; null for every place.' }),
  open: z
    .array(
      z.object({
        version: digest,
        from: time,
        until: time.meta({ description: 'When it closes by itself, whatever is heard until then.' }),
        isServing: z
          .boolean()
          .meta({ description: 'Whether the deployment serves the version then: it is meant where none is named.' }),
      }),
    )
    .meta({
      description: 'When it is open, with the cutoff and the policy that the deployment has then; else it is closed.',
    }),
});

export const stopState = z
  .object({
    revision: z.int().meta({ description: 'Number of the last change; a client that knows a higher one keeps that.' }),
    stops: z
      .array(
        z.object({
          id: uuid,
          mode: z.enum(STOP_MODES),
          share: share.optional(),
          fallback,
          reason: z.string(),
          drill: z.boolean(),
          reach: z.object({
            deployments: z.union([z.literal('all'), z.array(z.string())]),
            version: digest.optional(),
            where: where.optional(),
          }),
          since: time,
          until: time.nullable(),
        }),
      )
      .meta({ description: 'The strictest first.' }),
    canaries: z.array(toldCanary).meta({ description: 'Versions that are tried out, at most one of a deployment.' }),
    gates: z.array(toldGate).meta({
      description:
        'The gates of deployments that have one, by deployment. A version decides only while the gate is open for it.',
    }),
  })
  .meta({ id: 'StopState' });

/** Name of a client, which metrics and measures count; it names a program, never a person. */
const clientName = z.string().regex(/^[\x21-\x7e]{1,100}$/, 'expected 1 to 100 printable ASCII characters');

export const streamQuery = z.strictObject({
  client: clientName
    .optional()
    .meta({ description: 'Name of the program, by which its acknowledgements are counted.' }),
});

export const acknowledgement = z
  .strictObject({ client: clientName, revision: z.int().min(0) })
  .meta({ id: 'StopAcknowledgement' });

export const resumptionRequest = z
  .strictObject({
    audits: z.array(uuid).max(MOST_AUDITS).default([]).meta({
      description:
        'Audits that passed and are later than the stop, one for each deployment of it. Of what stood when it began they leave out nothing after the beginning of their window (`since`), which is for those who resume to judge.',
    }),
    waiver: z
      .string()
      .trim()
      .min(1)
      .max(MOST_WAIVER)
      .optional()
      .meta({ description: 'Why it is resumed without audits; the log keeps it.' }),
    trial: z.strictObject({ share: trialShare, for: trialTime }).optional().meta({
      description:
        'For a share of the subjects and a time at first: a throttle is left, which ends with the time while no alert is on that sets something off.',
    }),
  })
  .meta({ id: 'StopResumption' });

export const offeredAudits = z
  .object({
    stop: uuid,
    deployments: z.array(
      z.object({
        deployment: z.string(),
        policy: z.string().nullable().meta({
          description: 'Digest of the policy that the registry names for it now; null: only a waiver resumes it.',
        }),
        audits: z
          .array(
            z.object({
              id: uuid,
              madeAt: time,
              verdict: z.string(),
              window: readWindow
                .nullable()
                .meta({ description: 'Which decisions and labels counted; null of audits from before this was kept.' }),
              lack: z
                .string()
                .nullable()
                .meta({ description: 'Why it does not let it be resumed; null where it does.' }),
            }),
          )
          .meta({ description: 'Those that are later than the stop, the newest first.' }),
        isMore: z.boolean().meta({
          description:
            'Whether there are later ones than the stop beyond these; an older one may be named all the same.',
        }),
      }),
    ),
    leftOut: z.int().meta({ description: 'Deployments of the stop beyond those that are listed.' }),
  })
  .meta({ id: 'StopAudits' });

export const resumptionAnswer = waitingResumption.meta({ id: 'WaitingResumption' });
export const drillAnswer = z
  .object({
    stop: uuid,
    measured: propagation
      .nullable()
      .meta({ description: 'Null where the service was started anew meanwhile, and does not know.' }),
  })
  .meta({ id: 'DrillResult' });
