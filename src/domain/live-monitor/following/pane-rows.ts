import { emptyPane, mergePanes, type Pane, paneJson, readPane } from '../../monitor/index.js';
import type { Epoch, MonitorStore, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';
import type { OpenBlock } from './open-block.js';
import { type Correction, shapeOf, type Watching } from './watching.js';

/** Reads a stored pane. */
export const paneOf = (policy: WatchedPolicy, { pane }: Pick<PaneRow, 'pane'>): Pane =>
  readPane(shapeOf(policy), JSON.parse(pane) as unknown);

export const paneText = (pane: Pane): string => JSON.stringify(paneJson(pane));

/** Rows of blocks that still take decisions. */
export const rowsOf = ({ deployment, epoch }: Epoch, blocks: readonly OpenBlock[]): PaneRow[] =>
  blocks.map(({ startMs, pane, firstSeq, lastSeq }) => ({
    ...{ deployment, epoch, kind: 'decisions' as const, startMs, firstSeq, lastSeq, ripeSeq: null, ripeAfterMs: null },
    pane: paneText(pane),
  }));

/** Adds a correction to the one that is stored for its block. */
export async function saveLate(
  monitor: MonitorStore,
  { epoch: { deployment, epoch }, policy }: Pick<Watching, 'epoch' | 'policy'>,
  { startMs, pane, firstSeq, lastSeq }: Correction & { readonly startMs: number },
): Promise<void> {
  const place = { deployment, epoch, kind: 'late' as const };
  const [known] = await monitor.panes({ ...place, fromMs: startMs, toMs: startMs + 1, limit: 1 });
  const sum = known === undefined ? emptyPane(shapeOf(policy)) : paneOf(policy, known);
  mergePanes(sum, pane);
  const seqs = { firstSeq: known?.firstSeq ?? firstSeq, lastSeq, ripeSeq: null, ripeAfterMs: null };
  await monitor.savePanes([{ ...place, startMs, pane: paneText(sum), ...seqs }]);
}
