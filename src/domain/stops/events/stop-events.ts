import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';
import { canaryEvents } from './canary-events.js';

const text = z.string();

const group = z.record(text, text.nullable());
/**
 * The rows that a request for a training is about: the labelled decisions of `from` to `to` that were recorded before `recordedBefore`. The subjects are split by `seed`: those of the share `validation` no training may use.
 * Older programs stored events without it.
 */
const rows = z
  .object({ from: text, to: text, recordedBefore: text, seed: text, validation: z.number(), groups: z.array(text) })
  .nullable()
  .optional();

/** A scope in one text, such as `deployment lending/prod`; texts of every kind begin with its word. */
const reach = { scope: text, where: z.record(text, z.array(text)) };

export const stopThrown = defineEvent(
  'stop.thrown',
  {
    ...{ stop: text, ...reach, mode: text, share: z.number().nullable(), fallback: text, version: text.nullable() },
    ...{ reason: text, until: text.nullable(), drill: z.boolean(), by: text },
  },
  'A stop holds from now on for the decisions of this scope; `mode` says what it does to them and `fallback` who decides instead. It ends by an act only, whatever `until` says. A drill changes no decision. `by` is an account, a key or a policy; `key:local` is whoever could read the data folder of the service, and which person that was is not known.',
);

export const stopResumed = defineEvent(
  'stop.resumed',
  {
    ...{ stop: text, audits: z.array(text), waiver: text.nullable() },
    /** Older programs stored events without it. */
    trial: z.object({ stop: text, share: z.number(), until: text }).nullable().optional(),
    ...{ proposedBy: text, confirmedBy: text },
  },
  'Two persons, neither of whom threw it, ended a stop on these audits, all later than it; `waiver` says why there were none. `trial` is what is left of it until a time, a throttle by which the model decides for this share of the subjects; null where it was resumed for all.',
);

export const trialEnded = defineEvent(
  'stop.trial-ended',
  { stop: text, of: text, by: z.array(text) },
  'The time was over for which two persons had resumed the stop `of` for a share of the subjects, and no alert that sets something off was on for a deployment concerned: the throttle `stop` that was left of it ended, on the authority of these two.',
);

export const drillEnded = defineEvent(
  'stop.drill-ended',
  {
    ...{ stop: text, by: text, clients: z.int().nullable(), acknowledged: z.int().nullable() },
    ...{ medianMs: z.number().nullable(), p99Ms: z.number().nullable(), slowestMs: z.number().nullable() },
  },
  'A drill ended. Of `clients` that were connected when it began, `acknowledged` said that they knew it, after these times; all are null where the service was started anew meanwhile and does not know.',
);

export const reactionDone = defineEvent(
  'reaction.done',
  {
    ...{
      deployment: text,
      policy: text,
      requirement: text,
      component: text.nullable(),
      change: z.int(),
      position: z.int(),
      /** Older programs stored events without it. */
      round: z.int().optional(),
    },
    ...{
      group: group.nullable(),
      reference: group.nullable(),
      does: text,
      stop: text.nullable(),
      /** Older programs stored events without it. */
      canary: text.nullable().optional(),
      problem: text.nullable(),
      incident: text.nullable().optional(),
    },
    ...{ from: text, to: text },
    /** Older programs stored events without it. */
    again: text.nullable().optional(),
    rows,
  },
  'What the policy says that an alert sets off was done: a stop was thrown, or the same one of the same policy holds already and is named, or the `canary` of the deployment was held, or an `audit` is asked for, which the service makes (`audit.begun`), or `recalibrate`, `retrain` is asked of people, or the incident `incident` was opened or got another item, for the decisions from `from` to `to`. `change` is the number of the change of the monitor that fired, `position` the place in the table of the policy, `round` how often it had been tried before with the same alert, and `again` why it is tried anew: persons ended what it did (`resumed`), or people could not take it before and can now (`staffed`); `problem` says why nothing could be done. `rows` says of a request to people which rows it is for: `GET /v1/reactions/ID/rows` gives them, and its `seed`, drawn with the request, which of them are for validation alone.',
);

export const reactionScheduled = defineEvent(
  'reaction.scheduled',
  { deployment: text, policy: text, position: z.int(), does: text, every: text, from: text, to: text, rows },
  'What the calendar of the policy that was in force when it was due asks for: an `audit`, which the service makes (`audit.begun`), or `recalibrate` or `retrain` of people, for the decisions of the whole period from `from` to `to`. Each period of a deployment is asked for once, and where a clock that ran ahead had asked before it was over, once more when it is. With `every` of `version` it is the first time of another version that came to serve, and the policy the one in force then. `rows` is as in `reaction.done`.',
);

/** Events of the stop switch and of canaries. */
export const stopEvents = [
  stopThrown,
  stopResumed,
  trialEnded,
  drillEnded,
  reactionDone,
  reactionScheduled,
  ...canaryEvents,
] as const;
