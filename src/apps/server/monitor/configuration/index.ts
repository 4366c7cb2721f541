import { z } from 'zod';
import { defineConfiguration, duration } from '../../../configuration/index.js';

/** When blocks count as complete, and how long panes are kept. */
export const monitorConfiguration = defineConfiguration(
  'monitor',
  z
    .strictObject({
      lateness: duration('0 s', '24 h')
        .default(300_000)
        .describe('time for which a block stays open after its end for decisions that arrive late; `5 m` by default'),
      idle: duration('1 s', '24 h')
        .default(60_000)
        .describe('time without a decision after which the last block with data is closed; `1 m` by default'),
      skew: duration('0 s', '10 m')
        .default(120_000)
        .describe('by how much a decision may be ahead of the clock of the service; `2 m` by default'),
      keepPanes: duration('1 d', '100 d')
        .default(14 * 86_400_000)
        .describe(
          'time for which counts of closed blocks are kept to be shown, beyond the label horizon; `14 d` by default',
        ),
      seriesMetrics: z
        .boolean()
        .default(false)
        .describe(
          'whether `/metrics`, which anybody can read, shows gap and evidence of each series: numbers in which a person of a small group can be seen; `false` by default',
        ),
    })
    .prefault({}),
);
