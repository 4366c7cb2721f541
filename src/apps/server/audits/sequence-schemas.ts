import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { MOST_DECISIONS } from '../../../domain/gate-sequence/index.js';
import { refName, time, uuid, wholeNumberText } from '../http/schemas.js';

/** Greatest number of decisions, or of sequences, on one page. */
const MOST_LISTED = 200;

/** Reads the name of a sequence out of an address. @throws TribuneError INVALID_ARGUMENT for what is no name */
export function sequenceName(text: string | undefined): string {
  const read = refName.safeParse(text);
  if (read.success) return read.data;
  throw new TribuneError('INVALID_ARGUMENT', 'the address names no sequence', {
    remedy: 'Give a name as deployments have one, such as credit/release.',
  });
}

export const sequenceRequest = z
  .strictObject({
    audit: uuid.meta({ description: 'A kept audit that the caller may read.' }),
    level: z.number().gt(0).lt(1).optional().meta({
      description:
        'Share of false findings among all of the sequence, in expectation; said with its first decision, 0.1 unless said, and the same for all.',
    }),
  })
  .meta({ id: 'AuditSequenceRequest' });

const decision = z
  .object({
    sequence: z.string(),
    place: z.int().meta({ description: 'Its place among the decisions of the sequence, from 1.' }),
    audit: uuid,
    deployment: z.string(),
    verdict: z.enum(['pass', 'fail', 'inconclusive', 'not_applicable']).meta({ description: 'That of the audit.' }),
    logEvidence: z.number().meta({
      description: 'Natural logarithm of the e-value against "every blocking requirement keeps its bound".',
    }),
    logNeeded: z.number().meta({ description: 'What a finding needed at this place.' }),
    isFinding: z.boolean(),
    findings: z.int().meta({ description: 'Findings of the sequence so far, this one among them.' }),
    level: z.number(),
    requirements: z.array(z.string()).meta({ description: 'Requirements that the evidence was made of.' }),
    by: z.string(),
    madeAt: time,
  })
  .meta({ id: 'AuditSequenceDecision' });

export const sequenceAnswer = z
  .object({
    decision,
    isNew: z.boolean(),
    without: z
      .array(z.object({ requirement: z.string(), why: z.string() }))
      .meta({ description: 'Blocking requirements that give no evidence, with why.' }),
  })
  .meta({ id: 'AuditSequenceAnswer' });

const stand = { sequence: z.string(), level: z.number(), decisions: z.int(), findings: z.int() };

export const sequenceListQuery = z.strictObject({
  after: refName.optional().meta({ description: 'Name of the last sequence of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});
export const sequenceList = z
  .object({
    sequences: z.array(z.object(stand)),
    next: z.string().nullable().meta({ description: 'Give it as `after` for the next page; null on the last.' }),
  })
  .meta({ id: 'AuditSequenceList' });

export const sequenceQuery = z.strictObject({
  before: wholeNumberText(1, MOST_DECISIONS).optional().meta({
    description: 'Place of the last decision of the page before.',
  }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});
export const sequenceStand = z
  .object({
    ...stand,
    list: z.array(decision).meta({ description: 'The newest first.' }),
    next: z.int().nullable().meta({ description: 'Give it as `before` for the next page; null on the last.' }),
  })
  .meta({ id: 'AuditSequence' });
