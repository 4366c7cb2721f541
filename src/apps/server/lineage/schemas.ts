import { z } from 'zod';
import { LEAST_CELL } from '../../../core/base/least-cell.js';
import {
  FOREIGN_FORMATS,
  LINEAGE_SOURCES,
  LONGEST_NAME,
  LONGEST_VALUE,
  MOST_ATTRIBUTES,
  MOST_DATA,
  MOST_GROUPS,
  MOST_PARAMETERS,
  MOST_SUBJECTS,
  MOST_VERSIONS,
} from '../../../domain/lineage/index.js';
import { MAX_NAME_LENGTH } from '../../../domain/records/index.js';
import { digest, time, uuid, wholeNumberText } from '../http/schemas.js';

const name = z.string().min(1).max(LONGEST_NAME);
const versions = z
  .array(digest)
  .min(1)
  .max(MOST_VERSIONS)
  .meta({ description: 'Digests of the versions that the run made; they need not be registered yet.' });
const id = uuid
  .optional()
  .meta({ description: 'Id of the run, so that the same call again changes nothing; a new one by default.' });
const subject = z.string().min(1).max(MAX_NAME_LENGTH);

const code = z.strictObject({
  repository: name.nullable().default(null),
  commit: name.nullable().default(null),
  path: name.nullable().default(null),
  digest: digest.nullable().default(null).meta({ description: 'SHA-256 of the program that ran.' }),
});

const dataSet = {
  namespace: z.string().max(LONGEST_NAME).default(''),
  name,
  version: name
    .nullable()
    .default(null)
    .meta({ description: 'The word of its source for its state, such as a snapshot.' }),
  digest: digest
    .nullable()
    .default(null)
    .meta({ description: 'SHA-256 of its bytes: the same bytes are one data set under any name.' }),
};

const dataUse = {
  ...dataSet,
  role: name.default('training').meta({ description: '`training`, `validation`, `test`, or a word of your own.' }),
  rows: z.int().min(0).nullable().default(null),
  groups: z
    .record(
      name,
      z
        .record(
          name,
          z
            .int()
            .min(0)
            .refine(
              (n) => n === 0 || n >= LEAST_CELL,
              `0, or at least ${LEAST_CELL} people: fewer may be recognised, so join them as one group`,
            ),
        )
        .refine((all) => Object.keys(all).length <= MOST_GROUPS, `at most ${MOST_GROUPS} groups`),
    )
    .refine((all) => Object.keys(all).length <= MOST_ATTRIBUTES, `at most ${MOST_ATTRIBUTES} attributes`)
    .optional()
    .meta({
      description:
        'How many people of each group stand in it, by attribute: `{ "sex": { "f": 4100, "m": 5900 } }`. Whether a group shrinks from version to version is told of these.',
    }),
};

export const runBody = z
  .strictObject({
    id,
    name,
    versions,
    startedAt: time.nullable().default(null),
    endedAt: time.nullable().default(null),
    code: code.nullable().default(null),
    data: z
      .array(
        z.strictObject({
          ...dataUse,
          subjects: z.array(subject).max(MOST_SUBJECTS).default([]).meta({
            description: 'References of the people in it, as decisions name them; kept as keyed hashes.',
          }),
        }),
      )
      .max(MOST_DATA)
      .default([]),
    parameters: z
      .record(name, z.union([z.string().max(LONGEST_VALUE), z.number(), z.boolean()]))
      .refine((all) => Object.keys(all).length <= MOST_PARAMETERS, `at most ${MOST_PARAMETERS} parameters`)
      .default({}),
  })
  .meta({ id: 'RecordTrainingRun' });

export const importBody = z
  .strictObject({
    id,
    versions,
    format: z.enum(FOREIGN_FORMATS),
    document: z.unknown().meta({
      description:
        'A run of MLflow as its REST interface answers it, or the events of one run of OpenLineage. It is kept as it comes.',
    }),
  })
  .meta({ id: 'ImportTrainingRun' });

const isNew = z.boolean().meta({ description: 'Whether it was not known before.' });
export const recordedRun = z.object({ id: uuid, recorded: isNew }).meta({ id: 'RecordedTrainingRun' });
export const importedRun = z
  .object({
    id: uuid,
    recorded: isNew,
    cut: z.object({
      parameters: z
        .int()
        .meta({ description: `Parameters beyond the first ${MOST_PARAMETERS}, which stand in the document alone.` }),
      values: z.int().meta({
        description: `Values of parameters that were cut at ${LONGEST_VALUE} characters; the document has them whole.`,
      }),
    }),
  })
  .meta({ id: 'ImportedTrainingRun' });

const setAnswer = z.object({
  namespace: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  digest: digest.nullable(),
});

