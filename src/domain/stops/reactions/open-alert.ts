import type { NumberedChange } from '../../live-monitor/viewing/index.js';
import type { OpenAlert } from './ports.js';

/** The alert that a change raised; its policy is read later. */
export function alertOf(change: NumberedChange): OpenAlert {
  const { deployment, epoch, requirement, component, series, at } = change;
  const { group, reference } = series;
  return {
    ...{ change: change.id, deployment, epoch, requirement, component, group, reference, policy: null },
    firedAtMs: Date.parse(at),
    ...('window' in change ? { blockEndMs: Date.parse(change.window.to) } : {}),
  };
}

export const isSameSeries = (
  one: OpenAlert,
  other: Pick<NumberedChange, 'deployment' | 'epoch' | 'requirement' | 'component' | 'series'>,
): boolean =>
  one.deployment === other.deployment &&
  one.epoch === other.epoch &&
  one.requirement === other.requirement &&
  one.component === other.component &&
  JSON.stringify([one.group, one.reference]) === JSON.stringify([other.series.group, other.series.reference]);
