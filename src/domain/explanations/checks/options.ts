import type { ExplainOptions } from '../../../core/explain/index.js';

/** Options of examining explanations; the background is that of the context. */
export type CheckOptions = Omit<ExplainOptions, 'background'> & { readonly seed: string };
