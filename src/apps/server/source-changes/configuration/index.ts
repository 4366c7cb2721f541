import { z } from 'zod';
import { CONFIRM_WITHIN_MS } from '../../../../domain/source-changes/index.js';
import { defineConfiguration, duration } from '../../../configuration/index.js';
import { webhook } from '../../alerts/configuration/index.js';

/** Where decisions are changed that a case changed, and within what time. */
export const changesConfiguration = defineConfiguration(
  'changes',
  z
    .strictObject({
      webhook: webhook
        .omit({ numbers: true })
        .optional()
        .describe(
          'system that the decisions come from: it is told by a signed webhook which decision a case changed and to what, again and again until it confirms; without one, people make the change and confirm it',
        ),
      confirmWithin: duration('1 m', '90 d')
        .default(CONFIRM_WITHIN_MS)
        .describe(
          'time within which a change has to be confirmed, after which it opens an incident; `72 h` by default',
        ),
    })
    .prefault({}),
);
