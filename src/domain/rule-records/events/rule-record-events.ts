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

/** Events about rules of cutoffs. */
export const ruleRecordEvents = [ruleAttached] as const;
