import { z } from 'zod';
import { MAX_ATTRIBUTES } from '../../../domain/records/index.js';
import { digest, refName, time, uuid } from '../http/schemas.js';

/** Most decisions of one answer. */
const MAX_FOUND = 100;
const FOUND = 50;
/** Longest text of a place: two whole numbers with a point between them. */
const MAX_PLACE = 40;

export const searchRequest = z
  .strictObject({
    deployment: refName.optional(),
    version: digest.optional().meta({ description: 'Digest of the version that decided.' }),
    subject: refName
      .optional()
      .meta({ description: 'Your reference of one person; found by an index, over all time.' }),
    outcome: z.union([z.number(), refName]).nullable().optional().meta({
      description:
        'As it was sent: a number finds that number, a text that text; null finds where nothing was decided.',
    }),
    route: z.enum(['automatic', 'reviewed', 'fallback']).optional(),
    stage: refName.optional(),
    decidedFrom: time.optional().meta({ description: 'Decided at or after.' }),
    decidedTo: time.optional().meta({ description: 'Decided before.' }),
    group: z
      .record(refName, z.union([refName, z.null()]))
      .refine((values) => Object.keys(values).length <= MAX_ATTRIBUTES, `expected at most ${MAX_ATTRIBUTES} attributes`)
      .optional()
      .meta({
        description:
          'Values of attributes as text, by name, such as {"sex": "F"}; null finds people of whom it is not known. It takes whoever may see attributes.',
      }),
    before: z
      .string()
      .max(MAX_PLACE)
      .optional()
      .meta({ description: '`next` of an earlier answer, to go on from there.' }),
    limit: z.int().min(1).max(MAX_FOUND).default(FOUND).meta({ description: 'Most decisions of the answer.' }),
  })
  .meta({ id: 'DecisionSearchRequest' });

const value = z.union([z.number(), z.string(), z.null()]);

export const searchAnswer = z
  .object({
    decisions: z.array(
      z.object({
        id: uuid,
        index: z.int().meta({ description: 'Its entry in the log.' }),
        deployment: z.string(),
        version: digest,
        subject: z.string(),
        outcome: value,
        score: z.number().nullable(),
        route: z.string(),
        stage: z.string().nullable(),
        decidedAt: time,
        receivedAt: time,
      }),
    ),
    looked: z.int().meta({ description: 'Records that were looked at for this answer.' }),
    erased: z.int().meta({
      description:
        'Erased decisions among them of the deployment and version asked for: nobody can tell whether they fit the rest.',
    }),
    backTo: time.nullable().meta({
      description:
        'How far back it came: no decision that fits and was made after this is left out. Null while that is none, as the clocks of senders may be ahead.',
    }),
    next: z.string().nullable().meta({
      description:
        'Where to go on, as `before`: an answer stops after `limit` decisions or some 20,000 records of any kind that were opened. Null where nothing older can fit.',
    }),
    people: z.int().meta({ description: 'Different subjects among the decisions of this answer.' }),
    isOnePerson: z.boolean().nullable().meta({
      description: 'Whether, of all that is recorded, the filter leads to one single person; null while that is open.',
    }),
  })
  .meta({ id: 'DecisionSearch' });
