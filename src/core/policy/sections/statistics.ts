import { z } from 'zod';

/** The section `statistics`: how sure an audit must be, and with what seed. */
export const statistics = z.strictObject({
  level: z.number().min(0.5).max(0.9999).optional(),
  multiplicity: z.enum(['holm', 'benjamini_hochberg', 'none']).optional(),
  seed: z.int().min(0).max(4_294_967_295).optional(),
  replicates: z.int().min(100).max(1_000_000).optional(),
});
