import { DAY_MS, durationMs } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { Requirement } from '../../../core/policy/index.js';
import type { WrittenDuration } from '../../../core/policy/open-sections/monitor-parts/index.js';
import type { DurationAsked, MonitorPlan } from './types.js';

const LEVEL = 0.05;

/** Days before the window of a duration whose counts say where to bet. */
export const DAYS_BEFORE = 7;

/** How long ago a pane may begin that durations need, before the last closed block, ms; 0 where nothing is asked. */
export const durationReach = ({ durations = [] }: Pick<MonitorPlan, 'durations'>): number =>
  durations.reduce((most, { steps }) => Math.max(most, DAY_MS * (steps + DAYS_BEFORE + 1)), 0);

/**
 * The durations that a policy asks about, with what it leaves unsaid.
 *
 * @throws TribuneError POLICY_INVALID for one about a requirement that the file does not have
 */
export const durationRules = (
  written: readonly WrittenDuration[],
  requirements: readonly Requirement[],
): DurationAsked[] =>
  written.map((one) => {
    const ids = requirements.map(({ id }) => id);
    if (!ids.includes(one.requirement))
      throw new TribuneError(
        'POLICY_INVALID',
        `monitor.durations asks about ${JSON.stringify(one.requirement)}, which is no requirement`,
        {
          remedy: `${nearName(one.requirement, ids)}Write the id of a requirement of the file.`,
        },
      );
    const steps = durationMs(one.for) / DAY_MS;
    return { requirement: one.requirement, steps, rule: ruleOf(one, steps), level: one.level ?? LEVEL };
  });

function ruleOf(
  { mode, atLeast, mostUnknown, leastDays, step, by }: WrittenDuration,
  steps: number,
): DurationAsked['rule'] {
  switch (mode) {
    case 'every':
    case 'point':
      return { mode, mostUnknown: mostUnknown ?? 0 };
    case 'm-of-n':
      return { mode, atLeast: atLeast! };
    case 'pooled':
      return { mode, leastDays: leastDays ?? steps };
    case 'trend':
      return { mode, stepDays: durationMs(step!) / DAY_MS, by: by ?? 0 };
  }
}
