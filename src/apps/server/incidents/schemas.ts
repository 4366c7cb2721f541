import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import {
  CAUSE_NAMES,
  FACT_NAMES,
  INCIDENT_LIMITS,
  INCIDENT_ROLE_NAMES,
  INCIDENT_SEVERITIES,
  INCIDENT_STATES,
  LINK_KINDS,
} from '../../../domain/incidents/index.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';
import { digest, refName, time, uuid, wholeNumberText } from '../http/schemas.js';

const of = INCIDENT_LIMITS;
const MOST_LISTED = 200;
const MOST_ITEMS = 500;

const name = someText(of.name);
const line = someText(of.line);
const longText = someText(of.text);
const said = textUpTo(of.text).optional();
const timeMs = time.transform((text) => readTime(text)!);
const isEachOnce = (all: readonly string[]): boolean => new Set(all).size === all.length;
const facts = z.array(z.enum(FACT_NAMES)).max(of.evidence).refine(isEachOnce, 'a fact stands twice');

export const scope = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('system'), system: refName }),
    z.strictObject({ kind: z.literal('deployment'), deployment: refName }),
  ])
  .meta({ id: 'IncidentScope' });

export const openRequest = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Sent again, the same id opens nothing more.' }),
    title: someText(of.title),
    text: said,
    severity: z.enum(INCIDENT_SEVERITIES),
    scope,
    occurredAt: timeMs.optional().meta({ description: 'When it began, as far as it is known.' }),
    awareAt: timeMs
      .optional()
      .meta({ description: 'When somebody became aware, from which clocks run; by default now.' }),
    facts: facts.optional().meta({ description: 'Facts that law asks about; they begin the clocks of duties.' }),
    alerts: z
      .array(z.string().regex(/^[1-9]\d{0,14}$/))
      .max(100)
      .refine(isEachOnce, 'an alert stands twice')
      .optional()
      .meta({ description: 'Alerts that it is about.' }),
  })
  .meta({ id: 'IncidentRequest' });

const change = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('note'), text: longText }),
    z.strictObject({ kind: z.literal('state'), to: z.enum(INCIDENT_STATES), text: said }),
    z.strictObject({ kind: z.literal('severity'), to: z.enum(INCIDENT_SEVERITIES), text: said }),
    z.strictObject({ kind: z.literal('title'), to: someText(of.title) }),
    z.strictObject({ kind: z.literal('role'), role: z.enum(INCIDENT_ROLE_NAMES), who: name.nullable() }),
    z.strictObject({ kind: z.literal('cause'), cause: z.enum(CAUSE_NAMES), text: said }),
    z.strictObject({
      kind: z.literal('facts'),
      facts,
      awareAt: timeMs.optional(),
      occurredAt: timeMs.optional().meta({ description: 'When it began, where that became known since.' }),
      text: said,
    }),
    z.strictObject({
      kind: z.literal('affected'),
      who: line,
      number: z.int().min(0).nullable().meta({ description: 'About how many people; null: not known.' }),
      method: line.meta({ description: 'How the number was found.' }),
    }),
    z.strictObject({ kind: z.literal('containment'), text: longText }),
    z.strictObject({
      kind: z.literal('link'),
      to: z.enum(['alert', 'stop', 'audit', 'incident']),
      id: someText(64),
      text: said,
    }),
    z.strictObject({ kind: z.literal('action'), text: line, owner: name, dueAt: timeMs }),
    z.strictObject({ kind: z.literal('action-done'), action: z.int().min(1), evidence: line }),
    z.strictObject({ kind: z.literal('filed'), duty: someText(100), at: timeMs, reference: line }),
    z.strictObject({ kind: z.literal('waived'), duty: someText(100), reason: line }),
    z.strictObject({ kind: z.literal('post-mortem'), text: longText }),
    z.strictObject({
      kind: z.literal('statement'),
      template: someText(100).meta({ description: 'Template of a report, such as `eu-ai-act-73`.' }),
      field: someText(100).meta({ description: 'Field of it that a person answers.' }),
      text: longText.nullable().meta({ description: 'What is said for it; null takes it back.' }),
    }),
  ])
  .meta({ id: 'IncidentChange' });

