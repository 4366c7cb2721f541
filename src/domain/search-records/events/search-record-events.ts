import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

/** Answers of a search. */
export const SEARCH_ANSWERS = ['yes', 'no within the class tried', 'not decidable', 'not indicated'] as const;

/** What of a search is entered: digests, counts and the answer, and nothing of a person. */
const searchFields = {
  record: z.string(),
  result: z.string(),
  policy: z.string(),
  data: z.string(),
  requirement: z.string(),
  answer: z.enum(SEARCH_ANSWERS),
  candidates: z.int(),
  reference: z.string(),
  chosen: z.string().nullable(),
  system: z.string().nullable(),
};

export const searchRecorded = defineEvent(
  'search.recorded',
  { by: z.string(), ...searchFields },
  'A search for a less discriminatory alternative was made: digests of its record and of its result, of policy and data, what it answered, and the models that it compared with and chose.',
);

/** Events about searches. */
export const searchRecordEvents = [searchRecorded] as const;
