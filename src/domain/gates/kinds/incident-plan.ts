import { z } from 'zod';
import type { Readiness } from '../../incidents/plan/index.js';
import { defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** What is seen of the incident plan for the deployment. */
export interface SeenPlan {
  readonly readiness: Readiness;
  /** Digest of the plan; null where there is none. */
  readonly digest: string | null;
}

/** The plan for the case that something happens. */
export const incidentPlan = defineKind(
  'incident-plan',
  'There is an incident plan that could be worked by, for the deployment or its system.',
  {
    plan: z.enum(['complete', 'ready']).default('ready').meta({
      description:
        'complete: it says everything that it must, and something was practised. ready: nor is its last reassessment or the last drill too old',
    }),
  },
  {
    who: () => ['incident-lead', 'owner'],
    judge({ plan }, { readiness: { status, gaps, staleAtMs }, digest }: SeenPlan) {
      if (digest === null || status === 'missing') return { status: 'lacking', why: 'there is no incident plan' };
      if (status === 'ready' || (status === 'stale' && plan === 'complete')) {
        const what = 'the incident plan';
        const untilMs = plan === 'ready' ? staleAtMs : null;
        // The last drill is no part of what is signed: to practise again makes a plan no worse, and closes nothing.
        return { status: 'met', items: [{ digest: digestOf({ plan: digest }), kind: 'incident-plan', what, untilMs }] };
      }
      return { status: 'lacking', why: `the incident plan is ${status}: ${gaps.map(({ why }) => why).join('; ')}` };
    },
  },
);
