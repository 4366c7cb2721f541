import { z } from 'zod';
import type { DigestNode } from '../../../domain/monitor-review/index.js';
import { digest as policyDigest, refName, time } from '../http/schemas.js';
import { group } from './schemas.js';

const DEFAULT_RATE = 0.1;

export const digestQuery = z.strictObject({
  deployment: refName,
  rate: z
    .string()
    .regex(/^0\.[0-9]{1,4}$/)
    .transform(Number)
    .refine((rate) => rate > 0 && rate <= 0.5, 'is to be above 0 and at most 0.5')
    .default(DEFAULT_RATE)
    .meta({ description: 'Most share of false findings among the findings, in expectation.' }),
});

const day = z.object({ from: time, to: time }).nullable();

const frame = {
  name: z.string().nullable().meta({ description: 'Null of a series.' }),
  day: day.meta({
    description:
      'Of a requirement: the day that its series are about, an earlier one where labels are waited for. Null of all other places.',
  }),
  series: z.object({ group, reference: group.nullable() }).nullable(),
  eValue: z.number().nullable().meta({
    description:
      'Evidence of the day that a bound at or below this place was broken; of a parent the mean of its series.',
  }),
  counts: z.object({ series: z.int(), tested: z.int(), findings: z.int() }),
  isFinding: z.boolean().meta({
    description:
      'Of a series: within the stated rate. Of a parent: its evidence alone shows that some bound below was broken.',
  }),
};
const kind = z.enum(['deployment', 'attributes', 'requirement', 'series']);
const leaf = z.object({ kind, ...frame });
const requirement = z.object({ kind, ...frame, children: z.array(leaf) });
const attributes = z.object({ kind, ...frame, children: z.array(requirement) });

export const digestAnswer = z
  .object({
    deployment: z.string(),
    epoch: z.int(),
    policy: policyDigest,
    day: day.meta({
      description:
        'The last day whose decisions are closed, or the last block where blocks are longer. Null before one is.',
    }),
    falseDiscoveryRate: z.number(),
    notTested: z.int().meta({ description: 'Series of other kinds than rates.' }),
    tree: z.object({ kind, ...frame, children: z.array(attributes) }),
  })
  .meta({ id: 'MonitorDigest' });

/** A place of the tree as it is printed: JSON has no number for evidence without end. */
export const printNode = ({ children, eValue, ...rest }: DigestNode): object => ({
  ...rest,
  eValue: eValue === null ? null : Math.min(eValue, Number.MAX_VALUE),
  ...(rest.kind === 'series' ? {} : { children: children.map(printNode) }),
});
