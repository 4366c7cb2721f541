import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

/** What of a rule is entered: its digest and what it was found by, and nothing of a person. */
const ruleFields = {
  deployment: z.string(),
  /** The digest that the file of the rule holds of itself. */
  rule: z.string(),
  attributes: z.array(z.string()),
  constraint: z.string(),
  objective: z.string(),
  method: z.string().nullable(),
  draws: z.boolean(),
  seedCommitment: z.string().nullable(),
};

export const ruleAttached = defineEvent(
  'rule.attached',
  { by: z.string(), ...ruleFields },
  'A rule of cutoffs by group was approved for a deployment: its digest, what it brings near and keeps high, whether it draws and by which committed seed. Decisions of the deployment from here on are to be those of the rule.',
);

export const ruleBegan = defineEvent(
  'rule.began',
  {
    by: z.string(),
    id: z.string(),
    deployment: z.string(),
    rule: z.string(),
    mode: z.enum(['observe', 'enforce']),
    from: z.string(),
    /** Places whose law speaks against the use of the attribute, for which whoever approved the rule answers. */
    acknowledged: z.array(z.string()),
    reason: z.string().nullable(),
    /** Day of the data that say so. */
    law: z.string(),
  },
  'A deployment decides by a rule from a moment on: automatic decisions made since are those of the rule, or are refused (enforce), or marked in their entries (observe). Where law speaks against the use of the attribute, it says where that was acknowledged, and why.',
);

export const ruleEnded = defineEvent(
  'rule.ended',
  { by: z.string(), id: z.string(), deployment: z.string(), rule: z.string(), until: z.string() },
  'A deployment decides no longer by a rule, since another one began or somebody ended it. Decisions that were made before are run again by it.',
);

/** Events about rules of cutoffs. */
export const ruleRecordEvents = [ruleAttached, ruleBegan, ruleEnded] as const;
