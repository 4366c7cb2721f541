import { type Counter, counter } from '../../../core/base/metrics.js';

/** Number of decisions that the service ran again by itself. */
export const sampledReplays = (): Counter<'outcome'> =>
  counter('tribune_replays_sampled_total', 'Decisions of the daily sample that were run again, by what came of it.', [
    'outcome',
  ]);
