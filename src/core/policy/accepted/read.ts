import { z } from 'zod';
import { TribuneError } from '../../base/errors.js';
import type { Policy } from '../sections/types.js';
import { REMEDY } from './contradiction.js';
import { demandNoRepeats } from './repeats.js';
import { acceptedOutcome, demandSameOutcome } from './same-outcome.js';

const estimate = z.object({
  estimate: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  level: z.number().gt(0).lt(1),
  n: z.number().min(0),
  method: z.string().optional(),
  status: z.string().optional(),
  /** Of amounts: what they carry beyond the interval. */
  skewness: z.number().optional(),
  limits: z.array(z.object({ level: z.number().gt(0).lt(1), lower: z.number(), upper: z.number() })).optional(),
});

const count = z.number().min(0);
/** Counts of outcomes, or sums of weights. */
const counts = z.object({ tp: count, fp: count, fn: count, tn: count, unlabelled: count });

const described = z.object({ n: count.optional(), counts: counts.optional(), metrics: z.record(z.string(), estimate) });

/** Values of the attributes of a group. */
const key = z.record(z.string(), z.string().nullable());
const people = z.int().min(0);
const counted = { by: z.array(z.string()), group: key };

/** How the people of a group are spread over levels or classes, and of classes the table of the true ones. */
const words = z.object({
  ...counted,
  counts: z.array(z.object({ word: z.string(), n: people })),
  labelled: z.array(z.object({ label: z.string(), word: z.string(), n: people })).optional(),
});

/** How the people of a group came through the stages, by one route where it is named, else by all. */
const funnel = z.object({
  ...counted,
  route: z.string().optional(),
  stages: z.array(z.object({ stage: z.string(), reached: people, passed: people })),
});

const schema = z.object({
  schemaVersion: z.literal('1'),
  policy: z.object({
    name: z.string(),
    version: z.string(),
    favourable: z.union([z.literal(0), z.literal(1)]).optional(),
    outcome: acceptedOutcome.optional(),
  }),
  data: z.object({ weightKind: z.enum(['none', 'count', 'sampling']).optional() }).optional(),
  overall: described.optional(),
  groups: z.array(described.extend({ attributes: key })),
  requirements: z.array(
    z.object({
      id: z.string(),
      metric: z.string(),
      by: z.array(z.string()),
      compare: z.string(),
      q: z.number().optional(),
      value: z.number().optional(),
      atLevel: z.string().optional(),
      class: z.string().optional(),
      stage: z.string().optional(),
      route: z.string().optional(),
      k: z.int().optional(),
      pairs: z.string().optional(),
      per: z.string().optional(),
      institution: z.string().optional(),
    }),
  ),
  /** Comparisons of groups; each kind of outcome reads its own. */
  comparisons: z.array(z.unknown()).optional(),
  words: z.array(words).optional(),
  funnels: z.array(funnel).optional(),
});

/** The part of an audit.json that `--baseline` reads; everything else in it is ignored. */
export type BaselineAudit = z.infer<typeof schema>;
export type BaselineEstimate = z.infer<typeof estimate>;
export type BaselineGroup = BaselineAudit['groups'][number];

/**
 * Checks a parsed audit.json as a baseline for a policy. Another version of the same policy is fine: requirements are matched one by one.
 *
 * @throws TribuneError `BASELINE_INVALID` when it is no audit, or of another policy, or under the other favourable outcome, or contradicts itself
 */
export function readBaseline(value: unknown, policy: Policy): BaselineAudit {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw new TribuneError('BASELINE_INVALID', `the baseline is not an audit of schema version 1${place}`, {
      remedy: REMEDY,
    });
  }
  const baseline = parsed.data;
  if (baseline.policy.name !== policy.name)
    throw new TribuneError(
      'BASELINE_INVALID',
      `the baseline is an audit under the policy "${baseline.policy.name}", this policy is "${policy.name}"`,
      { remedy: REMEDY },
    );
  demandSameOutcome(baseline.policy.outcome, policy.data.outcome);
  const favourable = baseline.policy.favourable;
  if (favourable !== undefined && favourable !== policy.data.favourable)
    throw new TribuneError(
      'BASELINE_INVALID',
      `the baseline was audited with favourable: ${favourable}, this policy says ${policy.data.favourable}`,
      { remedy: 'Accept a new audit as baseline: the two cannot be compared.' },
    );
  demandNoRepeats(baseline);
  return baseline;
}
