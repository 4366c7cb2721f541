import { TribuneError } from '../../../core/base/errors.js';
import { cellKey, type Observation } from '../panes/pane.js';
import { countIndex } from '../panes/places.js';
import type { MonitorPlan } from '../series/types.js';
import type { MonitorState, Series, ShownCounts, WatchState } from './state.js';

/** A label that came, or changed, after the cohort of its decision was closed. */
export interface LabelCorrection {
  readonly deployment: string;
  /** When the decision was made, in milliseconds. */
  readonly decidedAt: number;
  /** The decision as it was counted. */
  readonly observation: Observation;
  /** The label that holds from now on. */
  readonly label: number | null;
}

/**
 * Takes a correction into what is shown, and counts it. Evidence is never rewound: it was drawn from what was known when the horizon ended, the same for
 * everybody.
 *
 * @param state changed in place
 * @throws TribuneError INVALID_ARGUMENT for a decision whose cohort is not closed yet: its label is moved in its pane
 */
export function correctLabel(plan: MonitorPlan, state: MonitorState, correction: LabelCorrection): void {
  if (!(correction.decidedAt < (state.closed.labels ?? Number.NEGATIVE_INFINITY)))
    throw new TribuneError('INVALID_ARGUMENT', 'the cohort of the decision is not closed yet', {
      remedy: 'Move the label in the pane of the decision (moveLabel).',
    });
  state.corrections += 1;
  const { deployment, observation, label } = correction;
  const change = [
    { index: countIndex(plan.places, observation), by: -1 },
    { index: countIndex(plan.places, { decided: observation.decided, label }), by: 1 },
  ];
  state.deployments.get(deployment)?.forEach((known: WatchState, w) => {
    const watch = plan.watches[w]!;
    if (watch.phase !== 'labels') return;
    const key = cellKey(watch.at.map((place) => observation.values[place]!));
    for (const series of known.series.values()) {
      const side = sideOf(series, key);
      if (side === null) continue;
      for (const shown of [series.since, series.run]) {
        if (correction.decidedAt < shown.from) continue;
        moveShownLabel(shown, side * (1 + plan.places), observation, label);
        for (const { index, by } of change)
          watch.rates.forEach((rate, r) => {
            const at = 2 * (side * watch.rates.length + r);
            if (rate.n.includes(index)) add(shown, at, by);
            if (rate.successes.includes(index)) add(shown, at + 1, by);
          });
      }
    }
  });
}

/** @param at where the labels of the side begin */
function moveShownLabel(
  { labels }: ShownCounts,
  at: number,
  { decided, label: from }: Observation,
  to: number | null,
): void {
  labels[from === null ? at + 1 + decided : at]! -= 1;
  labels[to === null ? at + 1 + decided : at]! += 1;
}

/** Which side of a series a group is: 0 the group, 1 the reference; null where it is neither. */
function sideOf({ group, reference }: Series, key: string): 0 | 1 | null {
  if (cellKey(group) === key) return 0;
  return reference !== null && cellKey(reference) === key ? 1 : null;
}

function add({ counts }: ShownCounts, at: number, by: number): void {
  counts[at]! += by;
}
