import { z } from 'zod';
import { digestOfContent, type FileKind, readFileOf } from '../files/index.js';
import { groupKeySchema, readSchema } from './reading.js';

const key = groupKeySchema;
const number = z.number();

/** A rule of cutoffs by group, as its file holds it. */
const schema = z.strictObject({
  tribune: z.literal('rule/v1'),
  /** Names of the attributes that make the groups. */
  attributes: z.array(z.string()).min(1),
  favourable: z.union([z.literal(0), z.literal(1)]),
  /** Cutoffs by group: with each probability whoever has the score or more gets 1. */
  groups: z.array(
    z.strictObject({
      key,
      mixture: z.array(z.strictObject({ cutoff: number, probability: number.min(0).max(1) })).min(1),
    }),
  ),
  /** Cutoff of everybody else; null: no decision. */
  others: number.nullable(),
  /** The common value of the rate that is made equal, or with a method the largest difference of it between two groups. */
  expected: z.strictObject({ objective: number, constraint: number }),
  /** How the cutoffs were found where they make no rate equal. */
  method: z
    .union([
      z.strictObject({ name: z.literal('within'), tolerance: number, leastOpportunity: number }),
      z.strictObject({ name: z.literal('reject-option'), tolerance: number, advantaged: z.array(key) }),
      z.strictObject({ name: z.literal('calibrated-odds') }),
      z.strictObject({ name: z.literal('one-cutoff'), tolerance: number, least: z.record(z.string(), number) }),
      // Groups are those that people are taken for; rates were brought near between those that they are.
      z.strictObject({ name: z.literal('inferred'), tolerance: number, judgedBy: z.array(z.string()).min(1) }),
    ])
    .optional(),
  constraint: z.string(),
  objective: z.string(),
  /** People of each group whose decision changes against the cutoff in use, and what is expected of them; numbers of labelled people. */
  people: z.array(
    z.strictObject({
      key,
      n: number,
      toFavourable: number.nullable(),
      toUnfavourable: number.nullable(),
      selectionRate: number,
      truePositiveRate: number,
      falsePositiveRate: number,
    }),
  ),
  /** How a table is read. */
  read: readSchema,
  /** What the seed of draws was committed for. */
  deployment: z.string(),
  seedCommitment: z.string().nullable(),
  /** SHA-256 of the canonical JSON of all the rest. */
  digest: z.string(),
});

export type RuleFile = z.infer<typeof schema>;

const KIND: FileKind<RuleFile> = {
  schema,
  whole: 'the rule',
  code: 'RULE_INVALID',
  remedy: 'Give a file that tribune thresholds wrote.',
};

/** A rule with its digest. */
export function withDigest(rule: Omit<RuleFile, 'digest'>): RuleFile {
  return { ...rule, digest: digestOfContent(rule) };
}

/** Probabilities add up to 1 but for rounding. */
const ROUNDING = 1e-9;

/**
 * Reads the file of a rule.
 *
 * @throws TribuneError RULE_INVALID for what is no rule, or was changed since its digest was made
 */
export function readRule(text: string, path: string): RuleFile {
  const { content, invalid } = readFileOf(KIND, text, path);
  const { digest, ...rest } = content;
  if (withDigest(rest).digest !== digest) throw invalid(` was changed: its digest is that of another rule`);
  for (const { key: group, mixture } of rest.groups) {
    const sum = mixture.reduce((total, { probability }) => total + probability, 0);
    if (Math.abs(sum - 1) > ROUNDING) throw invalid(`: the probabilities of ${JSON.stringify(group)} add up to ${sum}`);
  }
  return content;
}
