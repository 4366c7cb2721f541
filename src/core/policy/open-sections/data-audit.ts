import { z } from 'zod';
import { defineSection, type SectionData, type SectionMistake } from './define-section.js';

const text = z.string().min(1);
const share = z.number().min(0).max(1);

/** What every test of the data may say: whether it stops a build, why its bound is what it is. */
const frame = {
  severity: z
    .enum(['block', 'warn', 'off'])
    .optional()
    .meta({ description: 'block (unless written otherwise), warn, or off: the test is not made' }),
  basis: z
    .strictObject({ kind: z.enum(['law', 'guidance', 'practice', 'ours']), source: text })
    .optional()
    .meta({ description: 'Where the bound comes from; unless written, that of the built-in bound' }),
};

/** The people that the data should look like, by one attribute. */
const population = z.strictObject({
  by: text.meta({ description: 'An attribute of data.attributes' }),
  source: text.meta({ description: 'Where the figures come from, with their year' }),
  shares: z.record(z.string(), share).optional().meta({ description: 'Share of each group, together at most 1' }),
  counts: z.record(z.string(), z.number().min(0)).optional().meta({ description: 'People of each group' }),
  file: z
    .strictObject({
      path: text.meta({
        description: 'CSV, TSV, Parquet, JSON Lines (or a pattern of such files) or JSON, relative to the policy',
      }),
      group: text.optional().meta({ description: 'Its column of groups; unless written, the name of by' }),
      count: text.optional().meta({ description: 'Its column of people or of shares; count' }),
      digest: z
        .string()
        .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hexadecimal digits')
        .optional()
        .meta({ description: 'SHA-256 of its bytes: another file is refused' }),
    })
    .optional()
    .meta({ description: 'A file that counts the people of each group, or gives their shares' }),
});

const members = {
  features: z
    .array(text)
    .min(1)
    .max(500)
    .optional()
    .meta({ description: 'Columns that a model would learn from; unless written, every column without another role' }),
  smallGroups: z
    .enum(['inconclusive', 'report'])
    .optional()
    .meta({ description: 'What groups below data.minGroupSize do: keep a test from passing, or be listed only' }),
  representation: z
    .strictObject({
      ...frame,
      population: z.array(population).min(1).max(50),
      minRatio: share.optional().meta({ description: 'Least share in the data over share in the population; 0.8' }),
    })
    .optional(),
  baseRates: z
    .strictObject({ ...frame, maxDifference: share.optional().meta({ description: 'Most difference of rates; 0.1' }) })
    .optional(),
  missingness: z
    .strictObject({
      ...frame,
      columns: z.array(text).min(1).max(500).optional().meta({ description: 'Unless written, features and label' }),
      maxDifference: share.optional().meta({ description: 'Most difference of missing shares; 0.05' }),
    })
    .optional(),
};

