import { z } from 'zod';
import { changed, group } from './schemas.js';

const frame = {
  name: z.string().nullable().meta({ description: 'Null of the fleet.' }),
  state: z.enum(['firing', 'together', 'pending', 'watching', 'unknown']).meta({
    description:
      '`firing`: a series below fires. `together`: none does, and the evidence of all of them together is that of an alarm. `unknown`: some are without data or not judged, and the others say nothing. Whoever may see no person is told `firing` or `watching`.',
  }),
  shareOfAlarm: z.number().optional().meta({
    description:
      'What the series below that do not fire have gained of an alarm, added up: 1 is enough for one. Of the fleet the mean over its deployments. For whoever may see persons.',
  }),
  counts: z.object({ series: z.int(), firing: z.int(), pending: z.int().optional(), unknown: z.int().optional() }),
};
const kind = z.enum(['fleet', 'deployment', 'attributes', 'requirement']);
const series = z.array(
  z.object({
    series: z.object({ group, reference: group.nullable() }),
    state: changed.state,
    shareOfAlarm: z.number().nullable().meta({
      description: 'What it gained of the evidence at which it fires. Null of one that fires, and of a fact.',
    }),
  }),
);
const requirement = z.object({
  kind,
  ...frame,
  series: series
    .optional()
    .meta({ description: 'The twenty that fire or have most of an alarm. For whoever may see persons.' }),
});
const attributes = z.object({ kind, ...frame, children: z.array(requirement) });
const deployment = z.object({ kind, ...frame, children: z.array(attributes) });

export const fleetAnswer = z
  .object({
    falseAlarmsPerDay: z.number().meta({ description: 'Of all watched deployments together, in expectation.' }),
    tree: z.object({ kind, ...frame, children: z.array(deployment) }),
  })
  .meta({ id: 'MonitorFleet' });
