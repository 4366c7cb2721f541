import { z } from 'zod';
import { FINDINGS, openRequest, rolesRequest, settingsRequest } from '../../../domain/agreements/index.js';
import { time, uuid } from '../http/schemas.js';

const MOST_TEXT = 4000;

export const agreementRequest = z
  .union([
    // What each was made against is read by the service.
    settingsRequest.omit({ against: true }),
    rolesRequest.omit({ before: true }),
    openRequest,
  ])
  .meta({
    id: 'AgreementRequest',
    description:
      '`settings`: other values, by name, as in the file of admin apply. `account` and `roles`: all roles that the account has from then on. `open`: a closed account that is opened again.',
  });

const proposal = z.object({
  id: uuid,
  act: z.string().meta({ description: 'The act that is done when another person confirms it.' }),
  request: z.unknown(),
  proposedBy: z.string(),
  proposedAt: time,
  expiresAt: time,
});
export const agreementAnswer = proposal.meta({ id: 'Agreement' });
export const agreementList = z
  .object({ proposals: z.array(proposal).meta({ description: 'Of every room, the oldest first.' }) })
  .meta({ id: 'Agreements' });

export const breakGlassRequest = z
  .strictObject({
    reason: z.string().trim().min(1).max(MOST_TEXT).meta({ description: 'Why nobody else could be waited for.' }),
  })
  .meta({ id: 'BreakGlassRequest' });

const used = z.object({
  id: uuid,
  act: z.string(),
  request: z.unknown(),
  reason: z.string(),
  by: z.string(),
  at: time,
  reviewBy: time,
  isOverdue: z.boolean(),
});
export const breakGlassAnswer = used.meta({ id: 'BreakGlass' });
export const breakGlassList = z
  .object({ waiting: z.array(used).meta({ description: 'What nobody has reviewed yet, the oldest first.' }) })
  .meta({ id: 'BreakGlassList' });

export const reviewRequest = z
  .strictObject({ finding: z.enum(FINDINGS), statement: z.string().trim().min(1).max(MOST_TEXT) })
  .meta({ id: 'BreakGlassReview' });
