import { z } from 'zod';

export const keyChange = z
  .strictObject({
    log: z.enum(['main', 'reads']).default('main'),
    overlapDays: z.int().min(0).max(3650).optional(),
  })
  .meta({ id: 'LedgerKeyChange' });