const revision = z.int().min(1);

export const changeRequest = z
  .strictObject({
    revision: revision.optional().meta({
      description:
        'The revision that the caller read; needed where a change puts something in the place of what is there.',
    }),
    change,
  })
  .meta({ id: 'IncidentChangeRequest' });

export const decisionRequest = z
  .strictObject({
    decision: uuid,
    reason: someText(of.line).optional().meta({ description: 'Why the hold is set; by default the incident.' }),
    reviewAt: time.optional().meta({ description: 'When the hold is to be looked at again; by default in 180 days.' }),
  })
  .meta({ id: 'IncidentDecisionRequest' });

const evidence = z.array(z.strictObject({ kind: z.enum(['audit', 'alert', 'stop', 'document']), id: someText(500) }));

export const closeRequest = z
  .strictObject({
    revision,
    text: longText.meta({ description: 'Why it is over.' }),
    evidence: evidence.min(1).max(of.evidence).meta({ description: 'What shows that it is over.' }),
    answeredBy: name
      .optional()
      .meta({ description: 'Who answers for it; by default the account, and needed with a key.' }),
  })
  .meta({ id: 'IncidentClosing' });

export const reopenRequest = z.strictObject({ revision, text: longText }).meta({ id: 'IncidentReopening' });

export const listQuery = z.strictObject({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  system: refName.optional().meta({ description: 'Of this system and its deployments.' }),
  deployment: refName.optional().meta({ description: 'Of this deployment and its system.' }),
  before: uuid.optional().meta({ description: 'Those opened before the one of this id.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(50),
});

export const timelineQuery = z.strictObject({
  after: wholeNumberText(0, of.items).default(0),
  limit: wholeNumberText(1, MOST_ITEMS).default(200),
});

export const reportQuery = z.strictObject({
  form: z.enum(['html', 'md', 'json']).default('html'),
  template: someText(100).optional().meta({
    description: 'What an authority asks for, such as `eu-ai-act-73`; by default everything that is known.',
  }),
});

const missingField = z.object({
  field: z.string(),
  label: z.string(),
  asks: z.string(),
  neededFor: z.enum(['first', 'final']),
  who: z.string().meta({ description: 'Who can say it: the role in the incident, and who has it.' }),
  how: z.string().meta({ description: 'What has to be done.' }),
});

export const templatesAnswer = z
  .object({
    revision: z.int().meta({ description: 'Revision of the incident that was read.' }),
    templates: z.array(
      z.object({
        id: z.string(),
        date: z.string().meta({ description: 'Day on which this was true.' }),
        title: z.string(),
        to: z.string(),
        origin: z.string(),
        isAsked: z.boolean().meta({
          description:
            'Whether a duty whose report it is has a clock that nobody waived; also a filed one, whose final report may be due.',
        }),
        sections: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            fields: z.array(
              z.object({
                id: z.string(),
                label: z.string(),
                asks: z.string(),
                neededFor: z.enum(['first', 'final']).nullable(),
                source: z.string(),
                value: z.string().nullable().meta({ description: 'Null: nothing is known.' }),
                from: z.string().meta({ description: 'Where the value is from.' }),
                isStated: z.boolean().meta({ description: 'Whether a person answers it, by the change `statement`.' }),
              }),
            ),
          }),
        ),
        missing: z
          .array(missingField)
          .meta({ description: 'What the first report lacks, then what the final one does.' }),
      }),
    ),
  })
  .meta({ id: 'IncidentTemplates' });

