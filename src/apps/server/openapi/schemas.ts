import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import { MAX_ATTRIBUTES, MAX_NAME_LENGTH, MAX_RECORDS } from '../../../domain/decisions/record/index.js';
import {
  MAX_ACCOUNT_NAME,
  MAX_KEY_DAYS,
  MAX_PASSWORD,
  MIN_PASSWORD,
  ROLE_NAMES,
  SCOPE_NAMES,
} from '../../../domain/identity/index.js';
import { someText } from '../http/text-schema.js';

/**
 * What goes over the wire: one source for the validation of small bodies, for `/openapi.json` and for the client's types. Records of
 * decisions are validated by the decision room, line by line; `records.test.ts` holds both against the same random records.
 */
const time = z
  .string()
  .refine((text) => readTime(text) !== null, 'expected an RFC 3339 time with zone')
  .meta({ description: 'RFC 3339, with zone', format: 'date-time' });
const refName = someText(MAX_NAME_LENGTH);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const uuid = z.guid();
const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const attributeValues = z
  .record(z.string(), attributeValue)
  .refine((values) => Object.keys(values).length <= MAX_ATTRIBUTES, `expected at most ${MAX_ATTRIBUTES} attributes`)
  .meta({ maxProperties: MAX_ATTRIBUTES });

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
    outcome: z.union([z.literal(0), z.literal(1)]).meta({ description: 'What was decided.' }),
    route: z.enum(['automatic', 'reviewed', 'fallback']),
    attributes: attributeValues.nullable().optional(),
    jurisdiction: refName.optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'DecisionRecord' });

export const labelRecord = z
  .strictObject({ decision: uuid, label: z.union([z.literal(0), z.literal(1)]), knownAt: time })
  .meta({ id: 'LabelRecord' });

export const attributesRecord = z
  .strictObject({ decision: uuid, attributes: attributeValues })
  .meta({ id: 'AttributesRecord' });

/** As one JSON value: a record or a list of them. As NDJSON each line is a record. */
export const oneOrMore = (record: z.ZodType): z.ZodType => z.union([record, z.array(record).min(1).max(MAX_RECORDS)]);

export const ingestAnswer = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    conflicts: z.array(z.object({ line: z.int(), id: uuid })),
    rejected: z.array(z.object({ line: z.int(), code: z.string(), message: z.string() })),
    assigned: z.array(z.object({ line: z.int(), id: uuid })).optional(),
  })
  .meta({ id: 'IngestAnswer' });

export const auditRequest = z
  .object({
    deployment: refName,
    since: time.optional().meta({
      description:
        'Decided at or after; widened to the whole hour, for a caller who may see no person to the whole day (UTC).',
    }),
    until: time.optional().meta({ description: 'Decided before; widened likewise.' }),
    knownAt: time.optional().meta({ description: 'Only labels known then; widened likewise.' }),
    size: z.int().min(1).optional().meta({
      description: 'Only the first entries of the log, as an earlier audit saw it; for a caller who may see persons.',
    }),
    policy: z.string().min(1).meta({ description: 'The policy file, verbatim.' }),
  })
  .meta({ id: 'AuditRequest' });

const repeatCounts = z.object({
  found: z.int(),
  same: z.int(),
  other: z.int(),
  unknown: z.int(),
  counted: z.literal('first').meta({ description: 'Of records with the same id the first counts, once.' }),
});

const tallyText = z.looseObject({ schemaVersion: z.string() });

export const auditAnswer = z
  .object({
    tally: tallyText
      .optional()
      .meta({ description: 'As `tribune tally` prints it; for a caller who may see persons.' }),
    leastCell: z.int().optional().meta({ description: 'Fewest people in a cell of `parts`.' }),
    filter: z.enum(['none', 'applied', 'not applied']).optional().meta({
      description: 'With `parts`: `not applied` when `data.where` leaves out fewer people than `leastCell`, or nobody.',
    }),
    parts: z
      .array(
        z.object({
          attributes: z.array(z.string()),
          tally: tallyText,
          withheld: z.object({
            groups: z.int().meta({ description: 'Groups shown as one of unknown values.' }),
            people: z.int(),
            unlabelledGroups: z.int().meta({ description: 'Groups whose labels are not shown.' }),
            unlabelledPeople: z.int(),
            scores: z.union([z.literal('kept'), z.literal('none'), z.int()]).meta({ description: 'A number: bins.' }),
          }),
        }),
      )
      .optional()
      .meta({
        description: 'In place of `tally` for a caller who may see no person: everybody, then each set of attributes.',
      }),
    log: z.object({
      name: z.string(),
      size: z.int().meta({ description: 'Entries read, from the first on.' }),
      root: z.string().meta({ description: 'Base64 of the Merkle root at that size (RFC 6962).' }),
      first: z.int(),
      last: z.int(),
      deployment: z.string(),
      since: z.string().nullable(),
      until: z.string().nullable(),
      knownBefore: z.string().nullable(),
      erased: z.int().meta({ description: 'Decisions erased since; their rows are not in the tally.' }),
      recorded: z.int().meta({ description: 'All decisions, erased ones included.' }),
      repeats: repeatCounts,
    }),
    checkpoint: z.string().meta({ description: 'The signed head, a C2SP checkpoint.' }),
    consistency: z
      .array(z.string())
      .meta({ description: 'Proof from `log.size` to the checkpoint, base64 (RFC 6962).' }),
    read: z.object({ segments: z.int(), batches: z.int() }).meta({ description: 'From where the rows came.' }),
  })
  .meta({ id: 'AuditAnswer' });

