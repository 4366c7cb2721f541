import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import { SEVERITIES, SIGNAL_LIMITS } from '../../../domain/alerts/signals/index.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';
import { time, uuid, wholeNumberText } from '../http/schemas.js';

const MOST_LISTED = 500;
const LISTED = 50;
/** Most alerts that one act says something of. */
const MOST_ACKNOWLEDGED = 500;
const ID = Number.MAX_SAFE_INTEGER.toString().length - 1;

const nullableTime = time.nullable();
const number = wholeNumberText(0, 10 ** ID - 1);
const moment = time.transform((text) => readTime(text)!);
const labels = z.record(z.string(), z.string());
const state = z.enum(['firing', 'resolved', 'ended']);
const severity = z.enum(SEVERITIES);

export const alertsQuery = z.strictObject({
  state: state.optional(),
  severity: severity.optional(),
  acknowledged: z.enum(['true', 'false']).optional(),
  deployment: someText(SIGNAL_LIMITS.labelValue).optional(),
  requirement: someText(SIGNAL_LIMITS.labelValue).optional(),
  source: someText(100).optional(),
  before: number.optional().meta({ description: 'Alerts with smaller ids only: the `next` of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(LISTED),
});

const alert = z
  .object({
    id: z.int(),
    fingerprint: z
      .string()
      .meta({ description: 'What it is about and the how many-th about it, as messages name it.' }),
    source: z.string(),
    state,
    severity,
    startedAt: time,
    endedAt: nullableTime,
    labels,
    summary: z.string(),
    actions: z.array(z.string()),
    lines: z.array(z.string()).optional().meta({ description: 'With numbers; only for whom persons may be shown.' }),
    facts: z.record(z.string(), z.unknown()).optional().meta({ description: 'The same for programs; likewise.' }),
    acknowledged: z.object({ by: z.string(), at: time, note: z.string() }).nullable(),
    silencedBy: z.string().nullable().meta({ description: 'The silence that fits it now.' }),
    routes: z.array(z.string()).meta({ description: 'Routes that take it; without any, nobody is told.' }),
  })
  .meta({ id: 'Alert' });

export const alertList = z
  .object({
    alerts: z.array(alert),
    next: z.int().nullable().meta({ description: 'Give it as `before` for the next page; null at the end.' }),
    firing: z.array(z.object({ severity, firing: z.int(), open: z.int() })).meta({
      description:
        'How many fire of the deployment, requirement and source that were asked for, and how many of them nobody looks after.',
    }),
    lastChange: z.int(),
  })
  .meta({ id: 'AlertList' });

export const alertDetail = z
  .object({
    alert,
    incidents: z.array(uuid).meta({ description: 'Incidents that are linked to it, the newest first.' }),
    messages: z.array(
      z.object({
        message: z.string().meta({ description: 'Key of the message, the same at every attempt.' }),
        channel: z.string(),
        kind: z.enum(['firing', 'resolved', 'repeat', 'escalated', 'refresh', 'test']),
        state: z.enum(['waiting', 'sent', 'failed']),
        attempts: z.int(),
        problem: z.string().nullable(),
        madeAt: time,
        nextAt: nullableTime,
        endedAt: nullableTime,
      }),
    ),
  })
  .meta({ id: 'AlertDetail' });

export const acknowledgeRequest = z
  .strictObject({
    alerts: z.array(z.int().min(1)).min(1).max(MOST_ACKNOWLEDGED),
    note: textUpTo(1000).default('').meta({ description: 'What is being done.' }),
  })
  .meta({ id: 'AcknowledgeRequest' });

export const acknowledgeAnswer = z.object({ alerts: z.array(alert) }).meta({ id: 'AcknowledgeAnswer' });

const matcher = z.strictObject({
  label: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, 'expected the name of a label, such as deployment'),
  is: z.enum(['=', '!=']).default('='),
  value: textUpTo(SIGNAL_LIMITS.labelValue).meta({ description: '`*` stands for any text.' }),
});

export const silenceRequest = z
  .strictObject({
    matchers: z.array(matcher).min(1).max(20),
    from: moment.optional().meta({ description: 'By default now.' }),
    to: moment.meta({ description: 'A silence always ends.' }),
    why: someText(1000),
  })
  .meta({ id: 'SilenceRequest' });

export const silence = z
  .object({
    id: z.string(),
    matchers: z.array(z.object({ label: z.string(), is: z.enum(['=', '!=']), value: z.string() })),
    by: z.string(),
    why: z.string(),
    from: time,
    to: time,
    createdAt: time,
    state: z.enum(['coming', 'in-force', 'over']),
  })
  .meta({ id: 'Silence' });

export const silencesQuery = z.strictObject({ all: z.enum(['true', 'false']).default('false') });
export const silenceList = z.object({ silences: z.array(silence) }).meta({ id: 'SilenceList' });
export const outcomeAnswer = z.object({ outcome: z.enum(['ended', 'unchanged']) }).meta({ id: 'SilenceEnded' });

export const channelList = z
  .object({
    channels: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        numbers: z.boolean().meta({ description: 'Whether its messages hold numbers of groups.' }),
        waiting: z.int(),
        oldestWaitingSince: nullableTime,
        state: z.enum(['ready', 'fails', 'rests']),
        sent: z.int().meta({ description: 'Since the start of the service, as the counts below.' }),
        failures: z.int(),
        gaveUp: z.int(),
        lastProblem: z.string().nullable(),
        restsUntil: nullableTime,
      }),
    ),
    routes: z.array(
      z.object({
        name: z.string(),
        match: z.array(z.object({ label: z.string(), is: z.enum(['=', '!=']), value: z.string() })),
        channels: z.array(z.string()),
        groupBy: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ChannelList' });

export const testAnswer = z.object({ sent: z.boolean(), problem: z.string().nullable() }).meta({ id: 'ChannelTest' });

export const eventsQuery = z.strictObject({ after: number.optional() });
