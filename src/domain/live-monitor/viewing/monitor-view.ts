import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Turns } from '../../../core/base/turns.js';
import {
  type DetectableGap,
  detectableGaps,
  durationReach,
  firstLines,
  type MonitorPlan,
  type MonitorState,
  type MonitorTotals,
  monitorLines,
  monitorTotals,
  type Pane,
  type PaneJson,
  readState,
  type StateChange,
  startMonitor,
  type Together,
  togetherOf,
  type Unwatched,
} from '../../monitor/index.js';
import {
  type Digest,
  type DurationLine,
  dayDigest,
  digestReach,
  durationLines,
  type FleetMember,
  type FleetNode,
  fleetTree,
} from '../../monitor-review/index.js';
import type { Change } from '../closing/index.js';
import { paneOf } from '../following/index.js';
import type { ChangeQuery, Epoch, EvaluatedEpoch, MonitorStore, PaneKind } from '../ports.js';
import { firingChanges, isOfOtherPlan } from '../renewing/index.js';
import type { MonitorPolicies, WatchedPolicy } from '../watches/index.js';
import { daysNotKept, keepNotes } from './kept-days.js';
import { recentDays } from './recent-days.js';

/** A caller with `persons` may see every decision, and so every count; one with `groups` is told what fires, and nothing that can be counted. */
export type Sight = 'persons' | 'groups';

/** A deployment that is watched, with how far its blocks are. Times are milliseconds. */
export interface WatchedDeployment {
  readonly epoch: Epoch;
  readonly evaluated: EvaluatedEpoch | null;
  readonly policy: WatchedPolicy;
  readonly state: MonitorState;
  readonly summary: MonitorTotals;
  readonly unwatched: readonly Unwatched[];
}

/** A block as it was counted. */
export interface CountedBlock {
  readonly startMs: number;
  readonly endMs: number;
  readonly pane: PaneJson;
}

/** A change of state with its number, by which a reader goes on where it was. */
export type NumberedChange = Change & { readonly id: number; readonly epoch: number };

/** A deployment of which nothing is counted, although somebody had it watched: this version refuses the policy. */
export interface RefusedDeployment {
  readonly deployment: string;
  readonly why: string;
}

export interface ViewDeps {
  readonly store: MonitorStore;
  readonly policies: MonitorPolicies;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
  /** Time for which panes are kept after their block, ms. */
  readonly keepPanesMs: number;
}

/** The answer to a duration, with the number of days of its window that cannot be known, as panes are not kept for long enough. */
type KeptDurationLine = DurationLine & { readonly notKept: number };

/** What the monitor shows of itself. */
export class MonitorView {
  readonly #deps: ViewDeps;
  /** The last state of each deployment that was read, so that it is read anew only when a block was closed. */
  readonly #states = new Map<string, KnownState>();
  readonly #detectable = new WeakMap<MonitorState, readonly DetectableGap[]>();
  readonly #together = new WeakMap<MonitorState, Together>();

  constructor(deps: ViewDeps) {
    this.#deps = deps;
  }

  /** Every deployment that is watched, by name. */
  async watched(): Promise<readonly WatchedDeployment[]> {
    return (await this.watchedAndRefused()).watched;
  }