export const trainingRun = z
  .object({
    id: uuid,
    source: z.enum(LINEAGE_SOURCES).meta({ description: 'Who told it: a client, or a document of another program.' }),
    name: z.string(),
    recordedAt: time,
    by: z.string(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    versions: z.array(digest),
    code: code.nullable(),
    data: z.array(
      setAnswer.extend({
        ...{ id: digest, role: z.string(), rows: z.int().nullable() },
        groups: z.record(z.string(), z.record(z.string(), z.int())).optional(),
      }),
    ),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    foreign: z
      .unknown()
      .meta({ description: 'The document of another program as it came; null where a client told the run.' }),
  })
  .meta({ id: 'TrainingRun' });

const served = z
  .array(
    z.object({
      deployment: z.string(),
      from: time.nullable().meta({ description: 'Null: from the first decision on.' }),
      to: time.nullable().meta({ description: 'Null: it still serves.' }),
    }),
  )
  .meta({ description: 'When the version served; the decisions of those times are its.' });

const versionFacts = {
  version: digest,
  registered: z.array(z.object({ model: z.string(), label: z.string() })),
  served,
};

const listedRun = trainingRun
  .omit({ foreign: true })
  .extend({
    hasDocument: z.boolean().meta({
      description: 'Whether a document of another program told it; `GET /v1/lineage/runs/ID` has it.',
    }),
  })
  .meta({ id: 'ListedTrainingRun' });

/** Runs, newest first. */
const runPage = {
  runs: z.array(listedRun),
  next: uuid
    .nullable()
    .meta({ description: 'Give it as `after` for the runs told before these; null on the last page.' }),
};

export const runsQuery = z.strictObject({
  after: uuid.optional().meta({ description: 'A run: those told before it. 100 are a page.' }),
});

export const versionLineage = z.object({ ...versionFacts, ...runPage }).meta({ id: 'VersionLineage' });

export const decisionLineage = versionLineage
  .extend({ decision: z.string(), deployment: z.string(), decidedAt: time })
  .meta({ id: 'DecisionLineage' });

export const dataLineage = z
  .object({
    ...setAnswer.shape,
    id: digest,
    ...runPage,
    versions: z.array(z.object(versionFacts)).meta({ description: 'What came of these runs.' }),
  })
  .meta({ id: 'DataLineage' });

export const sharesQuery = z.strictObject({
  fall: z
    .string()
    .regex(/^0(\.\d{1,6})?$/)
    .optional()
    .meta({ description: 'By how much a share has to have fallen, such as 0.02; 0 unless given.' }),
});

const truth = z.enum(['holds', 'does-not-hold', 'not-known']);
const shareOfVersion = z.object({
  ...{ version: digest, people: z.int(), of: z.int() },
  ...{ share: z.number(), lower: z.number(), upper: z.number() },
});

export const modelShares = z
  .object({
    ...{ level: z.number(), fall: z.number() },
    versions: z
      .array(z.object({ version: digest, label: z.string(), run: uuid }))
      .meta({ description: 'In the order in which they were registered, with the run that counts groups.' }),
    without: z
      .array(z.object({ version: digest, label: z.string() }))
      .meta({ description: 'Versions of which no run counts groups.' }),
    attributes: z.array(
      z.object({
        attribute: z.string(),
        groups: z.array(
          z.object({
            group: z.string(),
            versions: z.array(shareOfVersion),
            shrank: truth.meta({
              description:
                'Whether the share fell by more than that from the first version to the last; false with a chance of at most `level` for all groups of the attribute together.',
            }),
            steps: z.array(truth).meta({ description: 'The same from each version to the next.' }),
          }),
        ),
        partly: z.array(z.object({ version: digest, label: z.string() })).meta({
          description:
            'Versions that are left out of it, as only some of the data sets that they learned from count it.',
        }),
      }),
    ),
  })
  .meta({ id: 'ModelShares' });

export const subjectBody = z
  .strictObject({
    subject,
    after: digest.optional().meta({ description: 'A data set: those behind it. 20 are a page.' }),
  })
  .meta({ id: 'LineageSubject' });
export const subjectLineage = z
  .object({
    data: z.array(dataLineage).meta({ description: 'Data sets in which the person stands, as far as it was told.' }),
    total: z.int().meta({ description: 'Number of all of them.' }),
    next: digest.nullable().meta({ description: 'Give it as `after` for the next page; null on the last.' }),
  })
  .meta({ id: 'SubjectLineage' });

/** Greatest number of data sets on one page. */
const MAX_LISTED = 500;

export const dataQuery = z.strictObject({
  name: z.string().min(1).max(LONGEST_NAME).optional().meta({ description: 'A part of the name, or a digest.' }),
  after: digest.optional(),
  limit: wholeNumberText(1, MAX_LISTED).optional(),
});
export const LISTED = 100;

export const dataList = z
  .object({
    data: z.array(setAnswer.extend({ id: digest, runs: z.int() })),
    next: digest.nullable().meta({ description: 'Give it as `after` for the next page; null on the last.' }),
  })
  .meta({ id: 'DataSetList' });
