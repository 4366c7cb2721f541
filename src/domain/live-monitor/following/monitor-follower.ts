import type { Random } from '../../../core/base/clock.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import { defineFollower, type Follower, type Pace, type Stretch, type Taken } from '../../followers/index.js';
import type { FollowerStore, StoreTransactions } from '../../log/ports/index.js';
import { missingBatch } from '../../log/read/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { planDigest } from '../../monitor/index.js';
import type { Epoch, MonitorStore } from '../ports.js';
import { isOfOtherPlan, NO_PLAN } from '../renewing/index.js';
import type { MonitorPolicies, WatchedPolicy } from '../watches/index.js';
import { ClockGaps, type MissedSince } from './clock-gaps.js';
import { LiveBatch } from './live-decision.js';
import { OpenBlock } from './open-block.js';
import { paneOf, rowsOf, saveLate } from './pane-rows.js';
import { seedOf } from './subject-set.js';
import { noticesOf, type WatchNotice } from './watch-notices.js';
import { type BatchTime, Watching, type WatchingOptions } from './watching.js';
import type { Lateness } from './watermark.js';

/** Name of the follower. */
export const MONITOR = 'monitor';

/**
 * Counts are stored this often, ms, or after so many entries: a transaction for every commit would cost more than counting. Nothing depends on where one
 * stretch ends, and whoever waits for the follower waits for no pace.
 */
const PACE: Pace = { everyMs: 500, isDue: ({ entries, atStart }) => atStart || entries >= 8192 };
/** Batches read at once when subjects are remembered after a start. */
const BATCHES_AT_ONCE = 16;
/** Most time between two looks at the clock while the service runs: the job of the monitor looks far more often. */
const LONGEST_LOOK_MS: number = 10 * MINUTE_MS;
/** Panes read at once after a start. */
const PANES_AT_ONCE = 500;

/** The stores that the monitor writes to within a transaction. */
export interface MonitorStores {
  readonly monitor: MonitorStore;
  readonly followers: FollowerStore;
}

export interface MonitorFollowerDeps {
  readonly store: MonitorStore;
  readonly policies: MonitorPolicies;
  readonly history: Pick<DecisionHistory, 'opened'>;
  readonly transactions: StoreTransactions<Pick<MonitorStores, 'monitor'>>;
  readonly random: Random;
  readonly times: Lateness;
  /** Number of the next batch of the log; null where the follower has not taken every entry. */
  readonly nextSeq: () => Promise<number | null>;
  /** Called when blocks may have become complete. */
  readonly onStored: () => void;
  /** Called with a deployment whose policy this version refuses, and why. */
  readonly onRefused: (deployment: string, why: TribuneError) => void;
}

/** An epoch with what is to be stored of it. */
interface Kept extends Pick<Watching, 'epoch' | 'changes' | 'isDue' | 'stored'> {
  /** Null where nothing is counted. */
  readonly policy: WatchedPolicy | null;
}

/**
 * Follows the main log: decisions of watched deployments become counts, which are stored with the place up to which they were read. What it
 * needs to know of persons, who was counted in blocks that are still open, it keeps in memory alone, and reads again after a start.
 */
export class MonitorFollower {
  readonly #deps: MonitorFollowerDeps;
  #watchings = new Map<string, Watching>();
  /** Epochs of which nothing is counted, as this version refuses their policies. */
  #refused = new Map<string, Epoch>();
  /** The stretch that is in memory and may not be stored; null where memory and store agree; `unknown` before the first. */
  #pending: object | 'unknown' | null = 'unknown';
  readonly #mutex = new Mutex();
  readonly #gaps = new ClockGaps(LONGEST_LOOK_MS);
  readonly #missedSince: MissedSince = (ms) => this.#gaps.missedSince(ms);

  constructor(deps: MonitorFollowerDeps) {
    this.#deps = deps;
  }

  follower(): Follower<MonitorStores> {
    return defineFollower<MonitorStores>({
      name: MONITOR,
      log: 'main',
      // A deployment may be watched before any service followed for it.
      from: 'beginning',
      wants: 'opened',
      pace: PACE,
      take: (stretch) => this.#take(stretch),
      forget: () => this.#deps.policies.forgetDecisions(),
    });
  }