  /**
   * The same beside those that would be if this version did not refuse their policies.
   *
   * @param only the deployments that are asked for; absent: all. Of a thousand most are not read for a page about one
   */
  async watchedAndRefused(only?: ReadonlySet<string>): Promise<{
    readonly watched: readonly WatchedDeployment[];
    readonly refused: readonly RefusedDeployment[];
  }> {
    const lasting: Epoch[] = [];
    const refused: RefusedDeployment[] = [];
    for (const epoch of await this.#deps.store.openEpochs(only === undefined ? undefined : [...only])) {
      if (epoch.endSeq !== null) continue;
      const policy = await this.#deps.policies.find(epoch.policyDigest);
      if (policy instanceof TribuneError) refused.push({ deployment: epoch.deployment, why: policy.message });
      else lasting.push(epoch);
    }
    if (only === undefined) this.#forgetAllBut(lasting);
    // Of each deployment there is at most one epoch that lasts.
    const found = await this.#deps.store.evaluatedOf(lasting);
    const evaluated = new Map(found.map((one) => [one.deployment, one]));
    const watched = await Promise.all(
      lasting.map((epoch) => this.#watchedIn(epoch, evaluated.get(epoch.deployment) ?? null)),
    );
    return { watched, refused };
  }

  #forgetAllBut(epochs: readonly Epoch[]): void {
    const names = new Set(epochs.map(({ deployment }) => deployment));
    for (const deployment of this.#states.keys()) if (!names.has(deployment)) this.#states.delete(deployment);
  }

  /** @throws TribuneError NOT_FOUND for a deployment that is not watched */
  async deployment(deployment: string): Promise<WatchedDeployment> {
    const epoch = await this.#deps.store.lastEpoch(deployment);
    if (epoch === null || epoch.endSeq !== null) throw notWatched(deployment);
    const policy = await this.#deps.policies.find(epoch.policyDigest);
    if (policy instanceof TribuneError) throw notWatched(deployment, true);
    return this.#watchedIn(epoch, await this.#deps.store.evaluated(deployment, epoch.epoch));
  }

  /** By which policies a deployment was watched, by whom and when, the newest first; empty where it never was. */
  epochs(deployment: string, limit: number): Promise<Epoch[]> {
    return this.#deps.store.epochsOf(deployment, limit);
  }

  /** The text of a policy by which something was watched; null for an unknown digest. */
  policyText(digest: string): Promise<string | null> {
    return this.#deps.store.policy(digest);
  }

  /** Every series as it stands. */
  series({ policy, state }: WatchedDeployment): StateChange[] {
    return monitorLines(policy.plan, state);
  }

  /** At most so many series as they stand, those that fire first. */
  firstSeries({ policy, state }: WatchedDeployment, most: number): ReturnType<typeof firstLines> {
    return firstLines(policy.plan, state, most);
  }

  /** The gaps that would be found; they are computed once for each state, as they take long. */
  detectable({ policy, state }: WatchedDeployment): readonly DetectableGap[] {
    const known = this.#detectable.get(state) ?? detectableGaps(policy.plan, state);
    this.#detectable.set(state, known);
    return known;
  }

  /** What the series that do not fire have of an alarm together; it is added up once for each state. */
  together({ policy, state }: WatchedDeployment): Together {
    const known = this.#together.get(state) ?? togetherOf(policy.plan, state);
    this.#together.set(state, known);
    return known;
  }

  /** What of the durations of a plan this service cannot know, for whoever has a deployment watched by it. */
  durationNotes(plan: MonitorPlan): string[] {
    return keepNotes(plan, this.#deps.keepPanesMs);
  }

  /** What has been so for days, as the policy asks. Others are served in between. */
  async durations(one: WatchedDeployment): Promise<KeptDurationLine[]> {
    const { epoch, policy, state } = one;
    const { store, clock, keepPanesMs } = this.#deps;
    const turns = new Turns(clock);
    const recent = await recentDays({ store, turns }, one, durationReach(policy.plan));
    const lines: KeptDurationLine[] = [];
    for (const asked of policy.plan.durations ?? []) {
      const plan = { ...policy.plan, durations: [asked] };
      const found = durationLines(plan, state, { deployment: epoch.deployment, recent });
      const notKept = daysNotKept(asked, keepPanesMs);
      for (const line of found) lines.push({ ...line, notKept });
      await turns.next();
    }
    return lines;
  }

  /** What the last day says of all series together, with at most so large a share of false findings. Others are served in between. */
  async digest(one: WatchedDeployment, level: number): Promise<Digest> {
    const { store, clock } = this.#deps;
    const recent = await recentDays({ store, turns: new Turns(clock) }, one, digestReach(one.policy.plan));
    return dayDigest(one.policy.plan, one.state, { deployment: one.epoch.deployment, recent, level });
  }

  /** How everything that is watched stands, and the budget of all of it. Others are served in between. */
  async fleet(): Promise<{ readonly falseAlarmsPerDay: number; readonly tree: FleetNode }> {
    const turns = new Turns(this.#deps.clock);
    const members: FleetMember[] = [];
    let falseAlarmsPerDay = 0;
    for (const one of await this.watched()) {
      members.push({ deployment: one.epoch.deployment, lines: this.series(one) });
      falseAlarmsPerDay += one.policy.plan.falseAlarmsPerDay;
      await turns.next();
    }
    return { falseAlarmsPerDay, tree: fleetTree(members) };
  }

  /** Blocks as they were counted, in order of time. */
  async blocks(
    { epoch, policy }: WatchedDeployment,
    query: { readonly kind: PaneKind; readonly fromMs: number; readonly toMs: number; readonly limit: number },
  ): Promise<CountedBlock[]> {
    const { deployment, epoch: number } = epoch;
    const rows = await this.#deps.store.panes({ deployment, epoch: number, ...query });
    return rows.map(({ startMs, pane }) => ({
      startMs,
      endMs: startMs + policy.plan.blockMs,
      pane: JSON.parse(pane) as PaneJson,
    }));
  }

  /** Blocks as they were counted, in order of time, as evidence is drawn from them. */
  async panes(
    { epoch, policy }: WatchedDeployment,
    query: { readonly kind: PaneKind; readonly fromMs: number; readonly toMs: number; readonly limit: number },
  ): Promise<{ readonly endMs: number; readonly pane: Pane }[]> {
    const { deployment, epoch: number } = epoch;
    const rows = await this.#deps.store.panes({ deployment, epoch: number, ...query });
    return rows.map((row) => ({ endMs: row.startMs + policy.plan.blockMs, pane: paneOf(policy, row) }));
  }

  /** Changes after one, in the order in which they happened, as a caller may see them. */
  async changes(query: Omit<ChangeQuery, 'publicOnly'>, sight: Sight): Promise<(NumberedChange | ToldChange)[]> {
    const rows = await this.#deps.store.changes({ ...query, publicOnly: sight === 'groups' });
    return rows.map(({ id, epoch, change }) => {
      const told = { id, epoch, ...(JSON.parse(change) as Change) };
      return sight === 'persons' ? told : withoutNumbers(told);
    });
  }

  /** Number of the newest change that a caller may see; 0 before the first. */
  lastChange(sight: Sight): Promise<number> {
    return this.#deps.store.lastChange({ publicOnly: sight === 'groups' });
  }

  async #watchedIn(epoch: Epoch, evaluated: EvaluatedEpoch | null): Promise<WatchedDeployment> {
    const policy = await this.#deps.policies.read(epoch.policyDigest);
    if (await isOfOtherPlan(epoch, policy.plan, async () => evaluated)) return this.#beforeRenewal(epoch, policy);
    const { state, summary } = this.#stateOf(epoch, evaluated, policy);
    return { epoch, evaluated, policy, state, summary, unwatched: policy.plan.unwatched };
  }

  /** An epoch of another plan until the follower begins the next one: nothing of its states is known but which alerts are on. */
  async #beforeRenewal(epoch: Epoch, policy: WatchedPolicy): Promise<WatchedDeployment> {
    const { state, summary } = withTotals(policy.plan, startMonitor(policy.plan));
    const firing = await firingChanges(this.#deps.store, epoch);
    const ids = [...new Set(firing.map(({ requirement }) => requirement))];
    return {
      ...{ epoch: { ...epoch, reason: 'version-changed' }, evaluated: null, policy, state },
      summary: { ...summary, firing: ids },
      unwatched: policy.plan.unwatched,
    };
  }

  #stateOf({ deployment, epoch }: Epoch, evaluated: EvaluatedEpoch | null, { plan }: WatchedPolicy) {
    if (evaluated === null) return withTotals(plan, startMonitor(plan));
    const known = this.#states.get(deployment);
    if (known?.epoch === epoch && known.step === evaluated.step) return known;
    const read = withTotals(plan, readState(plan, JSON.parse(evaluated.states) as unknown));
    this.#states.set(deployment, { epoch, step: evaluated.step, ...read });
    return read;
  }
}

const withTotals = (plan: MonitorPlan, state: MonitorState) => ({ state, summary: monitorTotals(plan, state) });

interface KnownState {
  readonly epoch: number;
  readonly step: number;
  readonly state: MonitorState;
  readonly summary: MonitorTotals;
}

/** A change for whom no person may be seen: that something fires, and where. */
export type ToldChange = Pick<
  NumberedChange,
  'id' | 'epoch' | 'at' | 'deployment' | 'requirement' | 'component' | 'series'
> & {
  readonly state: Change['state'];
  readonly reason?: string;
};

function withoutNumbers(change: NumberedChange): ToldChange {
  const { id, epoch, at, deployment, requirement, component, series, state } = change;
  const told = { id, epoch, at, deployment, requirement, component, series, state };
  return 'reason' in change ? { ...told, reason: change.reason } : told;
}

function notWatched(deployment: string, isRefused = false): TribuneError {
  const why = isRefused ? `: ${REFUSED}` : '';
  return new TribuneError('NOT_FOUND', `the deployment ${JSON.stringify(deployment)} is not watched${why}`, {
    remedy: 'Have it watched: tribune monitor watch. GET /v1/monitor lists those that are.',
  });
}

/** Why nothing of a deployment is counted whose policy this version refuses. What is wrong with it may name counts of a few. */
export const REFUSED = 'this version refuses the policy by which it was watched';
