import { z } from 'zod';
import { dataValue, text } from '../values/index.js';
import type { SourceTexts } from './source-texts.js';

/** Most stages of a process. Ours. */
export const MOST_STAGES = 100;

/** Metrics of stages. */
export const STAGES_METRICS = ['stage_rate', 'funnel_rate'] as const;

const values = (meaning: string) =>
  z
    .array(dataValue)
    .min(1)
    .optional()
    .meta({ description: `Values that mean ${meaning}` });

/** `data.outcome` of decisions that are a chain of stages, such as screen, interview, offer. */
export const stagesOutcome = z.strictObject({
  type: z.literal('stages'),
  stages: z
    .array(
      z.strictObject({
        name: text,
        column: text.meta({ description: 'The column of its outcomes; empty: did not reach the stage' }),
        positive: values('passed'),
        negative: values('not passed'),
      }),
    )
    .min(1)
    .max(MOST_STAGES)
    .meta({ description: 'The stages in their order' }),
});

/** One stage with the column of its outcomes, and the values that mean 1 and 0. */
export interface StageBinding {
  readonly name: string;
  readonly column: string;
  readonly positive: readonly string[] | null;
  readonly negative: readonly string[] | null;
}

/** A chain of stages as a policy declares it. */
export interface StagesOutcome {
  readonly type: 'stages';
  readonly stages: readonly StageBinding[];
  readonly label: null;
}

export const buildStages = ({ stages }: z.infer<typeof stagesOutcome>, texts: SourceTexts): StagesOutcome => ({
  type: 'stages',
  stages: stages.map(({ name, column, positive, negative }, i) => ({
    name,
    column,
    positive: positive === undefined ? null : texts(positive, ['stages', i, 'positive']),
    negative: negative === undefined ? null : texts(negative, ['stages', i, 'negative']),
  })),
  label: null,
});
