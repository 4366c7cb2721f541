import { z } from 'zod';
import { hasAtMost } from '../../core/base/characters.js';

/** A text of at most this many characters, counted as in the published `maxLength`; `z.string().max` counts UTF-16 units. */
export const textUpTo = (most: number, least = 0): z.ZodString =>
  (least === 0 ? z.string() : z.string().min(least))
    .refine((text) => hasAtMost(text, most), `Too big: expected string to have <=${most} characters`)
    .meta({ maxLength: most });

/** A text that is not empty. */
export const someText = (most: number): z.ZodString => textUpTo(most, 1);
