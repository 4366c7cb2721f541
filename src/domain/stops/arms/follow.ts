import { defineFollower, type Follower } from '../../followers/index.js';
import { LiveBatch } from '../../live-monitor/following/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { MAX_AHEAD_MS } from '../../records/index.js';
import { decidedInArm } from '../canaries/index.js';
import { type ArmCounts, type ArmStore, type Canary, type CanaryStore, sumOf } from '../canaries/ports.js';
import type { StopStore } from '../model/ports.js';
import { countOf } from './counts.js';

/** Decisions are counted this often, ms, as others are that were made under a stop: what is fresh is in memory for both. */
const EVERY_MS = 500;
/** A page of canaries. */
const PAGE = 500;
const decoder = new TextDecoder();

export interface ArmDeps {
  readonly stops: Pick<StopStore, 'settledRevision'>;
  readonly canaries: Pick<CanaryStore, 'list'>;
}

/** Stores that the follower writes to. */
export interface ArmFollowerStores {
  readonly followers: FollowerStore;
  readonly canaryArms: ArmStore;
}

/**
 * Follows the main log: a decision that was made while a version was tried out on its deployment is counted, by the version that its record names.
 * One that names none is taken for one of the version that is served by whatever reads the log, so that it is counted by itself. A canary that
 * is being changed is waited for.
 */
export function followArms(deps: ArmDeps): Follower<ArmFollowerStores> {
  let known: { readonly revision: number; readonly canaries: readonly Canary[] } | null = null;
  const canariesNow = async (): Promise<readonly Canary[]> => {
    // The number counts changes of canaries too.
    const revision = await deps.stops.settledRevision();
    if (known?.revision !== revision)
      known = { revision, canaries: revision === 0 ? [] : await everStarted(deps.canaries) };
    return known.canaries;
  };
  return defineFollower<ArmFollowerStores>({
    name: 'decided-in-arms',
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    pace: { everyMs: EVERY_MS },
    async take({ batches }) {
      const decisions = batches.filter(({ batch }) => batch.kind === 'decision');
      if (decisions.length === 0) return undefined;
      const lastMs = Math.max(...decisions.map(({ batch }) => batch.receivedAtMs)) + MAX_AHEAD_MS;
      const canaries = (await canariesNow()).filter(({ steps }) => steps[0].atMs <= lastMs);
      if (canaries.length === 0) return undefined;
      const found = new Map<string, ArmCounts>();
      for (const opened of decisions) countIn(opened, canaries, found);
      if (found.size === 0) return undefined;
      return { write: ({ canaryArms }) => canaryArms.add(found) };
    },
  });
}

async function everStarted(canaries: ArmDeps['canaries']): Promise<Canary[]> {
  const found: Canary[] = [];
  for (let before: string | null = null; ; ) {
    const page: Canary[] = await canaries.list({ ended: true, deployment: null, before, limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
    before = page.at(-1)!.id;
  }
}

/** Counts the decisions of a batch. Of one that was erased before, the time is not known, so that it is left out. */
function countIn(opened: BatchRecords, canaries: readonly Canary[], found: Map<string, ArmCounts>): void {
  const batch = new LiveBatch(opened);
  const byDeployment = new Map(
    batch.deployments.map((deployment) => [deployment, canaries.filter((one) => one.deployment === deployment)]),
  );
  for (let at = 0; at < batch.length; at++) {
    const deployment = batch.deploymentAt(at);
    const tried = byDeployment.get(deployment)!;
    const made = tried.length === 0 ? null : batch.decisionAt(at);
    if (made === null) continue;
    const atMs = made.decidedAtMs;
    const canary = tried.find(({ steps, end }) => steps[0].atMs <= atMs && (end === null || atMs < end.atMs));
    if (canary === undefined) continue;
    const { digest, from } = batch.versionAt(at);
    const isNamed = from === 'record';
    const { bytes, start, end } = made.subject;
    const subject = decoder.decode(bytes.subarray(start, end));
    const inArm = decidedInArm(canary, {
      ...{ deployment, version: isNamed ? digest : null, subject, decidedAtMs: atMs },
    });
    const count = countOf(inArm, { isNamed, atMs });
    const before = found.get(canary.id);
    found.set(canary.id, before === undefined ? count : sumOf(before, count));
  }
}
