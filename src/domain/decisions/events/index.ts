import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const visible = { payload: z.boolean(), attributes: z.boolean() };

export const holdSet = defineEvent(
  'hold.set',
  { hold: text, owner: text, reason: text, reviewAt: text, at: text.optional(), subject: text.optional() },
  'A legal hold forbids the erasure of a subject; `subject` is a keyed digest that is another one for every hold.',
);

export const holdReleased = defineEvent(
  'hold.released',
  { hold: text, by: text, at: text.optional() },
  'A legal hold was released.',
);

const erasure = { erasure: text, records: z.int(), batches: z.int(), epoch: z.int(), by: text, requestedAt: text };

export const subjectErased = defineEvent(
  'subject.erased',
  { ...erasure, basis: text, results: z.int().optional(), dataSets: z.int().optional() },
  'The records of a subject were erased on request; the certificate has the same id. `results` of audits that may have shown the subject were destroyed with them, and that they stand in so many `dataSets` of training runs is kept no more.',
);

export const retentionExpired = defineEvent(
  'retention.expired',
  {
    ...erasure,
    classes: z.array(text).readonly().optional(),
    keep: text.optional(),
    interrupted: z.boolean().optional(),
    results: z.int().optional(),
  },
  'Decisions past their retention period were erased, and `results` of audits that were made of nothing else; `interrupted`: a crash cut the erasure short.',
);

export const erasureCompleted = defineEvent(
  'erasure.completed',
  { erasure: text, epoch: z.int(), at: text },
  'The keys are destroyed that opened old copies of the erased records.',
);

const read = { actor: text, purpose: text, of: text, ...visible };

export const decisionRead = defineEvent('read.decision', read, 'Payload or attributes of a decision were read.', {
  log: 'reads',
});

export const openingRead = defineEvent('read.opening', read, 'The opening of a commitment was read.', { log: 'reads' });

export const subjectRead = defineEvent(
  'read.subject',
  read,
  'Everything held on a subject was exported; `of` is a keyed tag of the subject.',
  { log: 'reads' },
);

export const auditRead = defineEvent(
  'read.audit',
  { ...read, policy: text, sight: text },
  'An audit read the decisions of a deployment; `policy` is the digest of the policy, `sight` says whether it shows persons.',
  { log: 'reads' },
);

/** Types of the entries of records. They come in batches, and their payload is the record as it was received. */
export const recordEntries = [
  { type: 'decision.made', meaning: 'A decision was recorded; the entry names deployment and version.' },
  { type: 'label.recorded', meaning: 'What came of a decision was recorded.' },
  { type: 'attributes.recorded', meaning: 'Attributes of a decision were recorded after it and apart.' },
] as const;

/** Events about decisions and the people they are about. */
export const decisionEvents = [
  holdSet,
  holdReleased,
  subjectErased,
  retentionExpired,
  erasureCompleted,
  decisionRead,
  openingRead,
  subjectRead,
  auditRead,
] as const;
