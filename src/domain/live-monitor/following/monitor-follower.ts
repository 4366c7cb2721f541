import type { Random } from '../../../core/base/clock.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import { defineFollower, type Follower, type Pace, type Stretch, type Taken } from '../../followers/index.js';
import type { FollowerStore, StoreTransactions } from '../../log/ports/index.js';
import { missingBatch } from '../../log/read/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { planDigest } from '../../monitor/index.js';
import type { Epoch, MonitorStore } from '../ports.js';
import { isOfOtherPlan } from '../renewing/index.js';
import type { MonitorPolicies, WatchedPolicy } from '../watches/index.js';
import { LiveBatch } from './live-decision.js';
import { OpenBlock } from './open-block.js';
import { paneOf, rowsOf, saveLate } from './pane-rows.js';
import { seedOf } from './subject-set.js';
import { readNotice, type WatchNotice } from './watch-notices.js';
import { type BatchTime, Watching } from './watching.js';
import type { Lateness } from './watermark.js';

/** Name of the follower. */
export const MONITOR = 'monitor';

/**
 * Counts are stored this often, ms, or after so many entries: a transaction for every commit would cost more than counting. Nothing depends on where one
 * stretch ends, and whoever waits for the follower waits for no pace.
 */
const PACE: Pace = { everyMs: 250, isDue: ({ entries, atStart }) => atStart || entries >= 8192 };
/** Batches read at once when subjects are remembered after a start. */
const BATCHES_AT_ONCE = 16;
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
}

/**
 * Follows the main log: decisions of watched deployments become counts, which are stored with the place up to which they were read. What it
 * needs to know of persons, who was counted in blocks that are still open, it keeps in memory alone, and reads again after a start.
 */
