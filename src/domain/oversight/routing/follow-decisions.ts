import { DAY_MS } from '../../../core/base/durations.js';
import { printUuid } from '../../../core/base/uuid.js';
import { defineFollower, type Follower } from '../../followers/index.js';
import { LiveBatch } from '../../live-monitor/following/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import { type BatchRecords, idAt } from '../../log/seal/index.js';
import { RegistryView } from '../../registry/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { Draw, DrawStore, Frame } from '../ports/index.js';
import { PolicyRoutes, type Routing, type RoutingDeps } from './policy-routes.js';

/** Stores that the follower writes to. */
export interface RoutingStores {
  readonly followers: FollowerStore;
  readonly caseDraws: DrawStore;
}

/**
 * Follows the main log: decisions that a policy routes to people are drawn, in the transaction that moves the place, and become cases later. What draws
 * is the salted leaf of the decision, which nobody knows before it is recorded and an auditor can look up.
 */
export function followDecisions(deps: RoutingDeps & Pick<DrawnDeps, 'registry'>): Follower<RoutingStores> {
  const known = new PolicyRoutes(deps);
  return defineFollower<RoutingStores>({
    name: 'case-routes',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      const decisions = batches.filter(({ batch }) => batch.kind === 'decision');
      const found: Awaited<ReturnType<typeof drawnIn>>[] = [];
      for (const opened of decisions) found.push(await drawnIn(opened, known, deps));
      const frames = found.flatMap((one) => one.frames);
      if (frames.length === 0) return undefined;
      return {
        write: ({ caseDraws }) =>
          caseDraws.add(
            found.flatMap((one) => one.draws),
            frames,
          ),
      };
    },
  });
}

interface DrawnDeps {
  readonly registry: Pick<RegistryStore, 'load'>;
}

async function drawnIn(
  opened: BatchRecords,
  known: PolicyRoutes,
  { registry }: DrawnDeps,
): Promise<{ readonly draws: readonly Draw[]; readonly frames: readonly Frame[] }> {
  const batch = new LiveBatch(opened);
  const routings = new Map<string, Routing>();
  for (const deployment of new Set(batch.deployments)) {
    const routing = await known.of(deployment);
    if (routing !== null) routings.set(deployment, routing);
  }
  if (routings.size === 0) return { draws: [], frames: [] };
  const view = new RegistryView(await registry.load());
  const favourable = new Map([...routings.keys()].map((one) => [one, favourableOf(view, one)]));
  const draws: Draw[] = [];
  const counted = new Map<string, Frame>();
  for (let at = 0; at < batch.length; at++) {
    const deployment = batch.deploymentAt(at);
    const routing = routings.get(deployment);
    const made = routing === undefined ? null : batch.decisionAt(at);
    if (routing === undefined || made === null) continue;
    const { policy, table, isAlerting } = routing;
    const day = Math.floor(opened.batch.receivedAtMs / DAY_MS);
    const frame = counted.get(deployment) ?? { deployment, policy, day, decisions: 0, drawn: 0 };
    const seen = { deployment, lookup: made.lookup, favourable: favourable.get(deployment)!, isAlerting };
    const drawn = table.draw(seen, drawOf(opened, at));
    counted.set(deployment, {
      ...frame,
      decisions: frame.decisions + 1,
      drawn: frame.drawn + (drawn === null ? 0 : 1),
    });
    if (drawn === null) continue;
    draws.push({ decision: printUuid(idAt(opened.batch, at)), deployment, policy, day, ...drawn });
  }
  return { draws, frames: [...counted.values()] };
}

const LEAF_BYTES = 32;
/** Bits of the leaf that draw: as many as a number holds exactly. */
const DRAW_BYTES = 6;

/** A number from 0 to 1 by the leaf of a decision. */
function drawOf({ batch: { leaves } }: BatchRecords, at: number): number {
  let value = 0;
  for (const byte of leaves.subarray(at * LEAF_BYTES, at * LEAF_BYTES + DRAW_BYTES)) value = value * 256 + byte;
  return value / 256 ** DRAW_BYTES;
}

function favourableOf(view: RegistryView, deployment: string): 0 | 1 | null {
  const known = view.deployment(deployment);
  if (known === undefined) return 1;
  return view.systemOf(known.model)?.favourableOutcome ?? 1;
}
