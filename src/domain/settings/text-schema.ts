import { z } from 'zod';
import { hasAtMost } from '../../core/base/characters.js';

/** A text of so many characters, counted as the `maxLength` that is published counts them; `z.string().max` counts UTF-16 units. */
export const textUpTo = (most: number, least = 0): z.ZodString =>
  (least === 0 ? z.string() : z.string().min(least))
    .refine((text) => hasAtMost(text, most), `Too big: expected string to have <=${most} characters`)
    .meta({ maxLength: most });

/** One that says something. */
export const someText = (most: number): z.ZodString => textUpTo(most, 1);
