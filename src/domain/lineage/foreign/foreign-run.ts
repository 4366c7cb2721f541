import type { TrainingRun } from '../ports/index.js';

/** What is understood of a document of another program; the rest is kept as it came. */
export type ForeignRun = Pick<TrainingRun, 'name' | 'startedAt' | 'endedAt' | 'code' | 'data' | 'parameters'>;
