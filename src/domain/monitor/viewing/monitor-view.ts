import { TribuneError } from '../../../core/base/errors.js';
import type { Change } from '../closing/index.js';
import {
  type MonitorState,
  type MonitorSummary,
  monitorLines,
  monitorSummary,
  type PaneJson,
  readState,
  type StateChange,
  startMonitor,
  type Unwatched,
} from '../index.js';
import type { ChangeQuery, Epoch, EvaluatedEpoch, MonitorStore, PaneKind } from '../ports.js';
import type { MonitorPolicies, WatchedPolicy } from '../watches/index.js';

/** A caller with `persons` may see every decision, and so every count; one with `groups` is told what fires, and nothing that can be counted. */
export type Sight = 'persons' | 'groups';

/** A deployment that is watched, with how far its blocks are. Times are milliseconds. */
export interface WatchedDeployment {
  readonly epoch: Epoch;
  readonly evaluated: EvaluatedEpoch | null;
  readonly policy: WatchedPolicy;
  readonly state: MonitorState;
  readonly summary: Omit<MonitorSummary, 'detectable'>;
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

export interface ViewDeps {
  readonly store: MonitorStore;
  readonly policies: MonitorPolicies;
}

/** What the monitor shows of itself. */
export class MonitorView {
  readonly #deps: ViewDeps;

  constructor(deps: ViewDeps) {
    this.#deps = deps;
  }

  /** Every deployment that is watched, by name. */
  async watched(): Promise<WatchedDeployment[]> {
    const lasting = (await this.#deps.store.openEpochs()).filter(({ endSeq }) => endSeq === null);
    return Promise.all(lasting.map((epoch) => this.#watchedIn(epoch)));
  }

  /** @throws TribuneError NOT_FOUND for a deployment that is not watched */
  async deployment(deployment: string): Promise<WatchedDeployment> {
    const epoch = await this.#deps.store.lastEpoch(deployment);
    if (epoch === null || epoch.endSeq !== null) throw notWatched(deployment);
    return this.#watchedIn(epoch);
  }

  /** Every series as it stands, and the gaps that would be found. */
  series({ policy, state }: WatchedDeployment): {
    readonly series: readonly StateChange[];
    readonly detectable: MonitorSummary['detectable'];
  } {
    return { series: monitorLines(policy.plan, state), detectable: monitorSummary(policy.plan, state).detectable };
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

  /** Changes after one, in the order in which they happened, as a caller may see them. */
  async changes(query: Omit<ChangeQuery, 'publicOnly'>, sight: Sight): Promise<(NumberedChange | ToldChange)[]> {
    const rows = await this.#deps.store.changes({ ...query, publicOnly: sight === 'groups' });
    return rows.map(({ id, epoch, change }) => {
      const told = { id, epoch, ...(JSON.parse(change) as Change) };
      return sight === 'persons' ? told : withoutNumbers(told);
    });
  }

  /** Number of the newest change; 0 before the first. */
  lastChange(): Promise<number> {
    return this.#deps.store.lastChange();
  }

  async #watchedIn(epoch: Epoch): Promise<WatchedDeployment> {
    const policy = await this.#deps.policies.read(epoch.policyDigest);
    const evaluated = await this.#deps.store.evaluated(epoch.deployment, epoch.epoch);
    const { plan } = policy;
    const state = evaluated === null ? startMonitor(plan) : readState(plan, JSON.parse(evaluated.states) as unknown);
    const { blocks, alarms } = { blocks: Math.max(state.blocks.decisions, state.blocks.labels), alarms: state.alarms };
    const series = [...state.deployments.values()].flat().flatMap((known) => [...known.series.values()]);
    const lines = monitorLines(plan, state).filter((line) => line.state === 'firing');
    const firing = [...new Set(lines.map(({ requirement }) => requirement))];
    const summary = { blocks, series: series.length, alarms, falseAlarmsPerDay: plan.falseAlarmsPerDay, firing };
    return { epoch, evaluated, policy, state, summary, unwatched: plan.unwatched };
  }
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

const notWatched = (deployment: string): TribuneError =>
  new TribuneError('NOT_FOUND', `the deployment ${JSON.stringify(deployment)} is not watched`, {
    remedy: 'Have it watched: tribune monitor watch. GET /v1/monitor lists those that are.',
  });
