import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

export const planSaved = defineEvent(
  'incident.plan-saved',
  { scope: text, revision: z.int(), digest: text, by: text },
  'The incident plan of a system or deployment is another from now on; `digest` is that of what was written.',
);

export const incidentOpened = defineEvent(
  'incident.opened',
  {
    ...{ incident: text, scope: text, severity: text, awareAt: text, by: text },
    policy: text.nullable(),
    change: z.int().nullable(),
    ...{ frozen: text, digest: text },
  },
  'An incident was opened, by a person, or as the policy says when the change `change` of the monitor fired. `frozen` is the digest of what stood then (version, policies, states of the monitor, stops, checkpoint), `digest` that of its first item; texts are beside the log.',
);

export const incidentChanged = defineEvent(
  'incident.changed',
  { incident: text, revision: z.int(), item: z.int(), kind: text, what: text, digest: text, by: text },
  'Something of an incident changed, or was noted. `item` is its number in the timeline and `digest` the digest of that item; what a person wrote is beside the log.',
);

export const reportFiled = defineEvent(
  'incident.report-filed',
  {
    ...{ incident: text, revision: z.int(), item: z.int(), duty: text, at: text, due: text.nullable() },
    ...{ digest: text, by: text },
  },
  'Somebody says that the report which a duty asks for was filed at this time. It is evidence that it was said, not that an authority has it.',
);

export const incidentClosed = defineEvent(
  'incident.closed',
  {
    ...{ incident: text, revision: z.int(), item: z.int(), cause: text },
    evidence: z.array(z.object({ kind: text, id: text })).readonly(),
    ...{ digest: text, answeredBy: text, by: text },
  },
  'An incident was closed on this evidence; `answeredBy` is the person who answers for it.',
);

export const incidentReopened = defineEvent(
  'incident.reopened',
  { incident: text, revision: z.int(), item: z.int(), digest: text, by: text },
  'An incident that was closed is open again.',
);

/** Events of incidents. */
export const incidentEvents = [
  planSaved,
  incidentOpened,
  incidentChanged,
  reportFiled,
  incidentClosed,
  incidentReopened,
] as const;
