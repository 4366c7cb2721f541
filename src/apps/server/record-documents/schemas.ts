import { z } from 'zod';
import { DOCUMENT_VIEWS, LONGEST_STATEMENT, STATED_ABOUT } from '../../../domain/record-documents/index.js';
import { MAX_NAME_LENGTH } from '../../../domain/records/index.js';
import { digest, time } from '../http/schemas.js';

const subject = z
  .string()
  .min(1)
  .max(2 * MAX_NAME_LENGTH)
  .meta({
    description:
      'A deployment (`credit/prod`), a version (`credit@2.1` or its digest), a system or a model; of a datasheet a data set.',
  });
const attribute = z.string().min(1).max(MAX_NAME_LENGTH).optional();

export const documentQuery = z.strictObject({
  subject,
  view: z
    .enum(DOCUMENT_VIEWS)
    .default('public')
    .meta({ description: '`public` leaves out what is not for outsiders.' }),
  format: z
    .string()
    .min(1)
    .max(40)
    .default('json')
    .meta({ description: 'One of the formats of the kind, which GET /v1/documents lists.' }),
  sex: attribute.meta({ description: 'Of `ll144`: the attribute that is sex, where it has no usual name.' }),
  race: attribute.meta({ description: 'Of `ll144`: the attribute that is race and ethnicity.' }),
});

const { view, format } = documentQuery.shape;
export const bundleQuery = z.strictObject({ subject, view });
export const decisionDocumentQuery = z.strictObject({ view, format });
export const decisionBundleQuery = z.strictObject({ view });

export const documentList = z
  .object({
    kinds: z.array(z.object({ id: z.string(), title: z.string(), summary: z.string(), formats: z.array(z.string()) })),
    fields: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        asks: z.string(),
        about: z.enum(STATED_ABOUT),
        who: z.string(),
      }),
    ),
  })
  .meta({ id: 'DocumentKinds' });

export const statesQuery = z.strictObject({ subject });

const missingField = z.object({ field: z.string(), label: z.string(), who: z.string(), how: z.string() });
const staleRecord = z.object({ kind: z.string(), id: z.string(), because: z.string() });

export const statesAnswer = z
  .object({
    subject: z.string(),
    system: z.string().nullable(),
    documents: z.array(
      z.object({
        kind: z.string(),
        title: z.string(),
        summary: z.string(),
        state: z.enum(['complete', 'incomplete', 'stale', 'not-made']).meta({
          description:
            'incomplete: a field that it needs is missing. stale: a record that it stands on is out of date.',
        }),
        asked: z.boolean().meta({
          description:
            'Whether it is asked for where the system is used and in its field; one that no law asks for is good practice everywhere.',
        }),
        missing: z.array(missingField),
        stale: z.array(staleRecord),
        because: z.string().nullable().meta({ description: 'Why it cannot be made.' }),
      }),
    ),
  })
  .meta({ id: 'DocumentStates' });

export const statementBody = z
  .strictObject({
    subject,
    field: z.string().min(1).max(100).meta({ description: 'A field that GET /v1/documents lists.' }),
    text: z.string().min(1).max(LONGEST_STATEMENT),
  })
  .meta({ id: 'StateForDocuments' });

export const statementAnswer = z
  .object({
    about: z.enum(STATED_ABOUT),
    id: z.string(),
    field: z.string(),
    by: z.string(),
    saidAt: time,
    digest: digest.meta({ description: 'Of the statement; the entry `document.stated` names it.' }),
  })
  .meta({ id: 'StatementForDocuments' });
