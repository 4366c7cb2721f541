import { z } from 'zod';
import { FOUND_KINDS } from '../../../domain/registry/index.js';
import { digest, MOST_WORDS, refName, time, wholeNumberText } from '../http/schemas.js';

export const registryQuery = z.strictObject({
  system: refName.optional().meta({ description: 'Only what belongs to this system.' }),
  deployment: refName.optional().meta({ description: 'Only what belongs to the system of this deployment.' }),
  model: refName.optional().meta({ description: 'Only what belongs to the system of this model.' }),
});

/** Most names of each kind that are told at once. */
const MOST_FOUND = 200;

export const findQuery = z.strictObject({
  q: z
    .string()
    .max(MOST_WORDS)
    .optional()
    .meta({ description: 'What stands in the name, upper and lower case the same.' }),
  kind: z.enum(FOUND_KINDS).optional().meta({ description: 'Only things of this kind.' }),
  model: refName.optional().meta({ description: 'Only versions of this model.' }),
  limit: wholeNumberText(1, MOST_FOUND).default(MOST_FOUND).meta({ description: 'Most of each kind.' }),
});

/** Names of what is registered, the nearest to what was looked for first. */
export const foundAnswer = z
  .object({
    systems: z.array(z.object({ id: z.string() })),
    deployments: z.array(z.object({ id: z.string(), system: z.string() })),
    versions: z
      .array(z.object({ model: z.string(), digest, label: z.string() }))
      .meta({ description: 'Found by label, model, or the beginning of the digest.' }),
    counts: z
      .object({ system: z.int(), deployment: z.int(), version: z.int() })
      .meta({ description: 'How many there are of each kind, also beyond those that are told.' }),
  })
  .meta({ id: 'RegistryNames' });

const none = z.boolean().meta({ description: 'Whether a record may say that nothing was decided.' });
const never = z.literal(false);
const words = z.array(z.string());

/** What the decisions of a deployment are, with what its registration left to defaults. */
const declaredOutcome = z.discriminatedUnion('type', [
  z.object({ type: z.literal('binary'), none }),
  z.object({
    type: z.literal('amount'),
    unit: z.string(),
    decimals: z.int(),
    bands: z
      .array(z.number())
      .optional()
      .meta({ description: 'Where the bands begin in which amounts are shown to callers who may see no person.' }),
    none,
  }),
  z.object({ type: z.literal('ordered'), levels: words.meta({ description: 'Every level, ascending.' }), none }),
  z.object({ type: z.literal('class'), classes: words, none }),
  z.object({ type: z.literal('stages'), stages: words.meta({ description: 'Stages in their order.' }), none: never }),
  z.object({ type: z.literal('ranking'), none: never }),
]);

/** Everything that decisions refer to, as it is registered. */
export const registryAnswer = z
  .object({
    systems: z.array(
      z.object({
        id: z.string(),
        purpose: z.string(),
        domain: z.string(),
        jurisdictions: z.array(z.string()),
        favourableOutcome: z.union([z.literal(0), z.literal(1)]),
        owner: z.string(),
        deputy: z.string().optional().meta({ description: 'Absent or empty: nobody.' }),
      }),
    ),
    models: z.array(z.object({ id: z.string(), system: z.string(), description: z.string() })),
    versions: z.array(
      z.object({
        model: z.string(),
        digest,
        label: z.string(),
        explain: z
          .object({
            background: digest,
            reasons: digest.optional(),
            constraints: digest.optional(),
            output: z.int().optional(),
            adverse: z
              .object({
                share: z.number().optional(),
                perDay: z.int().optional(),
                order: z.enum(['oldest', 'newest']).optional(),
              })
              .optional()
              .meta({ description: 'How adverse decisions are explained without anybody asking.' }),
          })
          .optional()
          .meta({ description: 'With what its decisions are explained; absent where nobody registered that.' }),
        builtBy: z.array(z.string()).optional().meta({ description: 'Absent where nobody said who built it.' }),
        registeredBy: z.string().optional(),
        artifact: z.object({ held: z.boolean(), size: z.int().optional().meta({ description: 'Bytes.' }) }),
      }),
    ),
    deployments: z.array(
      z.object({
        id: z.string(),
        model: z.string(),
        environment: z.string(),
        outcome: declaredOutcome
          .optional()
          .meta({ description: 'What its decisions are; absent where they are 0 or 1.' }),
        activations: z
          .array(
            z.object({
              from: time.meta({ description: 'At or before 1970: from the beginning.' }),
              version: digest,
              cutoff: z.number().nullable(),
              policyDigest: digest.nullable(),
            }),
          )
          .meta({ description: 'Oldest first.' }),
      }),
    ),
  })
  .meta({ id: 'Registry' });