const settings = {
  ...members,
  featureVariance: z
    .strictObject({
      ...frame,
      maxRatio: z.number().min(1).optional().meta({ description: 'Most ratio of variances, either way; 2' }),
    })
    .optional(),
  featureSlope: z
    .strictObject({
      ...frame,
      maxDifference: share
        .optional()
        .meta({ description: 'Most difference of the change of the label rate per standard deviation; 0.1' }),
    })
    .optional(),
  labelChoice: z
    .strictObject({
      ...frame,
      outcomes: z.array(text).min(1).max(20).meta({ description: 'Columns of other outcomes: 0 and 1, or numbers' }),
      maxDifference: z.number().min(0).optional().meta({
        description: 'Most difference at equal score: of rates 0.05; of amounts, in standard deviations, 0.1',
      }),
      bands: z.int().min(2).max(200).optional().meta({ description: 'Bands of the score; 20' }),
    })
    .optional(),
  aggregation: z
    .strictObject({
      ...frame,
      maxGain: share
        .optional()
        .meta({ description: 'Most gain of a model of its own, as a share of the variance of the label; 0.02' }),
    })
    .optional(),
  proxyStrength: z
    .strictObject({
      ...frame,
      maxAuc: z
        .number()
        .min(0.5)
        .max(1)
        .optional()
        .meta({ description: 'Most AUC by which features, one or all together, tell a group from the reference; 0.8' }),
    })
    .optional(),
  sampleSize: z
    .strictObject({
      ...frame,
      gap: share.optional().meta({ description: 'The gap that the data should be able to show; 0.1' }),
    })
    .optional(),
  stigmaWords: z
    .strictObject({
      ...frame,
      columns: z.array(text).min(1).max(20).meta({ description: 'Columns of free text' }),
      list: z.enum(['clinical', 'none']).optional().meta({ description: 'The built-in list; clinical' }),
      words: z.array(z.string().min(2).max(60)).max(500).optional().meta({ description: 'Further words or phrases' }),
      maxDifference: share
        .optional()
        .meta({ description: 'Most difference of shares of texts with such a word; 0.02' }),
    })
    .optional(),
  labelOrigin: z
    .strictObject({
      ...frame,
      column: text.meta({ description: 'The column that says where a label came from' }),
      own: z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .min(1)
        .max(100)
        .meta({ description: 'Values that mean the own decisions' }),
      maxShare: share.optional().meta({ description: 'Most share of labels that the own decisions made; 0.2' }),
    })
    .optional(),
  labelCoverage: z
    .strictObject({
      ...frame,
      maxDifference: share
        .optional()
        .meta({ description: 'Most difference of labelled shares between decisions; 0.1' }),
    })
    .optional(),
  leakage: z
    .strictObject({
      ...frame,
      maxAuc: z.number().min(0.5).max(1).optional().meta({ description: 'Most AUC of one feature alone; 0.99' }),
    })
    .optional(),
  duplicates: z
    .strictObject({
      ...frame,
      split: z.strictObject({
        column: text.meta({ description: 'The column that tells training rows from test rows' }),
        train: z
          .array(z.union([z.string(), z.number(), z.boolean()]))
          .min(1)
          .max(100),
        test: z
          .array(z.union([z.string(), z.number(), z.boolean()]))
          .min(1)
          .max(100),
      }),
      maxShare: share.optional().meta({ description: 'Most share of test rows that occur among training rows; 0.01' }),
    })
    .optional(),
};

type Section = z.output<z.ZodObject<typeof settings, z.core.$strict>>;

/** How far declared shares may sum above 1: each is printed rounded. */
const SHARE_SLACK = 0.005;

/** The section `dataAudit`: what `tribune audit data` tests, and how far a measure may go. */
export const section = defineSection('dataAudit', settings, (value, data) => [
  ...(value.representation?.population ?? []).flatMap(populationMistakes),
  ...featureMistakes(value, data),
  ...splitMistakes(value),
]);

/** Features that are named twice, or that are the label itself. */
function featureMistakes({ features = [] }: Section, data: SectionData | null): SectionMistake[] {
  const label =
    typeof data?.label === 'object' && data.label !== null ? (data.label as { column?: unknown }).column : data?.label;
  return features.flatMap((name, index): SectionMistake[] => {
    const path = ['features', index];
    if (features.indexOf(name) < index)
      return [{ path, message: `dataAudit.features names "${name}" twice`, remedy: 'Name each feature once.' }];
    if (name === label)
      return [
        { path, message: `"${name}" is the label, and no model learns from it`, remedy: 'Leave it out of features.' },
      ];
    return [];
  });
}

/** Values that would make the same rows training and test rows. */
function splitMistakes({ duplicates }: Section): SectionMistake[] {
  const train = new Set(duplicates?.split.train.map(String));
  const both = duplicates?.split.test.find((value) => train.has(String(value)));
  if (both === undefined) return [];
  const message = `rows of ${duplicates!.split.column} = ${String(both)} are both trained and tested on`;
  return [{ path: ['duplicates', 'split', 'test'], message, remedy: 'Name each value on one side.' }];
}

function populationMistakes(
  { shares, counts, file }: NonNullable<Section['representation']>['population'][number],
  index: number,
): SectionMistake[] {
  const path = ['representation', 'population', index];
  if ([shares, counts, file].filter((one) => one !== undefined).length !== 1)
    return [
      {
        path,
        message: 'a population needs one of shares, counts and file',
        remedy: 'Write one of them: shares: { A: 0.6 }.',
      },
    ];
  if (file !== undefined) return [];
  const values = Object.values(shares ?? counts ?? {});
  const sum = values.reduce((total, one) => total + one, 0);
  if (values.length === 0 || sum === 0)
    return [{ path, message: 'the population has no people', remedy: 'Write the share or count of each group.' }];
  if (shares !== undefined && sum > 1 + SHARE_SLACK)
    return [
      {
        path: [...path, 'shares'],
        message: `the shares sum to ${Number(sum.toFixed(4))}`,
        remedy: 'Shares of all groups are at most 1 together; per cent are written as hundredths: 51 % is 0.51.',
      },
    ];
  return [];
}
