import { z } from 'zod';
import { data } from './data.js';
import { requirement } from './requirements.js';
import { statistics } from './statistics.js';
import { text } from './words.js';

const kebab = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

/** The whole file. A section is a module of its own beside this one: its shape stands there, and here one line joins it. */
export const policySchema = z.strictObject({
  tribune: z.literal('policy/v1'),
  name: kebab,
  version: text,
  owner: text.optional(),
  purpose: text.optional(),
  data,
  statistics: statistics.optional(),
  requirements: z.array(requirement).min(1).max(1000),
});

/** A policy as written: defaults not yet filled in. */
export type RawPolicy = z.infer<typeof policySchema>;

/** The JSON Schema (2020-12) of a policy file, for editors. What spans several keys is checked by `checkPolicy` only. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policySchema, { io: 'input' });
  return { ...schema, title: 'Tribune policy, version 1' };
}
