import { defineAct, type Tx } from '../../acts/index.js';
import { gateClosed, gateOpened, gateRenewed, gateReopened } from '../events/index.js';
import type { GateChange } from '../judging/index.js';
import type { Opening } from '../model/index.js';
import type { Settled } from './settled.js';
import { gateSignals, isAlertFiring } from './signals.js';
import type { GateActs, GateStores } from './stores.js';

export const settleGate = defineAct('gate.settle', { enters: [gateOpened, gateReopened, gateRenewed, gateClosed] });

/** What is to be written, worked out within the transaction; null where what it was judged by is no longer so. */
export type Settling = (tx: Tx<GateStores>, atMs: number) => Promise<Settled | null>;

/** Writes when gates opened and closed, each with its entry, and the alert of one that is closed under a version that serves. */
export function settleOne(acts: GateActs, settling: Settling): Promise<Settled | null> {
  return acts.run(settleGate, async (tx) => {
    const { atMs } = await tx.gates.lock();
    const settled = await settling(tx, atMs);
    if (settled === null) return null;
    for (const change of settled.changes) await write(tx, change);
    const signals = gateSignals(settled, { isFiring: await isAlertFiring(tx.alerts, settled.gate), atMs });
    if (signals.length > 0) await tx.alerts.raise(signals);
    return settled;
  });
}

async function write(tx: Tx<GateStores>, change: GateChange): Promise<void> {
  await tx.gates.saveOpening(change.opening);
  const { id, deployment, subject, closed } = change.opening;
  const { version, cutoff, policyDigest: policy } = subject;
  if (change.kind === 'closed') {
    const at = new Date(closed!.atMs).toISOString();
    tx.enter(gateClosed({ id, deployment, version, cutoff, policy, because: closed!.because, at }));
    return;
  }
  const told = { id, deployment, version, cutoff, policy, ...standsOn(change.opening) };
  if (change.kind === 'renewed') tx.enter(gateRenewed({ ...told, before: change.before }));
  else tx.enter((change.kind === 'opened' ? gateOpened : gateReopened)(told));
}

const standsOn = ({ set, evidence, signOffs, untilMs }: Opening) => ({
  set,
  evidence,
  signOffs: [...signOffs],
  until: new Date(untilMs).toISOString(),
});
