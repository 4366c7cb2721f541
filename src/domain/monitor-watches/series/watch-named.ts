import type { MonitorPlan, Watch } from './types.js';

/** The watch that a line, a change or an alert is of; undefined where the policy has none of that name. */
export const watchNamed = (
  { watches }: Pick<MonitorPlan, 'watches'>,
  named: Pick<Watch, 'requirement' | 'component'>,
): Watch | undefined =>
  watches.find(({ requirement, component }) => requirement === named.requirement && component === named.component);
