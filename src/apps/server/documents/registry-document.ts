import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { didYouMean } from '../../../core/base/suggest.js';
import { isTooLarge, MAX_DECIMALS, partsOf } from '../../../core/fairness/outcomes/amount/index.js';
import {
  FEWEST_WORDS,
  MOST_BANDS,
  MOST_STAGES,
  MOST_WORDS,
  OUTCOME_WORDS,
} from '../../../core/policy/sections/index.js';
import { MAX_NAME_LENGTH } from '../../../domain/records/index.js';
import type { RegistryDocument } from '../../../domain/registry/index.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';
import { nearField } from '../http/near-field.js';

const text = someText(1000);
const name = someText(MAX_NAME_LENGTH);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits');

const system = z.strictObject({
  id: name,
  purpose: text,
  domain: text,
  jurisdictions: z.array(name).max(50).default([]),
  favourableOutcome: z.union([z.literal(0), z.literal(1)]),
  owner: text,
  deputy: textUpTo(1000)
    .optional()
    .meta({ description: 'Who answers for it while the owner cannot; empty for nobody' }),
});
const model = z.strictObject({ id: name, system: name, description: textUpTo(1000).default('') });
/** Greatest number of an output that is named. */
const MAX_OUTPUT = 9999;
/** Most explanations of a deployment on one day that can be asked for. */
const MAX_PER_DAY = 100_000_000;
const adverse = z
  .strictObject({
    share: z.number().min(0).max(1).optional().meta({ description: 'Share of them; by default all' }),
    perDay: z
      .int()
      .min(0)
      .max(MAX_PER_DAY)
      .optional()
      .meta({ description: 'Most of one deployment on one day (UTC); by default without bound' }),
    order: z.enum(['oldest', 'newest']).optional().meta({ description: 'Which come first; by default the oldest' }),
  })
  .meta({ description: 'Has adverse decisions explained without anybody asking' });
const explain = z
  .strictObject({
    background: digest,
    reasons: digest.optional(),
    constraints: digest.optional(),
    output: z.int().min(0).max(MAX_OUTPUT).optional(),
    adverse: adverse.optional(),
  })
  .meta({ description: 'With what its decisions are explained: files that the service holds, each by its digest' });
/** Most people of whom it is said that they built a version. */
const MOST_BUILDERS = 50;
const version = z
  .strictObject({
    model: name,
    digest,
    label: text.optional(),
    explain: explain.optional(),
    builtBy: z
      .array(name)
      .min(1)
      .max(MOST_BUILDERS)
      .optional()
      .meta({ description: 'Names of the accounts of those who built it: they do not check it' }),
  })
  .transform((v) => ({ ...v, label: v.label ?? v.digest.slice(7, 19) }));

/** Decimals of most currencies; as for `data.outcome` of a policy. */
const DEFAULT_DECIMALS = 2;

const none = z.boolean().default(false).meta({ description: 'Whether a record may say that nothing was decided' });
const never = (why: string) => z.literal(false, why).default(false);
const noneOfStages = never('stages take no `none`: who withdraws gets no decision at the next stage');
const noneOfRankings = never('rankings take no `none`: null says that a candidate was in the list and not shown');
const namesUpTo = (fewest: number, most: number) =>
  z
    .array(z.string('expected a text; write numbers in quotes').min(1).max(MAX_NAME_LENGTH))
    .min(fewest)
    .max(most)
    .refine((list) => new Set(list).size === list.length, 'names one of them twice');
const words = namesUpTo(FEWEST_WORDS, MOST_WORDS);
const decimals = z.int().min(0).max(MAX_DECIMALS).default(DEFAULT_DECIMALS);

const bands = z
  .array(z.number().gt(0, 'a band begins above 0; the first one begins at 0 by itself'))
  .min(1)
  .max(MOST_BANDS)
  .refine((list) => list.every((edge, i) => i === 0 || edge > list[i - 1]!), 'bands begin at ascending values')
  .optional()
  .meta({ description: 'Where the bands begin in which amounts are shown to callers who may see no person' });

/** A band that begins at a value which no amount can have would never be told from that value rounded. */
const amount = z
  .strictObject({ type: z.literal('amount'), unit: name, decimals, bands, none })
  .refine(
    ({ bands: list = [], decimals: digits }) =>
      list.every((edge) => partsOf(edge, digits) !== null && !isTooLarge(edge, digits)),
    {
      path: ['bands'],
      error: 'a band begins at an amount: no more decimals than those of the unit, and none above the largest amount',
    },
  );

/** Says which types there are to whoever named none of them, with the one that was probably meant. */
function noSuchType(input: unknown): string {
  const named = (input as { readonly type?: unknown }).type;
  const types = Object.keys(OUTCOME_WORDS);
  return typeof named === 'string'
    ? `"${named}" is no type of outcome. ${didYouMean(named, types)}`
    : `name the type of what is decided: ${types.join(', ')}`;
}

/** What the decisions of a deployment are; a binary one that always decides is as one that declares nothing. */
const outcome = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('binary'), none }),
      amount,
      z.strictObject({ type: z.literal('ordered'), levels: words, none }),
      z.strictObject({ type: z.literal('class'), classes: words, none }),
      z.strictObject({ type: z.literal('stages'), stages: namesUpTo(1, MOST_STAGES), none: noneOfStages }),
      z.strictObject({ type: z.literal('ranking'), none: noneOfRankings }),
    ],
    { error: ({ code, input }) => (code === 'invalid_union' ? noSuchType(input) : undefined) },
  )
  .meta({ description: 'What its decisions are, for all its versions; absent, they are 0 or 1' });

const deployment = z
  .strictObject({
    id: name,
    model: name.optional(),
    environment: name.optional(),
    outcome: outcome.optional(),
    version: digest,
    cutoff: z.number().nullable().optional(),
    policyDigest: digest.nullable().optional(),
    activeFrom: z.iso.datetime({ offset: true }).optional(),
  })
  .transform(({ model: named, environment, ...rest }) => {
    // An id such as `compas/prod` names both the model and the environment.
    const [before = rest.id, after] = rest.id.split('/');
    return { ...rest, model: named ?? before, environment: environment ?? after ?? 'default' };
  });

/** Schema of the registry part of a document for `admin apply`. */
export const registryDocument = z
  .strictObject({
    systems: z.array(system).optional(),
    models: z.array(model).optional(),
    versions: z.array(version).optional(),
    deployments: z.array(deployment).optional(),
  })
  .meta({ id: 'RegistryDocument' });

/** Checks the form of the registry in a document. Throws `REGISTRY_INVALID` with the first mistakes and the place of each. */
export const parseRegistryDocument = (document: unknown): RegistryDocument =>
  parseForm(registryDocument, document, 'docs/guides/decision-service.md') as RegistryDocument;

/** Checks the form of a part of a document. Throws `REGISTRY_INVALID` with the first mistakes and the place of each. */
export function parseForm<T>(schema: z.ZodType<T>, part: unknown, guide: string): T {
  const result = schema.safeParse(part);
  if (result.success) return result.data;
  const mistakes = result.error.issues.slice(0, 5).map(({ path, message }) => `${placeOf(path)}: ${message}`);
  const near = nearField(
    schema,
    result.error.issues.find(({ code }) => code === 'unrecognized_keys'),
  );
  throw new TribuneError('REGISTRY_INVALID', mistakes.join('; '), {
    remedy: `${near}The fields are in ${guide}.`,
  });
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'document';