export const eventsQuery = z.strictObject({
  after: wholeNumberText(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Number of the last change that is known.' }),
});

const action = z.object({
  id: z.int(),
  text: z.string(),
  owner: z.string(),
  dueAt: time,
  isOverdue: z.boolean(),
  done: z.object({ at: time, by: z.string(), evidence: z.string() }).nullable(),
});

const clock = z.object({
  duty: z.string(),
  what: z.string(),
  to: z.string(),
  source: z.string(),
  dated: z.string().nullable().meta({ description: 'Date of the data that the duty is from; null: the plan says it.' }),
  fact: z.string(),
  from: time,
  dueAt: time.nullable().meta({ description: 'Null: at once, without a number.' }),
  status: z.enum(['running', 'at once', 'overdue', 'filed in time', 'filed late', 'filed', 'waived']),
  filed: z.object({ at: time, by: z.string(), reference: z.string() }).nullable(),
  waived: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
});

const summary = {
  id: uuid,
  revision: z.int(),
  title: z.string(),
  severity: z.enum(INCIDENT_SEVERITIES),
  state: z.enum(INCIDENT_STATES),
  scope,
  system: z.string().nullable(),
  openedBy: z.string(),
  openedAt: time,
  commander: z.string().nullable(),
  cause: z.enum(CAUSE_NAMES),
  nextDueAt: time.nullable().meta({ description: 'When the next clock or action is due; null: none runs.' }),
  isOverdue: z.boolean(),
};

export const incidentList = z
  .object({
    incidents: z.array(z.object(summary)).meta({ description: 'The newest first.' }),
    next: uuid.nullable(),
    open: z.int(),
    closed: z.int(),
    lastChange: z.int(),
  })
  .meta({ id: 'IncidentList' });

const monitorState = z.object({ epoch: z.int(), policy: digest, step: z.int().nullable(), states: digest.nullable() });

const frozen = z.object({
  at: time,
  digest,
  checkpoint: z.object({ log: z.string(), size: z.int(), root: z.string() }).nullable(),
  deployments: z.array(
    z.object({
      deployment: z.string(),
      version: z.string().nullable(),
      cutoff: z.number().nullable(),
      policy: z.string().nullable(),
      monitor: monitorState.nullable(),
    }),
  ),
  leftOut: z.int(),
  stops: z.object({ revision: z.int(), inForce: z.array(uuid) }).nullable(),
  plan: z.object({ scope: z.string(), revision: z.int(), digest }).nullable(),
  problems: z.array(z.string()),
});

const signed = z.object({ text: z.string(), by: z.string(), at: time }).nullable();

export const incidentAnswer = z
  .object({
    ...summary,
    origin: z.object({
      kind: z.enum(['hand', 'policy']),
      policy: z.string().optional(),
      requirement: z.string().optional(),
      change: z.int().optional(),
    }),
    occurredAt: time.nullable(),
    awareAt: time,
    roles: z.record(z.string(), z.string()),
    facts: z.array(z.enum(FACT_NAMES)),
    clocks: z.array(clock),
    dutiesNotBegun: z.array(z.object({ duty: z.string(), what: z.string(), source: z.string(), why: z.string() })),
    links: z.array(
      z.object({ kind: z.enum(LINK_KINDS), id: z.string(), by: z.string(), at: time, hold: uuid.nullable() }),
    ),
    actions: z.array(action),
    containment: signed,
    affected: z.object({ who: z.string(), number: z.int().nullable(), method: z.string() }).nullable(),
    postMortem: signed,
    frozen,
    closing: z.object({ at: time, by: z.string(), answeredBy: z.string(), text: z.string(), evidence }).nullable(),
    closingNeeds: z.array(z.string()).meta({ description: 'What is still needed before it can be closed.' }),
    nextStates: z.array(z.enum(INCIDENT_STATES)),
    suspects: z.array(z.object({ system: z.string(), path: z.array(z.string()) })).meta({
      description: 'Systems whose input is suspect because of it, with the way from this system to each.',
    }),
    items: z.int(),
    leftOut: z.int().meta({ description: 'Happenings beyond the bound of the timeline.' }),
    may: z.array(z.enum(['change', 'close', 'hold'])).meta({ description: 'What the caller may do.' }),
    lastChange: z.int(),
  })
  .meta({ id: 'Incident' });

export const timelineAnswer = z
  .object({
    items: z
      .array(
        z.object({
          number: z.int(),
          at: time,
          kind: z.string(),
          by: z.string(),
          what: z.string(),
          text: z.string(),
          digest,
        }),
      )
      .meta({ description: 'In their order.' }),
    next: z.int().nullable(),
  })
  .meta({ id: 'IncidentTimeline' });
