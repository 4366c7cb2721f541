import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const monitorWatched = defineEvent(
  'monitor.watched',
  { deployment: z.string(), policy: z.string(), by: z.string() },
  'A deployment is watched from here on by the policy of this digest; decisions after this entry count.',
);

export const monitorUnwatched = defineEvent(
  'monitor.unwatched',
  { deployment: z.string(), by: z.string() },
  'A deployment is no longer watched.',
);

export const monitorRenewed = defineEvent(
  'monitor.renewed',
  {
    deployment: z.string(),
    policy: z.string(),
    epoch: z.int(),
    fromBatch: z.int(),
    reason: z.enum(['version-changed', 'clock-set-back', 'clocks-differ']),
  },
  'This version of the service watches the policy by another plan than the one before it, or its clock was set back, so that everything would have been late (`clocks-differ`: once more soon after, so that clocks that entries are recorded by differ, and none begins so for a day and 10,000 batches): what was counted until then decides nothing any more, and `epoch` counts the decisions from the batch `fromBatch` of the main log on.',
);

/** A series, as alerts name it: no numbers of people, which a small group would be seen by. */
const series = {
  deployment: z.string(),
  epoch: z.int(),
  policy: z.string(),
  requirement: z.string(),
  group: z.record(z.string(), z.string().nullable()).nullable(),
  reference: z.record(z.string(), z.string().nullable()).nullable(),
  at: z.string(),
};

export const alertFired = defineEvent(
  'alert.fired',
  { ...series, logEvidence: z.number(), logThreshold: z.number() },
  'The evidence that a watched requirement is broken reached its threshold with the block that ended at `at`. Of a fact about the data, such as silence, it became so at `at`, and evidence and threshold are 0.',
);

export const alertResolved = defineEvent(
  'alert.resolved',
  { ...series, logEvidence: z.number(), logThreshold: z.number() },
  'The evidence that a requirement which fired is kept again reached its threshold.',
);

export const alertEnded = defineEvent(
  'alert.ended',
  { ...series, reason: z.enum(['policy-changed', 'unwatched', 'version-changed', 'clock-set-back', 'clocks-differ']) },
  'A series that fired is no longer watched as it was: nothing shows that the requirement is kept again.',
);

/** Events of the monitor. */
export const monitorEvents = [
  monitorWatched,
  monitorUnwatched,
  monitorRenewed,
  alertFired,
  alertResolved,
  alertEnded,
] as const;
