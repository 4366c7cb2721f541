import { z } from 'zod';
import { defineSection } from './define-section.js';

/** The section `incidents`: what has to be there before a version serves, should something happen. */
export const section = defineSection('incidents', {
  plan: z.enum(['complete', 'ready']).meta({
    description:
      'The incident plan without which no version comes to serve on a deployment whose policy this is. complete: it says who decides, who pays, what stopping costs, how it is switched off and on and who is called, and something was practised. ready: none of it is stale, neither the last reassessment nor the last drill',
  }),
});