export class MonitorFollower {
  readonly #deps: MonitorFollowerDeps;
  #watchings = new Map<string, Watching>();
  /** The stretch that is in memory and may not be stored; null where memory and store agree; `unknown` before the first. */
  #pending: object | 'unknown' | null = 'unknown';
  readonly #mutex = new Mutex();

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
      const ended: Watching[] = [];
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
  async #takeBatch(opened: BatchRecords): Promise<Watching[]> {
    const { kind, seq, receivedAtMs } = opened.batch;
    // Every entry tells the time, so that the log alone says when something was over.
    this.#pass(receivedAtMs, seq);
    if (kind === 'decision') this.#takeDecisions(opened);
    const ended: Watching[] = [];
    if (kind === 'event') for (const notice of noticesOf(opened)) ended.push(...(await this.#heed(notice, opened)));
    return ended;
  }

  #pass(nowMs: number, nextSeq: number): void {
    for (const watching of this.#watchings.values()) watching.pass(nowMs, nextSeq);
  }

  #takeDecisions(opened: BatchRecords): void {
    const batch = new LiveBatch(opened);
    if (!batch.deployments.some((deployment) => this.#watchings.has(deployment))) return;
    const time = timeOf(opened);
    const met = new Set<Watching>();
    for (let position = 0; position < batch.length; position++) {
      const watching = this.#watchings.get(batch.deploymentAt(position));
      if (watching === undefined) continue;
      met.add(watching);
      watching.take(batch.decisionAt(position), time);
    }
    for (const watching of met) watching.endBatch(time);
  }

  /** Begins or ends an epoch; gives the one that ended. */
  async #heed({ deployment, policy, by }: WatchNotice, opened: BatchRecords): Promise<Watching[]> {
    const known = this.#watchings.get(deployment);
    if (policy === (known?.policy.digest ?? null)) return [];
    const time = timeOf(opened);
    known?.end(time);
    // Another deployment of the same policy meets its decisions anew, which costs little.
    known?.policy.forget();
    this.#watchings.delete(deployment);
    if (policy !== null) {
      const last = known?.epoch ?? (await this.#deps.store.lastEpoch(deployment));
      const { plan } = await this.#deps.policies.read(policy);
      const began = { deployment, epoch: (last?.epoch ?? 0) + 1, policyDigest: policy, plan, by, reason: null };
      this.#watchings.set(deployment, await this.#begun(began, { seq: time.seq + 1, receivedMs: time.receivedMs }));
    }
    return known === undefined ? [] : [known];
  }

  /** Begins an epoch with a batch. */
  async #begun(
    {
      plan,
      ...began
    }: Pick<Epoch, 'deployment' | 'epoch' | 'policyDigest' | 'by' | 'reason'> & Pick<WatchedPolicy, 'plan'>,
    { seq, receivedMs }: BatchTime,
  ): Promise<Watching> {
    const epoch: Epoch = {
      ...{ ...began, plan: planDigest(plan), fromSeq: seq, beganAtMs: receivedMs, endSeq: null, endedAtMs: null },
      ...{ watermarkMs: null, latestMs: null, receivedMs: null, counts: {} },
    };
    const watching = await this.#watchingOf(epoch, [], []);
    watching.begin();
    return watching;
  }

  /**
   * Ends an epoch that was counted by another plan before a batch, and begins the next one with it; gives both. Its open blocks cannot be counted further: what this version counts of a
   * decision is something else.
   */
  async #renew(
    epoch: Epoch,
    { plan }: WatchedPolicy,
    time: BatchTime,
  ): Promise<readonly [ended: Watching, begun: Watching]> {
    const ended = await this.#watchingOf(epoch, [], []);
    ended.end(time);
    const { deployment, policyDigest, by } = epoch;
    const next = { deployment, epoch: epoch.epoch + 1, policyDigest, plan, by, reason: 'version-changed' as const };
    return [ended, await this.#begun(next, time)];
  }

  /**
   * Restores what was in memory when the follower stood at this batch. Gives the epochs that end here, as the version before counted them by another plan; they are stored with
   * what begins in their place.
   */
  async #load(time: BatchTime): Promise<Watching[]> {
    const { store } = this.#deps;
    const { seq } = time;
    const found = new Map<string, Watching>();
    const ended: Watching[] = [];
    let from = seq;
    for (const epoch of await store.openEpochs()) {
      if (epoch.endSeq !== null) continue;
      const { deployment, epoch: number } = epoch;
      const policy = await this.#deps.policies.read(epoch.policyDigest);
      if (await isOfOtherPlan(epoch, policy.plan, () => store.evaluated(deployment, number))) {
        const [over, begun] = await this.#renew(epoch, policy, time);
        ended.push(over);
        found.set(deployment, begun);
        continue;
      }
      const open = await this.#openBlocks(epoch, policy);
      for (const { firstSeq } of open) from = Math.min(from, firstSeq);
      const unripe = policy.hasLabels ? await store.unripe(deployment, number) : [];
      const watching = await this.#watchingOf({ ...epoch, plan: planDigest(policy.plan) }, open, unripe);
      // An epoch that an older version began is stored with its plan at once, so that its states are not read for it again.
      if (epoch.plan === null) watching.begin();
      found.set(deployment, watching);
    }
    for (let at = from; at < seq; ) {
      const batches = await this.#deps.history.opened(at, Math.min(BATCHES_AT_ONCE, seq - at));
      if (batches.length === 0) throw missingBatch('main', at);
      for (const opened of batches) if (opened.batch.kind === 'decision') meet(found, opened);
      at += batches.length;
    }
    this.#watchings = found;
    return ended;
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

  async #watchingOf(epoch: Epoch, open: readonly OpenBlock[], unripe: readonly number[]): Promise<Watching> {
    const policy = await this.#deps.policies.read(epoch.policyDigest);
    return new Watching({
      epoch,
      policy,
      times: this.#deps.times,
      seed: () => seedOf(this.#deps.random),
      open,
      unripe,
    });
  }
}

/** The time with which a stretch begins. */
const startOf = ({ from, batches }: Stretch): BatchTime => ({
  seq: from.seq,
  receivedMs: batches[0]!.batch.receivedAtMs,
});

const timeOf = ({ batch: { seq, receivedAtMs } }: BatchRecords): BatchTime => ({ seq, receivedMs: receivedAtMs });

function* noticesOf(opened: BatchRecords): Iterable<WatchNotice> {
  for (let position = 0; position < opened.batch.n; position++) {
    const notice = readNotice(opened, position);
    if (notice !== null) yield notice;
  }
}

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
async function store(monitor: MonitorStore, watchings: readonly Watching[]): Promise<void> {
  const changed = watchings.flatMap((watching) => {
    const { changes, epoch } = watching;
    return changes === null ? [] : [{ watching, changes, epoch }];
  });
  await monitor.saveEpochs(changed.map(({ epoch }) => epoch));
  await monitor.savePanes(changed.flatMap(({ epoch, changes }) => rowsOf(epoch, changes.open)));
  for (const { watching, changes, epoch } of changed) {
    const { deployment, epoch: number } = epoch;
    for (const [startMs, late] of changes.late) await saveLate(monitor, watching, { startMs, ...late });
    await monitor.ripen(changes.ripe.map((one) => ({ ...one, deployment, epoch: number })));
  }
}
