import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';

/** The values of a group's attributes. */
export const groupKeySchema = z.record(z.string(), z.string());

/** How a table of scored people is read by whoever applies a file. */
export const readSchema = z.strictObject({
  score: z.string(),
  scoreScale: z.number(),
  attributes: z.array(z.strictObject({ name: z.string(), column: z.string(), bins: z.array(z.number()).nullable() })),
  missing: z.array(z.string()),
});

export type Reading = z.infer<typeof readSchema>;

/** Groups of rows are made of known values only. */
export const knownKey = (key: GroupKey): Record<string, string> => key as Record<string, string>;

/**
 * How the people of a policy are read.
 *
 * @param by the attributes that make the groups
 * @throws TribuneError POLICY_INVALID where numbers are written in a notation that the file would not tell
 */
export function readingOf({ data }: Policy, by: readonly string[]): Reading {
  if (data.numbers !== undefined)
    throw new TribuneError(
      'POLICY_INVALID',
      'a rule reads numbers as they are usually written, the policy declares another notation',
      { remedy: 'Write the scores with a point, and leave data.numbers out.' },
    );
  return {
    score: data.score!,
    scoreScale: data.scoreScale,
    attributes: data.attributes
      .filter(({ name }) => by.includes(name))
      .map(({ name, column, bins }) => ({ name, column, bins: bins === null ? null : [...bins] })),
    missing: [...data.missing],
  };
}

/** Refuses weights where each row is one person. */
export function checkUnweighted({ data }: Policy, what: string): void {
  if (data.weight === null) return;
  throw new TribuneError('POLICY_INVALID', `${what} of single people, and the policy has weights ("${data.weight}")`, {
    remedy: 'Give a row for each person, and leave data.weight out.',
  });
}
