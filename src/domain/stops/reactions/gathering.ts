import type { MonitorView, WatchedDeployment } from '../../live-monitor/viewing/index.js';
import type { RateWatch } from '../../monitor/index.js';
import { BLOCKS_BEFORE, beginGathering, countedOf, type Gathered, gather } from './breaker.js';
import type { OpenAlert } from './ports.js';

/** Blocks that are read at once: one of many groups is megabytes. */
const PAGE = 50;

interface Gathering {
  readonly watch: RateWatch;
  readonly alert: OpenAlert;
}

/** What all breakers of an alert gathered: since it fired, and since each time that persons ended what it had set off. */
export interface AllGathered {
  /** Null where nothing asks for it, and for an alert from before there were breakers. */
  readonly sinceFired: Gathered | null;
  /** By when it was ended, ms since 1970. */
  readonly sinceEnded: ReadonlyMap<number, Gathered>;
}

/** Has every breaker of an alert take in what was closed since the last look. */
export async function gatherAll(
  view: Pick<MonitorView, 'panes'>,
  one: WatchedDeployment,
  { watch, alert, isBreaking, endsMs }: Gathering & { readonly isBreaking: boolean; readonly endsMs: Iterable<number> },
): Promise<AllGathered> {
  const { blockMs } = one.policy.plan;
  const firedMs = alert.blockEndMs;
  const sinceEnded = new Map<number, Gathered>();
  for (const endedMs of endsMs) {
    // A block that began before holds decisions from before: it only places bets.
    const isEvidence = (endMs: number): boolean => endMs - blockMs >= endedMs;
    const begun = alert.sinceEnded?.[endedMs] ?? beginGathering(watch, endedMs - BLOCKS_BEFORE * blockMs);
    sinceEnded.set(endedMs, await gatherOn(view, one, { watch, alert, begun, isEvidence }));
  }
  if (!isBreaking || firedMs === undefined) return { sinceFired: null, sinceEnded };
  const begun = alert.gathered ?? beginGathering(watch, firedMs - BLOCKS_BEFORE * blockMs);
  const isEvidence = (endMs: number): boolean => endMs > firedMs;
  return { sinceFired: await gatherOn(view, one, { watch, alert, begun, isEvidence }), sinceEnded };
}

/** The alert with what was gathered of it; the same where nothing came, so that nothing has to be saved. */
export function withGathered<Alert extends OpenAlert>(alert: Alert, { sinceFired, sinceEnded }: AllGathered): Alert {
  const isSame = (one: Gathered | undefined, other: Gathered | undefined): boolean => one?.untilMs === other?.untilMs;
  const before = Object.keys(alert.sinceEnded ?? {});
  const same =
    isSame(alert.gathered, sinceFired ?? alert.gathered) &&
    before.length === sinceEnded.size &&
    before.every((endedMs) => isSame(alert.sinceEnded?.[endedMs], sinceEnded.get(Number(endedMs))));
  if (same) return alert;
  return { ...alert, gathered: sinceFired ?? alert.gathered, sinceEnded: Object.fromEntries(sinceEnded) };
}

/** Takes the blocks in that were closed since the last look: once each, in order, whatever breaks off, as what was gathered says how far it is. */
async function gatherOn(
  view: Pick<MonitorView, 'panes'>,
  one: WatchedDeployment,
  {
    watch,
    alert,
    begun,
    isEvidence,
  }: Gathering & { readonly begun: Gathered; readonly isEvidence: (endMs: number) => boolean },
): Promise<Gathered> {
  const { evaluated, policy } = one;
  const { plan } = policy;
  const closedMs = watch.phase === 'labels' ? evaluated?.ripenedMs : evaluated?.closedMs;
  let gathered = begun;
  while (closedMs !== null && closedMs !== undefined && gathered.untilMs < closedMs) {
    const query = { kind: watch.phase, fromMs: gathered.untilMs, toMs: closedMs, limit: PAGE };
    const blocks = await view.panes(one, query);
    for (const { pane, endMs } of blocks) {
      const block = countedOf(plan, watch, pane, alert);
      gathered = gather(watch, gathered, { block, endMs, isEvidence: isEvidence(endMs) });
    }
    if (blocks.length < PAGE) break;
  }
  return gathered;
}
