import { z } from 'zod';
import { MOST_LISTED } from '../../../domain/issued-documents/index.js';
import { DOCUMENT_VIEWS, LONGEST_STATEMENT, STATED_ABOUT } from '../../../domain/record-documents/index.js';
import { MAX_NAME_LENGTH } from '../../../domain/records/index.js';
import { someText } from '../../../domain/settings/index.js';
import { digest, time, uuid, wholeNumberText } from '../http/schemas.js';

const subject = z
  .string()
  .min(1)
  .max(2 * MAX_NAME_LENGTH)
  .meta({
    description:
      'A deployment (`credit/prod`), a version (`credit@2.1` or its digest), a system or a model; of a datasheet a data set.',
  });
/** First days of months; what is none is refused by the document, which says how one is written. */
const month = z.string().min(1).max(40).optional();
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
  since: month.meta({
    description: 'Of `transparency-report`: the first day of its first month, as 2026-10-01, in UTC.',
  }),
  until: month.meta({ description: 'Of `transparency-report`: the first day after its last month, as 2026-11-01.' }),
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

export const issueBody = z
  .strictObject({
    ...{ kind: z.string().min(1).max(60), ...documentQuery.shape },
    to: someText(200).meta({ description: 'Who gets it, in words; the entry has it.' }),
  })
  .meta({ id: 'IssueDocument' });

export const issuedQuery = z.strictObject({
  subject: subject.optional().meta({ description: 'Only documents that were asked for about this.' }),
  before: uuid.optional().meta({ description: 'The id of the last one of the page before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(20),
});

const issued = z.object({
  ...{ id: uuid, kind: z.string(), title: z.string(), subject: z.string(), view, format: z.string() },
  digest: digest.meta({ description: 'Of its bytes; the entry `document.issued` names it.' }),
  ...{ bytes: z.int(), kept: z.boolean(), complete: z.boolean() },
  asOf: z.object({ log: z.string(), size: z.int(), root: z.string() }).nullable(),
  tool: z.string().meta({ description: 'Version of the product that made it.' }),
  ...{ to: z.string(), by: z.string(), at: time },
});
export const issuedAnswer = issued.meta({ id: 'IssuedDocument' });

const heldShape = {
  current: z.boolean().nullable().meta({
    description: 'Whether a document of now is made from the same records; null where none can be made now.',
  }),
  changed: z.array(
    z.object({
      kind: z.string(),
      id: z.string(),
      is: z.enum(['changed', 'gone', 'new']),
      at: time.nullable().meta({ description: 'When it was entered; null where no entry is known.' }),
    }),
  ),
  because: z.string().nullable().meta({ description: 'Why none can be made now.' }),
  staleSince: time.nullable().meta({
    description: 'The earliest of these changes that has an entry; null where it is current, or none has.',
  }),
};
export const issuedList = z
  .object({ documents: z.array(issued.extend(heldShape)), next: uuid.nullable() })
  .meta({ id: 'IssuedDocumentList' });

export const issuedCheck = issued
  .extend({
    ...heldShape,
    rebuilt: z.enum(['same', 'inputs-changed', 'differs']).meta({
      description:
        'same: made again byte for byte. inputs-changed: what it was made from is not there any more. differs: other bytes from the same records, as another version of the product makes them.',
    }),
    keptIsWhole: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the bytes that are kept have the digest; null where none are.' }),
  })
  .meta({ id: 'IssuedDocumentCheck' });
