import { z } from 'zod';
import { dataValue, text } from '../values/index.js';
import type { SourceTexts } from './source-texts.js';

/** Most stages of a process. Ours. */
export const MOST_STAGES = 100;

/** Most routes through a process. Ours. */
export const MOST_ROUTES = 100;

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
  routes: z
    .record(z.string(), z.array(text).min(1).max(MOST_STAGES))
    .optional()
    .meta({ description: 'Routes by name, each some of the stages in their order; absent, all go through all stages' }),
  route: text.optional().meta({
    description: 'The column that names the route of each person; absent, the first stage of a person says it',
  }),
});

/** One stage with the column of its outcomes, and the values that mean 1 and 0. */
export interface StageBinding {
  readonly name: string;
  readonly column: string;
  readonly positive: readonly string[] | null;
  readonly negative: readonly string[] | null;
}

/** A way through some of the stages, in their order. */
export interface StageRoute {
  readonly name: string;
  readonly stages: readonly string[];
}

/** A chain of stages as a policy declares it. */
export interface StagesOutcome {
  readonly type: 'stages';
  readonly stages: readonly StageBinding[];
  /** Absent where all go through all stages. */
  readonly routes?: readonly StageRoute[];
  /** The column that names the route of each person; absent where her first stage says it. */
  readonly route?: string;
  readonly label: null;
}

/** Name of the only route of a process in which all go through all stages, as tallies call it. */
export const ALL_ROUTES = 'all';

/** Declared routes as tallies have them. */
export const declaredRoutes = ({ routes }: StagesOutcome): { routes?: Readonly<Record<string, readonly string[]>> } =>
  routes === undefined ? {} : { routes: Object.fromEntries(routes.map(({ name, stages }) => [name, stages])) };

export const buildStages = (
  { stages, routes, route }: z.infer<typeof stagesOutcome>,
  texts: SourceTexts,
): StagesOutcome => ({
  type: 'stages',
  stages: stages.map(({ name, column, positive, negative }, i) => ({
    name,
    column,
    positive: positive === undefined ? null : texts(positive, ['stages', i, 'positive']),
    negative: negative === undefined ? null : texts(negative, ['stages', i, 'negative']),
  })),
  ...(routes === undefined
    ? {}
    : { routes: Object.entries(routes).map(([name, onRoute]) => ({ name, stages: onRoute })) }),
  ...(route === undefined ? {} : { route }),
  label: null,
});
