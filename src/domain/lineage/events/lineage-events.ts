import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

/** From where the account of a training run came. */
export const LINEAGE_SOURCES = ['client', 'mlflow', 'openlineage'] as const;

export const lineageRecorded = defineEvent(
  'lineage.recorded',
  {
    by: z.string(),
    run: z.string(),
    source: z.enum(LINEAGE_SOURCES),
    document: z.string(),
    versions: z.array(z.string()),
    data: z.array(z.string()),
    subjects: z.int(),
  },
  'An account of a training run was kept: the digest of its document, the versions that the run made, the ids of the data sets that it read, and of how many subjects it said in which they stand. It is what somebody said, not what the service saw.',
);

export const lineageRead = defineEvent(
  'lineage.read',
  { actor: z.string(), purpose: z.string(), data: z.int() },
  'Somebody asked in which data sets a person stands, and was told of so many.',
  { log: 'reads' },
);

/** Events of lineage. */
export const lineageEvents = [lineageRecorded, lineageRead] as const;
