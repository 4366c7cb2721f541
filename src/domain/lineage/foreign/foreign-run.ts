import type { TrainingRun } from '../ports/index.js';

/** What is understood of a document of another program; the rest is kept as it came. */
export interface ForeignRun
  extends Pick<TrainingRun, 'name' | 'startedAt' | 'endedAt' | 'code' | 'data' | 'parameters'> {
  /** What of the parameters stands in the document alone: those beyond the bound, and values that were cut. */
  readonly cut: { readonly parameters: number; readonly values: number };
}
