import { emptyPane, mergePanes, type Pane, type PaneShape } from './pane.js';

/** What was counted of a deployment in a block, or in several that follow each other. */
export interface PaneAt {
  /** Start of the time, in milliseconds. */
  readonly startMs: number;
  readonly pane: Pane;
}

/**
 * Adds a pane to those of longer stretches of time, such as days. Stretches are cut from 1970 on, in UTC; one in which nothing was counted is not there.
 *
 * @param stretches in the order of time, not later than the pane; the last one is changed, or one is added
 */
export function addToStretches(
  stretches: PaneAt[],
  { startMs, pane }: PaneAt,
  { shape, stretchMs }: { readonly shape: PaneShape; readonly stretchMs: number },
): void {
  const start = Math.floor(startMs / stretchMs) * stretchMs;
  if (stretches.at(-1)?.startMs !== start) stretches.push({ startMs: start, pane: emptyPane(shape) });
  mergePanes(stretches.at(-1)!.pane, pane);
}
