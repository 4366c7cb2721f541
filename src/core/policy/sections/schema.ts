import { z } from 'zod';
import { OPEN_SECTIONS, type PolicySection } from '../open-sections/index.js';
import { data } from './data.js';
import { requirement } from './requirements.js';
import { statistics } from './statistics.js';
import { text } from './values/index.js';

const kebab = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

/** The sections that every policy may have. Each is a module of its own beside this one. */
const ownSections = z.strictObject({
  tribune: z.literal('policy/v1'),
  name: kebab,
  version: text,
  owner: text.optional(),
  purpose: text.optional(),
  data,
  statistics: statistics.optional(),
  requirements: z.array(requirement).min(1).max(1000),
});

/** A policy as written, before defaults are filled in. Sections that rooms bring stand beside these members, under their names. */
export type RawPolicy = z.infer<typeof ownSections>;

/** The shape of the whole file with the sections that rooms bring. */
export function policySchemaWith(sections: readonly PolicySection[]): typeof ownSections {
  if (sections.length === 0) return ownSections;
  const open = Object.fromEntries(sections.map(({ name, schema }) => [name, schema.optional()]));
  return ownSections.extend(open) as unknown as typeof ownSections;
}

/** The JSON Schema (2020-12) of a policy file, for editors. Rules that span several keys are checked by `checkPolicy` only. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policySchemaWith(OPEN_SECTIONS), { io: 'input' });
  const { requirements } = schema.properties as { requirements: { items: { required: string[] } } };
  const { items } = requirements;
  const ofPeople = ['metric', 'by', 'evidence'];
  // A number of another command's result has neither a metric nor groups.
  const eitherWay = {
    ...items,
    required: items.required.filter((name) => !ofPeople.includes(name)),
    anyOf: [{ required: ofPeople }, { required: ['from'] }],
  };
  return {
    ...schema,
    properties: { ...schema.properties, requirements: { ...requirements, items: eitherWay } },
    title: 'Tribune policy, version 1',
  };
}
