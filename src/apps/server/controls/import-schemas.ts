import { z } from 'zod';
import { CARD_FORMATS, LONGEST_NAME, MOST_CHARACTERS, MOST_UNKNOWN } from '../../../domain/foreign-cards/index.js';
import { someText } from '../../../domain/settings/index.js';
import { digest, refName, time, uuid, wholeNumberText } from '../http/schemas.js';

const MOST_LISTED = 50;

export const importRequest = z
  .strictObject({
    system: refName,
    version: digest.nullable().default(null).meta({
      description: 'The registered version that it is about, as you say; null: it is told of the system.',
    }),
    format: z.enum(CARD_FORMATS),
    from: someText(LONGEST_NAME).meta({ description: 'Where it is from: an address, or the name of a file.' }),
    document: z.string().max(MOST_CHARACTERS).meta({
      description:
        'The document as it came: JSON of a run of MLflow (with `model_version` beside `run` where there is one) or of a CycloneDX bill of materials, or the README.md of a model of the Hugging Face Hub. It is kept whole.',
    }),
  })
  .meta({ id: 'ImportCard' });

const text = z.string().nullable();
const number = z.number().nullable();
const card = z
  .object({
    ...{ name: text, version: text, digest: digest.nullable(), authors: z.array(z.string()), description: text },
    ...{ licences: z.array(z.string()), intendedUse: z.array(z.string()), limitations: z.array(z.string()) },
    madeOf: z.array(z.string()).meta({ description: 'Models that this one was made of.' }),
    parameters: z.array(z.object({ name: z.string(), value: z.string() })),
    datasets: z.array(z.object({ name: z.string(), version: text, digest: digest.nullable(), role: text })),
    metrics: z.array(
      z.object({
        metric: z.string(),
        value: z
          .union([z.number(), z.string()])
          .meta({ description: 'A value that is no number is the text that stands there.' }),
        ...{ slice: text, lower: number, upper: number },
      }),
    ),
  })
  .meta({ id: 'ForeignCard', description: 'What a document of another program says. Nobody here checked any of it.' });

const unknown = z
  .array(z.object({ at: z.string(), value: z.string() }))
  .meta({ description: `What was not understood: where it stands and how it begins, at most ${MOST_UNKNOWN}.` });

const listed = {
  ...{ id: uuid, system: z.string(), digest, by: z.string(), at: time },
  ...{ format: z.enum(CARD_FORMATS), from: z.string(), version: digest.nullable() },
  documentDigest: digest,
  namesVersion: z.boolean().nullable().meta({
    description:
      'Whether the document names the bytes of the version; null where it names none, or no version was told.',
  }),
  provenance: z.string().meta({ description: 'Who imported it, when, and what that is worth.' }),
  said: card,
  unknown,
  cut: z
    .object({ unknown: z.int(), listed: z.int(), texts: z.int() })
    .meta({ description: 'How many values, entries of lists and ends of texts stand in the document alone.' }),
};

export const importSummary = z.object(listed).meta({ id: 'ImportedCard' });
export const importWhole = z.object({ ...listed, document: z.string() }).meta({ id: 'ImportedDocument' });

export const importsQuery = z.strictObject({
  system: refName,
  before: uuid.optional().meta({ description: 'The id of the last import of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(20),
});
export const importList = z
  .object({ imports: z.array(importSummary), next: uuid.nullable() })
  .meta({ id: 'ImportedCardList' });
