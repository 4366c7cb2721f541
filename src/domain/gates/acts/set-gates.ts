import { z } from 'zod';
import { DAY_MS } from '../../../core/base/durations.js';
import { suggest } from '../../../core/base/suggest.js';
import { defineTwoPersonAct, type Tx } from '../../acts/index.js';
import type { Role } from '../../identity/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { gateChanged, gateSet } from '../events/index.js';
import { GATE_LIMITS, type StoredGate, type WantedGate } from '../model/index.js';
import { digestOfGate, wantedGate } from '../wanted/index.js';
import { conflict, invalid, noGate, twoPersonsNeeded } from './errors.js';
import { type GateStores, holdsOne } from './stores.js';

/** Roles that take part in the change of a gate; of owners only those of the system, which the routes ask. */
const CHANGING_ROLES: readonly Role[] = ['owner', 'validator', 'legal', 'admin'];

export interface SavedGate {
  readonly gate: StoredGate;
  /** False where it says what stood already. */
  readonly isNew: boolean;
}

/**
 * Saves the gates of a document in the transaction of an act that declares `gate.set`. A deployment that has none gets one, which can only
 * let less through; one that has another than the document says is changed by two persons, and so is refused here.
 *
 * @throws TribuneError NOT_FOUND for a deployment that is not registered, INVALID, CONFLICT with the reason `gate.two-persons`
 */
export async function setGatesWithin(
  tx: Tx<Pick<GateStores, 'gates' | 'registry'>>,
  wanted: readonly WantedGate[],
  by: string,
): Promise<SavedGate[]> {
  if (wanted.length === 0) return [];
  const { atMs } = await tx.gates.lock();
  const registry = await tx.registry.load();
  // They are read once, as a document may hold all gates there are.
  const known = new Map((await tx.gates.gates()).map((one) => [one.deployment, one]));
  const saved: SavedGate[] = [];
  for (const [at, one] of wanted.entries()) {
    const { deployment, mode } = one;
    if (wanted.findIndex((other) => other.deployment === deployment) < at)
      throw invalid(`the gate of ${deployment} stands twice`, 'Say each thing once.');
    demandDeployment(deployment, registry);
    const before = known.get(deployment);
    const digest = digestOfGate(one);
    if (before !== undefined) {
      if (before.digest === digest && before.mode === mode) {
        saved.push({ gate: before, isNew: false });
        continue;
      }
      throw twoPersonsNeeded(`the gate of ${deployment} is another than the document says, and two persons change it`, {
        remedy: `One proposes it (tribune gate change FILE), another one confirms it; to leave it as it is, take it out of the document.`,
      });
    }
    if (known.size >= GATE_LIMITS.gates)
      throw conflict(
        `${GATE_LIMITS.gates} gates are kept, which is the most`,
        'Leave those out that nothing decides behind.',
      );
    const gate: StoredGate = { ...one, revision: 1, digest, atMs, by: [by], modeSinceMs: atMs };
    await tx.gates.saveGate(gate);
    tx.enter(gateSet({ deployment, revision: 1, digest, mode, by }));
    known.set(deployment, gate);
    saved.push({ gate, isNew: true });
  }
  return saved;
}

/** What two persons make of a gate: what it asks for from now on, in place of one revision of it and no other. */
export interface GateChangeRequest {
  readonly gate: WantedGate;
  readonly revision: number;
}

const gateChangeRequest: z.ZodType<GateChangeRequest> = z.strictObject({ gate: wantedGate, revision: z.int() });

/** Changes a gate. Whatever was signed before stands no more, unless only the mode is another. */
export const changeGate = defineTwoPersonAct('gate.change', {
  enters: [gateChanged],
  request: gateChangeRequest,
  lifeMs: DAY_MS,
  mayTakePart: (tx: Tx<GateStores>, account) => holdsOne(tx.identity, account, CHANGING_ROLES),
  async carryOut(tx, { gate: wanted, revision }, { proposedBy, confirmedBy }) {
    const { atMs } = await tx.gates.lock();
    const before = await tx.gates.gate(wanted.deployment);
    if (before === null) throw noGate(wanted.deployment);
    if (before.revision !== revision)
      throw conflict(
        `the gate of ${wanted.deployment} is at revision ${before.revision}, and the proposal was made for ${revision}`,
        'Propose it anew.',
      );
    const digest = digestOfGate(wanted);
    const modeSinceMs = before.mode === wanted.mode ? before.modeSinceMs : atMs;
    const by = [proposedBy, confirmedBy];
    const gate: StoredGate = { ...wanted, revision: revision + 1, digest, atMs, by, modeSinceMs };
    await tx.gates.saveGate(gate);
    const { deployment, mode } = gate;
    tx.enter(
      gateChanged({
        deployment,
        revision: gate.revision,
        digest,
        mode,
        before: before.digest,
        proposedBy,
        confirmedBy,
      }),
    );
    return gate;
  },
});

export function demandDeployment(deployment: string, { deployments }: Pick<RegistrySnapshot, 'deployments'>): void {
  const ids = deployments.map(({ id }) => id);
  if (ids.includes(deployment)) return;
  const near = suggest(deployment, ids);
  throw invalid(
    `no deployment ${JSON.stringify(deployment)} is registered`,
    near === null ? 'Register it first or beside it.' : `Did you mean ${JSON.stringify(near)}?`,
  );
}
