import { z } from 'zod';

export const text = z.string().min(1);
/** A value as in the data: `01` in the file is the text `01`. */
export const dataValue = z
  .union([z.string(), z.number(), z.boolean()])
  .meta({ description: 'A value as it stands in the data' });
