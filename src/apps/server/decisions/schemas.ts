import { z } from 'zod';
import { MOST_POSITIONS } from '../../../core/fairness/outcomes/index.js';
import { ARMS, STOP_MODES } from '../../../core/stops/index.js';
import { MAX_ATTRIBUTES, MAX_RECORDS } from '../../../domain/records/index.js';
import { digest, refName, time, uuid } from '../http/schemas.js';

/**
 * Records as they are sent, for the OpenAPI description and the types of the client. The service does not validate with these schemas: the
 * domain validates records line by line, and `schemas.test.ts` checks that both agree on random records.
 */

const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const attributeValues = z
  .record(z.string(), attributeValue)
  .refine((values) => Object.keys(values).length <= MAX_ATTRIBUTES, `expected at most ${MAX_ATTRIBUTES} attributes`)
  .meta({ maxProperties: MAX_ATTRIBUTES });

/** Amounts, levels and classes are taken by what the deployment declares; any other deployment takes 0 and 1 alone. */
const decided = z.union([z.number().min(0), refName]);
const unit = refName.optional().meta({
  description: 'Unit of an amount, such as USD: another one than the deployment declares is refused.',
});

export const decisionRecord = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Given by the server if absent.' }),
    deployment: refName.meta({ description: 'model/environment, as registered.', examples: ['compas/prod'] }),
    version: digest.optional().meta({ description: 'If absent, the one active at decidedAt.' }),
    cutoff: z.number().optional().meta({ description: 'If absent, the one active at decidedAt.' }),
    subject: refName.meta({ description: 'Your reference of the person, never a name.' }),
    decidedAt: time,
    inputs: z.record(z.string(), z.unknown()).optional(),
    score: z.number().optional(),
    outcome: decided.nullable().meta({
      description:
        'What was decided: 0 or 1, or what the deployment declares, which is an amount or a position as a number, or a level or class as a text; null where it declares that nothing may be decided, and nothing was, and for a candidate of a list who was not shown.',
    }),
    unit,
    stage: refName.optional().meta({
      description: 'Where the deployment declares stages: the one that was decided on.',
      examples: ['interview'],
    }),
    case: refName.optional().meta({
      description:
        'Beside `stage`: your reference of the application or the like, the same at every stage; left out where a subject goes through once.',
    }),
    list: refName.optional().meta({
      description:
        'Where the deployment declares rankings: your name of the list that the candidate is in, the same for all its candidates.',
      examples: ['vacancy-17'],
    }),
    listSize: z.int().min(1).max(MOST_POSITIONS).optional().meta({
      description:
        'Beside `list`: how many candidates it has, shown or not. It counts in audits once as many are recorded.',
    }),
    route: z.enum(['automatic', 'reviewed', 'fallback']),
    attributes: attributeValues.nullable().optional(),
    jurisdiction: refName.optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'DecisionRecord' });

export const labelRecord = z
  .strictObject({
    decision: uuid,
    label: decided.meta({
      description:
        'What turned out right: 0 or 1, or an amount, level or class as declared; of a candidate of a list what she was worth.',
    }),
    unit,
    knownAt: time,
  })
  .meta({ id: 'LabelRecord' });

export const attributesRecord = z
  .strictObject({ decision: uuid, attributes: attributeValues })
  .meta({ id: 'AttributesRecord' });

/** Schema of one JSON body: a record or a list of records. In NDJSON each line is a record. */
export const oneOrMore = (record: z.ZodType): z.ZodType => z.union([record, z.array(record).min(1).max(MAX_RECORDS)]);

export const ingestAnswer = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    conflicts: z.array(z.object({ line: z.int(), id: uuid })),
    rejected: z.array(z.object({ line: z.int(), code: z.string(), message: z.string() })),
    assigned: z.array(z.object({ line: z.int(), id: uuid })).optional(),
    warnings: z
      .array(
        z.object({
          code: z.enum(['VERSION_UNNAMED', 'RULE_OTHERWISE']),
          deployment: z.string(),
          records: z.int().meta({ description: 'How many records of the body.' }),
          line: z.int().meta({ description: 'The line of the first of them.' }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({
        description:
          'What is kept and says less than its sender may believe. VERSION_UNNAMED: records that name no version while one is tried out on their deployment. RULE_OTHERWISE: decisions that are not those of the rule of their deployment, which is only observed.',
      }),
  })
  .meta({ id: 'IngestAnswer' });

export const producerList = z
  .object({
    producers: z.array(
      z.object({
        source: z.string().meta({ description: 'The key, and the name that the producer gave itself.' }),
        last: z.int(),
        missing: z.int().meta({ description: 'Numbers below the last one that never came.' }),
        ranges: z.array(z.tuple([z.int(), z.int()])).meta({ description: 'The newest of them, first and last.' }),
        seenAt: z.string(),
      }),
    ),
  })
  .meta({ id: 'ProducerList' });

export const decisionView = z
  .looseObject({
    id: uuid,
    attributes: z.record(z.string(), z.unknown()).optional(),
    logged: z.looseObject({
      log: z.string(),
      index: z.int(),
      receivedAt: z.string(),
      entry: z.unknown(),
      erased: z.boolean(),
      labels: z.array(
        z.object({ label: z.union([z.number(), z.string()]), knownAt: z.string(), receivedAt: z.string() }),
      ),
      stopped: z
        .object({
          said: z.enum(['model', 'review', 'shadow', 'fallback']).meta({ description: 'Who was to decide.' }),
          stop: z
            .object({ id: uuid, mode: z.enum(STOP_MODES), since: z.string() })
            .nullable()
            .meta({ description: 'The stop that said so; null where none did.' }),
          isKept: z.boolean().nullable().meta({
            description:
              'False for an automatic decision where the model was not to decide alone: one of a client that did not ask, or had not yet heard of the stop.',
          }),
        })
        .nullable()
        .meta({
          description:
            'What the stops in force at `decidedAt` said of it. Null where the payload is not seen, and where a stop holds for groups that the caller does not see.',
        }),
      canary: z
        .object({
          canary: uuid,
          arm: z.enum(ARMS).nullable().meta({
            description:
              'The arm of the version that decided; null for a version of neither, and where the record names none.',
          }),
          drawn: z.enum(ARMS).nullable().meta({
            description:
              'The arm that the subject was to be in at `decidedAt`; null where the record names no subject.',
          }),
        })
        .nullable()
        .meta({ description: 'Null where no version was tried out on the deployment then.' }),
    }),
  })
  .meta({ id: 'DecisionView', description: 'The fields of the record as far as visible, and what the log says.' });

/** Records that came under an id that the log knew. */
export const integrityEventList = z
  .object({
    events: z.array(
      z.object({
        log: z.enum(['main', 'reads']),
        type: z.enum(['conflict', 'late-repeat', 'erased-id']).meta({
          description:
            '`conflict`: other content under a known id, which was refused; `late-repeat`: a known id beyond the window of ids, which was taken; `erased-id`: sent again after erasure.',
        }),
        decision: uuid,
        firstIndex: z.int().meta({ description: 'Entry of the record that came first.' }),
        index: z.int().optional().meta({ description: 'Of a late repeat: its own entry.' }),
        content: z.enum(['same', 'other', 'unknown']).optional().meta({
          description:
            'Of a late repeat: whether its content is that of the first; not known where one was erased before.',
        }),
        source: z.string().meta({ description: 'Who sent it.' }),
        detectedAt: time,
      }),
    ),
  })
  .meta({ id: 'IntegrityEventList' });
