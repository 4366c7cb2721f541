import { z } from 'zod';
import { ARTIFACT_CLASSES } from '../../../domain/artifacts/ports.js';
import { someText } from '../../../domain/settings/index.js';
import { digest, time } from '../http/schemas.js';

/** Greatest number of artifacts on one page of the list. */
const MAX_LISTED = 1000;

const artifact = z
  .object({
    digest,
    size: z.int().meta({ description: 'Bytes.' }),
    storedAt: time,
    by: z.string().meta({ description: 'Who stored it first.' }),
    class: z.enum(ARTIFACT_CLASSES).meta({ description: 'What it is; a background holds persons.' }),
    erasedAt: time.nullable().meta({ description: 'When its bytes were erased; null while they are held.' }),
  })
  .meta({ id: 'Artifact' });

export const putArtifact = z
  .object({
    ...artifact.shape,
    outcome: z.enum(['stored', 'replaced', 'held']).meta({
      description: '`held`: the same bytes were there; `replaced`: those that had to be there were missing or changed.',
    }),
    warnings: z.array(z.string()).meta({
      description: 'Of a background, what to know of its people, such as that all are of one group.',
    }),
  })
  .meta({ id: 'PutArtifact' });

export const putQuery = z.strictObject({
  class: z.enum(ARTIFACT_CLASSES).optional().meta({ description: 'What the bytes are; by default a model.' }),
});

/** Longest reason of an erasure. */
const MAX_BASIS = 200;
export const eraseBody = z.strictObject({
  basis: z
    .string()
    .min(1)
    .max(MAX_BASIS)
    .meta({ description: 'Why, such as an article of law and whose request it was.' }),
});
export const erasedArtifact = artifact;

/** A row that somebody wrote may have any text for a digest; the list goes on behind it. */
const MAX_CURSOR = 10_000;
export const listQuery = z.strictObject({
  after: someText(MAX_CURSOR).optional().meta({ description: 'The `next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(MAX_LISTED),
});

export const artifactList = z
  .object({
    artifacts: z.array(artifact).meta({ description: 'By digest.' }),
    changed: z.array(z.string()).meta({
      description:
        'Digests whose rows were changed in the database, as they stand there: what is held under them is not known. POST /v1/artifacts/check names them too.',
    }),
    next: z.string().nullable().meta({ description: 'Give it as `after` for the next page; null on the last.' }),
  })
  .meta({ id: 'ArtifactList' });

export const artifactCheck = z
  .object({
    at: time,
    checked: z.int().meta({ description: 'Artifacts that were read and hashed.' }),
    bytes: z.int().meta({ description: 'Bytes that were found whole.' }),
    damaged: z.array(
      z.object({ digest, problem: z.string().meta({ description: 'What is wrong: changed, gone, too large.' }) }),
    ),
  })
  .meta({ id: 'ArtifactCheck' });
