import { z } from 'zod';
import { SEARCH_ANSWERS } from '../../../domain/search-records/index.js';
import { someText } from '../../../domain/settings/index.js';
import { digest, refName, uuid } from '../http/schemas.js';

const MOST_CANDIDATES = 1_000_000;
const LONGEST_ID = 200;

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

const MOST_ATTRIBUTES = 20;

export const attachRuleRequest = z
  .strictObject({
    deployment: refName.meta({ description: 'The registered deployment that is to decide by the rule.' }),
    rule: digest.meta({ description: '`digest` of rule.json.' }),
    attributes: z
      .array(someText(LONGEST_ID))
      .min(1)
      .max(MOST_ATTRIBUTES)
      .meta({ description: 'Attributes that the rule decides by.' }),
    constraint: someText(LONGEST_ID),
    objective: someText(LONGEST_ID),
    method: someText(LONGEST_ID).nullable().default(null),
    draws: z.boolean().meta({ description: 'Whether some decisions are drawn from a committed seed.' }),
    seedCommitment: someText(LONGEST_ID).nullable().default(null),
  })
  .refine(({ draws, seedCommitment }) => !draws || seedCommitment !== null, {
    path: ['seedCommitment'],
    error:
      'expected the commitment of the seed that the rule draws by: without it nobody can show how a decision was drawn',
  })
  .meta({ id: 'AttachRule' });

export const attachedRuleAnswer = z
  .object({ id: uuid.meta({ description: 'Id of the entry rule.attached.' }), deployment: refName, rule: digest })
  .meta({ id: 'AttachedRule' });
