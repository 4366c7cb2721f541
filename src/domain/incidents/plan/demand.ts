import { defineReason } from '../../../core/base/reasons.js';
import { incidents as section } from '../../../core/policy/open-sections/index.js';
import type { Readiness } from './readiness.js';

/** The plan that a policy asks for before a version serves. */
export type PlanDemand = NonNullable<ReturnType<typeof section.of>>['plan'];

/** What a policy asks for; null where it asks for no plan. */
export const planDemandOf = (policy: Parameters<typeof section.of>[0]): PlanDemand | null =>
  section.of(policy)?.plan ?? null;

export const planWanted = defineReason(
  'incident.plan-wanted',
  'CONFLICT',
  'The policy has a version come to serve only where there is an incident plan that could be worked by, and there is none.',
);

/**
 * Refuses to have a deployment serve another version without the plan that its policy asks for.
 *
 * @throws TribuneError CONFLICT with the reason `incident.plan-wanted`, naming what is missing or too old
 */
export function demandReadiness(deployment: string, demand: PlanDemand, { status, gaps }: Readiness): void {
  if (status === 'ready' || (status === 'stale' && demand === 'complete')) return;
  const lacks = gaps.map(({ what, why }) => `${what}: ${why}`).join('; ');
  throw planWanted(
    `the policy of ${deployment} asks for an incident plan that is ${demand} before another version serves, and it is ${status} (${lacks})`,
    {
      remedy:
        'Write or renew the plan first or beside it: tribune incident plan FILE.yaml, or incidentPlans in the document. A drill of the stop switch counts: tribune stop --drill.',
    },
  );
}
