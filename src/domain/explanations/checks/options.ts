import type { ExplainOptions } from '../../../core/explain/index.js';

/** How explanations are examined; the background is that of the context. */
export type CheckOptions = Omit<ExplainOptions, 'background'> & { readonly seed: string };
