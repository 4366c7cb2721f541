import { z } from 'zod';
import { digest, refName, time, uuid } from '../http/schemas.js';

const place = z
  .strictObject({ decision: uuid, basis: digest })
  .meta({ id: 'PlaceAmongOffers', description: 'Where a part of the offers ended.' });

export const offersRequest = z.strictObject({
  deployment: refName,
  version: digest.meta({ description: 'The version that is to serve, of the model of the deployment.' }),
  cutoff: z
    .number()
    .optional()
    .meta({ description: 'The cutoff that it is to serve with; by default the one in force.' }),
  after: place.optional().meta({ description: '`next` of the answer before; absent for the first part.' }),
});

export const offersAnswer = z
  .object({
    cutoff: z.number(),
    next: place.nullable().meta({ description: 'Where the next part begins; null after the last.' }),
    offers: z.int().meta({ description: 'People of the deployment whose offers hold, in this part.' }),
    kept: z.int().meta({ description: 'Those for whom every proposed way leads to a yes of the version as well.' }),
    broken: z.int(),
    notRun: z.int().meta({ description: 'Those whose changed inputs the version cannot read.' }),
    named: z.array(z.object({ decision: z.string(), until: time })).meta({
      description: 'Those whose offers are broken, the first hundred of the part.',
    }),
  })
  .meta({ id: 'CheckedOffers' });
