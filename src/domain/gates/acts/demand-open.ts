import { openAt, spansOf } from '../../../core/gates/index.js';
import { activeAt } from '../../registry/index.js';
import { gateViewOf } from '../view/index.js';
import { gateClosedFor } from './errors.js';
import type { GateStores } from './stores.js';

/**
 * Refuses, in the transaction that has a version decide, one for which the gate of its deployment is not open, with the cutoff and the policy that
 * the deployment has at this time. A deployment without a gate, and one whose gate only observes, refuse nothing.
 *
 * @param atMs the time from which it is to decide, ms since 1970
 * @throws TribuneError CONFLICT with `gate.closed-for-version`
 */
export async function demandOpenGate(
  { gates, registry }: Pick<GateStores, 'gates' | 'registry'>,
  { deployment, version }: { readonly deployment: string; readonly version: string },
  atMs: number,
): Promise<void> {
  const gate = await gates.gate(deployment);
  if (gate === null || gate.mode === 'observe') return;
  const served = (await registry.load()).deployments.find(({ id }) => id === deployment);
  const active = served === undefined ? undefined : activeAt(served, atMs);
  const rule = gateViewOf([gate], await gates.openings(atMs, deployment)).of(deployment)!;
  if (active !== undefined && openAt(spansOf(rule, { ...active, version }), atMs) !== undefined) return;
  throw gateClosedFor(`the gate of ${deployment} is not open for ${version}`, {
    remedy: `Start it held (tribune canary start --held), have its gate signed (tribune gate status ${deployment} --version ${version}), and let it go on (tribune canary release).`,
  });
}
