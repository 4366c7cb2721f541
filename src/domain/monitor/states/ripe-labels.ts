import { countsOfPlaces, type Pane, placeOfIndex } from '../../monitor-panes/index.js';
import type { MonitorPlan } from '../../monitor-watches/index.js';

/** Decisions whose time of labels was over when their block was closed, and those of them that had a label by then. What comes later counts for nothing. */
export interface RipeLabels {
  decisions: number;
  labelled: number;
}

/** Counts the decisions of a closed cohort. @param ripe changed in place */
export function countRipe(
  ripe: RipeLabels,
  { cells }: Pick<Pane, 'cells'>,
  { places, seenFor }: Pick<MonitorPlan, 'places' | 'seenFor'>,
): void {
  for (const { counts } of cells.values())
    for (let index = 0; index < countsOfPlaces(places); index++) {
      const { decided, label } = placeOfIndex(places, index);
      if (seenFor !== undefined && decided !== seenFor) continue;
      ripe.decisions += counts[index]!;
      if (label !== null) ripe.labelled += counts[index]!;
    }
}

/** Reads what was written; null where it is damaged. */
export function readRipe(json: unknown): RipeLabels | null {
  const { decisions, labelled } = (json ?? {}) as Partial<RipeLabels>;
  const isWhole = Number.isSafeInteger(decisions) && Number.isSafeInteger(labelled) && labelled! >= 0;
  return isWhole && labelled! <= decisions! ? { decisions: decisions!, labelled: labelled! } : null;
}
