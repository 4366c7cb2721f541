import { z } from 'zod';
import { SEARCH_ANSWERS } from '../../../domain/search-records/index.js';
import { someText } from '../../../domain/settings/index.js';
import { digest, refName, uuid } from '../http/schemas.js';

const MOST_CANDIDATES = 1_000_000;
export const LONGEST_ID = 200;

export const recordSearchRequest = z
  .strictObject({
    record: digest.meta({ description: '`record` of search.json: the digest of every candidate that was tried.' }),
    result: digest.meta({ description: 'SHA-256 of the bytes of search.json.' }),
    policy: digest,
    data: digest,
    requirement: someText(LONGEST_ID).meta({ description: 'Id of the requirement whose gap was to be smaller.' }),
    answer: z.enum(SEARCH_ANSWERS),
    candidates: z.int().min(1).max(MOST_CANDIDATES),
    reference: digest.meta({ description: 'Digest of the model that all were compared with.' }),
    chosen: digest.nullable().meta({ description: 'Digest of the chosen candidate; null where none was.' }),
    system: refName.nullable().default(null).meta({ description: 'The registered system that the search is about.' }),
  })
  .meta({ id: 'RecordSearch' });

export const recordSearchAnswer = z
  .object({ id: uuid.meta({ description: 'Id of the entry search.recorded.' }), record: digest, result: digest })
  .meta({ id: 'RecordedSearch' });