  /**
   * Lets time pass for deployments that fell silent: their last block is closed, and labels are waited for no longer. Where entries wait to be
   * taken it does nothing, for among them there may be decisions.
   *
   * @param nowMs read before this is called
   * @returns whether everything is taken that was recorded until then
   */
  rest(nowMs: number): Promise<boolean> {
    return this.#mutex.run(async () => {
      this.#gaps.look(nowMs);
      if (this.#pending !== null && this.#pending !== 'unknown') return false;
      const seq = await this.#deps.nextSeq();
      if (seq === null) return false;
      const renewed = this.#pending === 'unknown' ? await this.#load({ seq, receivedMs: nowMs }) : [];
      this.#pending = 'unknown';
      this.#pass(nowMs, seq);
      const rested = [...renewed, ...this.#watchings.values()].filter(({ changes }) => changes !== null);
      if (rested.length > 0)
        await this.#deps.transactions.run(async ({ stores }) => {
          await store(stores.monitor, rested);
        });
      for (const watching of rested) watching.stored();
      this.#pending = null;
      return true;
    });
  }

  #take(stretch: Stretch): Promise<Taken<MonitorStores>> {
    return this.#mutex.run(async () => {
      const before = this.#pending;
      const taking = {};
      this.#pending = taking;
      const ended: Kept[] = [];
      if (before !== null) ended.push(...(await this.#load(startOf(stretch))));
      for (const opened of stretch.batches) ended.push(...(await this.#takeBatch(opened)));
      const all = [...ended, ...this.#watchings.values()].filter(({ changes }) => changes !== null);
      const isDue = all.some((watching) => watching.isDue);
      return {
        write: async ({ monitor }) => {
          await store(monitor, all);
        },
        committed: () => {
          // A commit whose answer was lost may be found after a later stretch was tried; what is in memory is not that of the store then.
          this.#pending = this.#pending === taking ? null : 'unknown';
          for (const watching of all) watching.stored();
          if (isDue) this.#deps.onStored();
        },
      };
    });
  }

  /** Takes a batch; gives the epochs that end with it. */
  async #takeBatch(opened: BatchRecords): Promise<Kept[]> {
    const { kind, seq, receivedAtMs } = opened.batch;
    // Every entry tells the time, so that the log alone says when something was over.
    this.#gaps.heard(receivedAtMs);
    const ended: Kept[] = this.#beginAnew(timeOf(opened));
    this.#pass(receivedAtMs, seq);
    if (kind === 'decision') this.#takeDecisions(opened);
    for (const notice of noticesOf(opened)) ended.push(...(await this.#heed(notice, opened)));
    return ended;
  }

  /** Begins another epoch, with a batch, of all that would count nothing more since the clock of the service was set back; gives those that end. */
  #beginAnew(time: BatchTime): Watching[] {
    const ended: Watching[] = [];
    for (const watching of [...this.#watchings.values()]) {
      const reason = watching.renewalAt(time);
      if (reason === null) continue;
      ended.push(watching);
      watching.end(time);
      const { deployment, policyDigest, by, epoch } = watching.epoch;
      const next = { deployment, epoch: epoch + 1, policyDigest, by, reason };
      this.#watchings.set(deployment, this.#begun(next, watching.policy, time));
    }
    return ended;
  }

  #pass(nowMs: number, nextSeq: number): void {
    for (const watching of this.#watchings.values()) watching.pass(nowMs, nextSeq, this.#missedSince);
  }

  #takeDecisions(opened: BatchRecords): void {
    const batch = new LiveBatch(opened);
    const watchings = batch.deployments.map((deployment) => this.#watchings.get(deployment));
    if (watchings.every((watching) => watching === undefined)) return;
    const time = timeOf(opened);
    for (let position = 0; position < batch.length; position++)
      watchings[batch.envelopeAt(position)]?.take(batch.decisionAt(position), time);
    for (const watching of new Set(watchings)) watching?.endBatch(time);
  }

  /** Begins or ends an epoch; gives those of which something is to be stored and that are not watched. */
  async #heed({ deployment, policy, by }: WatchNotice, opened: BatchRecords): Promise<Kept[]> {
    const known = this.#watchings.get(deployment);
    const refused = this.#refused.get(deployment);
    const open = known?.epoch ?? refused;
    if (policy === (open?.policyDigest ?? null)) return [];
    const time = timeOf(opened);
    known?.end(time);
    // Another deployment of the same policy meets its decisions anew, which costs little.
    known?.policy.forget();
    this.#watchings.delete(deployment);
    this.#refused.delete(deployment);
    const kept: Kept[] = known === undefined ? [] : [known];
    if (refused !== undefined) kept.push(asItIs(endedAt(refused, time)));
    if (policy === null) return kept;
    const last = open ?? (await this.#deps.store.lastEpoch(deployment));
    const began = { deployment, epoch: (last?.epoch ?? 0) + 1, policyDigest: policy, by, reason: null };
    const next = { seq: time.seq + 1, receivedMs: time.receivedMs };
    const found = await this.#deps.policies.find(policy);
    if (found instanceof TribuneError) kept.push(this.#refuse(newEpoch({ ...began, plan: NO_PLAN }, next), found));
    else this.#watchings.set(deployment, this.#begun(began, found, next));
    return kept;
  }

  /** Notes that nothing is counted of an epoch, and tells why. */
  #refuse(epoch: Epoch, why: TribuneError): Kept {
    const refused = { ...epoch, plan: NO_PLAN };
    this.#refused.set(epoch.deployment, refused);
    this.#deps.onRefused(epoch.deployment, why);
    return asItIs(refused);
  }

  /** Begins an epoch with a batch. */
  #begun(began: Omit<Begun, 'plan'>, policy: WatchedPolicy, time: BatchTime): Watching {
    const watching = this.#watchingOf(newEpoch({ ...began, plan: planDigest(policy.plan) }, time), policy);
    watching.begin();
    return watching;
  }

  /**
   * Ends an epoch that was counted by another plan before a batch, and begins the next one with it; gives both. Its open blocks cannot be counted further: what this version counts of a
   * decision is something else.
   */
  #renew(epoch: Epoch, policy: WatchedPolicy, time: BatchTime): readonly [ended: Kept, begun: Watching] {
    const { deployment, policyDigest, by } = epoch;
    const next = { deployment, epoch: epoch.epoch + 1, policyDigest, by, reason: 'version-changed' as const };
    return [asItIs(endedAt(epoch, time)), this.#begun(next, policy, time)];
  }

  /**
   * Restores what was in memory when the follower stood at this batch. Gives the epochs that end here, as the version before counted them by another plan; they are stored with
   * what begins in their place. So are those whose policies this version refuses: it counts nothing of them, and none keeps the others from being counted.
   */
  async #load(time: BatchTime): Promise<Kept[]> {
    const { store, policies } = this.#deps;
    const { seq } = time;
    const found = new Map<string, Watching>();
    const kept: Kept[] = [];
    this.#refused.clear();
    let from = seq;
    for (const epoch of await store.openEpochs()) {
      if (epoch.endSeq !== null) continue;
      const { deployment, epoch: number } = epoch;
      const policy = await policies.find(epoch.policyDigest);
      if (policy instanceof TribuneError) {
        kept.push(this.#refuse(epoch, policy));
        continue;
      }
      if (await isOfOtherPlan(epoch, policy.plan, () => store.evaluated(deployment, number))) {
        const [over, begun] = this.#renew(epoch, policy, time);
        kept.push(over);
        found.set(deployment, begun);
        continue;
      }
      const open = await this.#openBlocks(epoch, policy);
      for (const { firstSeq } of open) from = Math.min(from, firstSeq);
      const unripe = policy.hasLabels ? await store.unripe(deployment, number) : [];
      const watching = this.#watchingOf({ ...epoch, plan: planDigest(policy.plan) }, policy, { open, unripe });
      // An epoch that an older version began is stored with its plan at once, so that its states are not read for it again.
      if (epoch.plan === null) watching.begin();
      found.set(deployment, watching);
    }
    await this.#meetAgain(found, from, seq);
    this.#watchings = found;
    return kept;
  }

  /** Has the subjects of some batches remembered. */
  async #meetAgain(found: ReadonlyMap<string, Watching>, from: number, end: number): Promise<void> {
    for (let at = from; at < end; ) {
      const batches = await this.#deps.history.opened(at, Math.min(BATCHES_AT_ONCE, end - at));
      if (batches.length === 0) throw missingBatch('main', at);
      for (const opened of batches) if (opened.batch.kind === 'decision') meet(found, opened);
      at += batches.length;
    }
  }

  /**
   * The blocks that are not complete. There are as many as fit between the watermark and the clock: `lateness` and `skew` bound them, to 1,451
   * blocks of a minute. One that were left out would begin anew, and what was counted of it would be overwritten.
   */
  async #openBlocks({ deployment, epoch, watermarkMs }: Epoch, policy: WatchedPolicy): Promise<OpenBlock[]> {
    const open: OpenBlock[] = [];
    let fromMs = watermarkMs === null ? Number.MIN_SAFE_INTEGER : watermarkMs - policy.plan.blockMs + 1;
    for (;;) {
      const rows = await this.#deps.store.panes({
        ...{ deployment, epoch, kind: 'decisions' as const, fromMs },
        ...{ toMs: Number.MAX_SAFE_INTEGER, limit: PANES_AT_ONCE },
      });
      for (const row of rows)
        open.push(new OpenBlock(row.startMs, paneOf(policy, row), row, seedOf(this.#deps.random)));
      if (rows.length < PANES_AT_ONCE) return open;
      fromMs = rows.at(-1)!.startMs + 1;
    }
  }

  #watchingOf(
    epoch: Epoch,
    policy: WatchedPolicy,
    { open = [], unripe = [] }: Partial<Pick<WatchingOptions, 'open' | 'unripe'>> = {},
  ): Watching {
    const seed = () => seedOf(this.#deps.random);
    return new Watching({ epoch, policy, times: this.#deps.times, seed, open, unripe });
  }
}

type Begun = Pick<Epoch, 'deployment' | 'epoch' | 'policyDigest' | 'plan' | 'by' | 'reason'>;

/** An epoch that begins with a batch. */
const newEpoch = (begun: Begun, { seq, receivedMs }: BatchTime): Epoch => ({
  ...{ ...begun, fromSeq: seq, beganAtMs: receivedMs, endSeq: null, endedAtMs: null },
  ...{ watermarkMs: null, latestMs: null, receivedMs: null, counts: {}, lately: null },
});

/** An epoch that ends before a batch. */
const endedAt = (epoch: Epoch, { seq, receivedMs }: BatchTime): Epoch => ({
  ...epoch,
  ...{ endSeq: seq, endedAtMs: receivedMs },
});

/** An epoch of which nothing is counted. */
const asItIs = (epoch: Epoch): Kept => ({
  ...{ epoch, policy: null },
  changes: { open: [], late: new Map(), ripe: [] },
  isDue: epoch.endSeq !== null,
  stored: () => undefined,
});

/** The time with which a stretch begins. */
const startOf = ({ from, batches }: Stretch): BatchTime => ({
  seq: from.seq,
  receivedMs: batches[0]!.batch.receivedAtMs,
});

const timeOf = ({ batch: { seq, receivedAtMs } }: BatchRecords): BatchTime => ({ seq, receivedMs: receivedAtMs });

/** Has the subjects of a batch remembered that were counted in blocks that are open. */
function meet(watchings: ReadonlyMap<string, Watching>, opened: BatchRecords): void {
  const batch = new LiveBatch(opened);
  const time = timeOf(opened);
  for (let position = 0; position < batch.length; position++) {
    const watching = watchings.get(batch.deploymentAt(position));
    if (watching !== undefined && time.seq >= watching.epoch.fromSeq) watching.meet(batch.decisionAt(position), time);
  }
}

/** Stores what changed: the epochs and the blocks of all together, since there may be thousands of them for each stretch. */
async function store(monitor: MonitorStore, all: readonly Kept[]): Promise<void> {
  const changed = all.flatMap(({ changes, epoch, policy }) => (changes === null ? [] : [{ changes, epoch, policy }]));
  await monitor.saveEpochs(changed.map(({ epoch }) => epoch));
  await monitor.savePanes(changed.flatMap(({ epoch, changes }) => rowsOf(epoch, changes.open)));
  for (const { changes, epoch, policy } of changed) {
    const { deployment, epoch: number } = epoch;
    if (policy !== null)
      for (const [startMs, late] of changes.late) await saveLate(monitor, { epoch, policy }, { startMs, ...late });
    await monitor.ripen(changes.ripe.map((one) => ({ ...one, deployment, epoch: number })));
  }
}
