import type { Follower } from '../../followers/index.js';
import { LiveBatch } from '../../live-monitor/following/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { decidedInArm } from '../canaries/index.js';
import { type ArmCounts, type ArmStore, type Canary, type CanaryStore, sumOf } from '../canaries/ports.js';
import { followSwitch } from '../following/index.js';
import type { StopStore } from '../model/ports.js';
import { countOf } from './counts.js';

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
 * One that names none is taken for one of the version that is served by whatever reads the log, so that it is counted by itself.
 */
export function followArms({ stops, canaries }: ArmDeps): Follower<ArmFollowerStores> {
  const everStarted = {
    stops,
    list: (page: { readonly before: string | null; readonly limit: number }) =>
      canaries.list({ ended: true, deployment: null, ...page }),
    sinceMs: ({ steps }: Canary) => steps[0].atMs,
  };
  return followSwitch<Canary, ArmFollowerStores>('decided-in-arms', everStarted, async (decisions, started) => {
    const found = new Map<string, ArmCounts>();
    for (const opened of decisions) countIn(opened, started, found);
    return found.size === 0 ? undefined : ({ canaryArms }) => canaryArms.add(found);
  });
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