export const anything = z.looseObject({});

export const halfAnswer = z
  .looseObject({
    status: z.enum(['waiting', 'repeated', 'paired']).meta({ description: 'paired: as the answer to a batch.' }),
  })
  .meta({ id: 'HalfAnswer' });

export const rpcStatus = z
  .object({ code: z.int(), message: z.string(), details: z.array(z.unknown()) })
  .meta({ id: 'RpcStatus', description: 'google.rpc.Status' });

export const intakeProblems = z
  .object({
    waiting: z.int().meta({ description: 'Halves that wait for their other half.' }),
    problems: z.array(
      z.object({
        notedAt: z.string(),
        deployment: z.string(),
        event: z.string(),
        kind: z.enum(['orphan', 'unusable', 'repeat']),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'IntakeProblems' });

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

export const retentionReport = z
  .object({
    at: z.string(),
    erased: z.boolean().meta({ description: 'Whether it was erased, or would be.' }),
    rules: z.array(
      z.object({
        keep: z.string(),
        before: z.string().meta({ description: 'Decisions received before are past their time.' }),
        classes: z.array(z.object({ id: z.string(), basis: z.string(), source: z.string() })),
        due: z.record(z.string(), z.int()).meta({ description: 'By deployment, held ones left out.' }),
        held: z.int(),
        erasures: z.array(uuid).meta({ description: 'Certificates: GET /v1/erasures/{id}.' }),
      }),
    ),
    warnings: z.array(z.string()).meta({ description: 'Deployments of which nothing is ever erased, and why.' }),
  })
  .meta({ id: 'RetentionReport' });

export const errorBody = z
  .object({ code: z.string(), message: z.string(), remedy: z.string().optional(), requestId: z.string() })
  .meta({ id: 'Error' });

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
        z.object({ label: z.union([z.literal(0), z.literal(1)]), knownAt: z.string(), receivedAt: z.string() }),
      ),
    }),
  })
  .meta({ id: 'DecisionView', description: 'The fields of the record as far as visible, and what the log says.' });

const password = someText(MAX_PASSWORD);
/** A short one is refused where the other demands on passwords are told, too. */
const newPassword = password.meta({ minLength: MIN_PASSWORD });
const accountName = someText(MAX_ACCOUNT_NAME);

export const signIn = z.strictObject({ name: accountName, password }).meta({ id: 'SignIn' });
export const stepUp = z.strictObject({ password }).meta({ id: 'StepUp' });
export const passwordChange = z.strictObject({ password: newPassword }).meta({ id: 'PasswordChange' });
export const setup = z
  .strictObject({ token: someText(100), name: accountName, password: newPassword })
  .meta({ id: 'Setup' });

export const newKey = z
  .strictObject({
    name: accountName,
    scopes: z.array(z.enum(SCOPE_NAMES)).min(1),
    days: z.int().min(1).max(MAX_KEY_DAYS).nullable().optional(),
  })
  .meta({ id: 'NewKey' });

export const keyChange = z
  .strictObject({
    log: z.enum(['main', 'reads']).default('main'),
    overlapDays: z.int().min(0).max(3650).optional(),
  })
  .meta({ id: 'LedgerKeyChange' });

const role = z.enum(ROLE_NAMES);
export const newAccount = z
  .strictObject({ name: accountName, password: newPassword.nullable(), roles: z.array(role) })
  .meta({ id: 'NewAccount' });
export const setupLink = z
  .strictObject({
    roles: z.array(role).min(1).optional().meta({ description: 'Of the new account; an administrator when not said.' }),
    account: accountName.optional().meta({ description: 'Name of an account whose password is set anew.' }),
  })
  .refine(({ roles, account }) => roles === undefined || account === undefined, 'give either roles or account')
  .meta({ id: 'SetupLink' });
export const accountChange = z
  .strictObject({
    roles: z.array(role).optional(),
    disabled: z.boolean().optional(),
    password: newPassword
      .optional()
      .meta({ description: 'For a person who lost theirs; by a caller who could give each of their roles.' }),
  })
  .meta({ id: 'AccountChange' });

/** As long as in a record: a longer one names nobody. */
const subjectRef = refName;
export const subjectRequest = z.strictObject({ subject: subjectRef }).meta({ id: 'SubjectRequest' });
export const erasureRequest = z
  .strictObject({ subject: subjectRef, basis: someText(500) })
  .meta({ id: 'ErasureRequest' });
export const holdRequest = z
  .strictObject({
    subject: subjectRef,
    owner: someText(200),
    reason: someText(1000),
    reviewAt: time,
  })
  .meta({ id: 'HoldRequest' });
