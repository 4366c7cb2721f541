import type { Acts } from '../../acts/index.js';
import { endTrial, endTrialWithin, holdsForOne, isOver, type ThrowingStores } from '../acts/index.js';
import type { Stop } from '../model/index.js';
import type { ReactionStore } from './ports.js';

interface TrialStores extends ThrowingStores {
  readonly reactions: Pick<ReactionStore, 'openAlerts'>;
}

/**
 * Ends the trials whose time is over, unless an alert that sets something off is on for a deployment concerned, or cannot be read: then what is
 * left of the stop holds on until it is not.
 *
 * @returns whether one may have ended
 */
export async function endTrials(
  { acts, nowMs }: { readonly acts: Pick<Acts<TrialStores>, 'run'>; readonly nowMs: number },
  inForce: readonly Stop[],
): Promise<boolean> {
  const over = inForce.filter((stop) => isOver(stop, nowMs));
  for (const stop of over)
    await acts.run(endTrial, async (tx) => {
      const { alerts, foreign } = await tx.reactions.openAlerts();
      const alerting = new Set(alerts.map(({ deployment }) => deployment));
      if (foreign !== null || holdsForOne(stop, alerting, await tx.registry.load())) return;
      await endTrialWithin(tx, stop.id);
    });
  return over.length > 0;
}
