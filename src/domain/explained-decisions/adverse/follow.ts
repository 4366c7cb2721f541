import { sha256 } from '../../../core/base/sha256.js';
import { printUuid } from '../../../core/base/uuid.js';
import { defineFollower, type Follower, type Pace } from '../../followers/index.js';
import { LiveBatch } from '../../live-monitor/following/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import { type BatchRecords, idAt } from '../../log/seal/index.js';
import { RegistryView } from '../../registry/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { Due, DueSignal, DueStore } from '../ports/index.js';

/**
 * Decisions are looked at this often, ms, or when so many wait; after a pause at once. The registry is asked by a statement, which for every commit would cost
 * more than all that is looked at.
 */
const PACE: Pace = { everyMs: 250, isDue: ({ entries }) => entries >= 8192 };

/** Stores that the follower writes to. */
export interface DueStores {
  readonly followers: FollowerStore;
  readonly explanations: Pick<DueStore, 'addDue'>;
}

/**
 * Follows the main log: an adverse decision of a version whose adverse decisions are explained becomes due. What is made of it is made later,
 * beside the serving path.
 */
export const followAdverse = (registry: Pick<RegistryStore, 'load'>, signal: DueSignal): Follower<DueStores> =>
  defineFollower<DueStores>({
    name: 'adverse-explanations',
    log: 'main',
    from: 'now',
    wants: 'opened',
    pace: PACE,
    async take({ batches }) {
      const decisions = batches.filter(({ batch }) => batch.kind === 'decision');
      if (decisions.length === 0) return undefined;
      const snapshot = await registry.load();
      if (!snapshot.versions.some(({ explain }) => explain?.adverse !== undefined)) return undefined;
      const view = new RegistryView(snapshot);
      const due = decisions.flatMap((opened) => dueIn(opened, view));
      if (due.length === 0) return undefined;
      return { write: ({ explanations }) => explanations.addDue(due), committed: () => signal.notify() };
    },
  });

/** The adverse decisions of a batch that are to be explained. */
function dueIn(opened: BatchRecords, registry: RegistryView): Due[] {
  const batch = new LiveBatch(opened);
  const found: Due[] = [];
  // Most decisions of a batch are of one deployment and version, and the registry is asked about each once.
  const explained = new Map<string, Explained | null>();
  for (let at = 0; at < batch.length; at++) {
    const deployment = batch.deploymentAt(at);
    const version = batch.versionAt(at)?.digest;
    if (!version) continue;
    const name = `${version} ${deployment}`;
    let wanted = explained.get(name);
    if (wanted === undefined) {
      wanted = explainedOf(registry, deployment, version);
      explained.set(name, wanted);
    }
    if (wanted === null) continue;
    const { favourable, share } = wanted;
    const made = batch.decisionAt(at);
    const outcome = made === null ? null : made.lookup('outcome');
    if (made === null || (outcome !== 0 && outcome !== 1) || outcome === favourable) continue;
    const id = idAt(opened.batch, at);
    if (isIn(share, id)) found.push({ decision: printUuid(id), deployment, decidedAtMs: made.decidedAtMs });
  }
  return found;
}

/** How adverse decisions of a version are explained unasked, with the outcome that is good for the subject. */
interface Explained {
  readonly favourable: 0 | 1;
  readonly share: number;
}

/** Null where they are not. */
function explainedOf(registry: RegistryView, deployment: string, version: string): Explained | null {
  const known = registry.deployment(deployment);
  const adverse = known && registry.version(known.model, version)?.explain?.adverse;
  if (known === undefined || adverse === undefined) return null;
  return { favourable: registry.systemOf(known.model)?.favourableOutcome ?? 1, share: adverse.share ?? 1 };
}

/** Whether an id is in a share of all: by its hash, so that the same ones are at every start and nobody chooses them by when they come. */
function isIn(share: number, id: Uint8Array): boolean {
  if (share >= 1) return true;
  const hash = sha256(id);
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0) < share * 2 ** 32;
}
