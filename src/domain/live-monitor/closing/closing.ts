import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { LogEvent, PendingEvent } from '../../log/ports/index.js';
import { windowOf } from '../../monitor/index.js';
import { monitorRenewed } from '../events/index.js';
import type { ChangeRow, Epoch, EvaluatedEpoch, MonitorStore } from '../ports.js';
import { firingChanges, isOfOtherPlan, NO_PLAN } from '../renewing/index.js';
import type { MonitorPolicies, WatchedPolicy } from '../watches/index.js';
import { type Alert, alertOf, endedAlerts, endReason } from './alerts.js';
import { Evaluation, evaluatedElsewhere } from './evaluation.js';
import type { LabelCohorts } from './label-cohorts.js';
import type { Listened } from './listening.js';

/** Transactions in which states, changes and the events of alerts are written together. */
export interface ClosingTransactions {
  run<T>(
    work: (transaction: {
      readonly stores: { readonly monitor: MonitorStore };
      readonly saveEvent: (event: PendingEvent) => Promise<unknown>;
    }) => Promise<T>,
  ): Promise<T>;
}

export interface ClosingDeps {
  readonly store: MonitorStore;
  readonly policies: MonitorPolicies;
  readonly cohorts: Pick<LabelCohorts, 'count'>;
  readonly transactions: ClosingTransactions;
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
  /** Has the events that were saved become entries. */
  readonly flushEvents: () => Promise<void>;
  /** Called with the number of changes that were stored. */
  readonly onClosed: (changes: number) => void;
}

/**
 * Closes blocks that are complete: their counts become evidence, and a series whose state changes is told of. States, changes and the entries
 * of alerts are one transaction, which stands only on the step before it, so that a block is closed exactly once, whatever breaks off.
 */
export class Closing {
  readonly #deps: ClosingDeps;
  readonly #mutex = new Mutex();
  /** What each deployment was settled up to, so that nothing is read of one in which no further block became complete. */
  readonly #settled = new Map<string, Settled>();

  constructor(deps: ClosingDeps) {
    this.#deps = deps;
  }

  /**
   * Closes everything that is complete. A deployment that cannot be closed, as one whose stored state another version wrote, keeps none of the others from it; the first failure is thrown at the end.
   *
   * @param listened until when every decision that came is counted, by which silence is judged; null where that is not known
   */
  run(listened: Listened | null = null): Promise<void> {
    return this.#mutex.run(async () => {
      const epochs = await this.#deps.store.openEpochs();
      const failed = new Map<string, unknown>();
      const byNumber = new Map(epochs.map((one) => [`${one.epoch} ${one.deployment}`, one]));
      for (const epoch of epochs) {
        const { deployment } = epoch;
        // An epoch is closed after the one before it.
        if (failed.has(deployment)) continue;
        const next = byNumber.get(`${epoch.epoch + 1} ${deployment}`);
        await this.#closeEpoch(epoch, next ?? null, listened).catch((cause: unknown) => failed.set(deployment, cause));
      }
      for (const cause of failed.values()) throw cause;
    });
  }

  async #closeEpoch(epoch: Epoch, next: Epoch | null, listened: Listened | null): Promise<void> {
    const { store, policies, cohorts, clock } = this.#deps;
    const policy = await policies.find(epoch.policyDigest);
    if (policy instanceof TribuneError) return this.#endOther(epoch, next);
    const settled = settledBy(epoch, policy);
    const before = this.#settled.get(epoch.deployment);
    if (settled !== null && before?.epoch === settled.epoch && before.toMs === settled.toMs) return;
    this.#settled.delete(epoch.deployment);
    const stored = () => store.evaluated(epoch.deployment, epoch.epoch);
    if (await isOfOtherPlan(epoch, policy.plan, stored)) return this.#endOther(epoch, next);
    for (;;) {
      const evaluation = await Evaluation.open({ epoch, policy, store, cohorts, clock });
      const changes = await evaluation.take(listened);
      const alerts = changes.flatMap((change) => alertOf(epoch, change) ?? []);
      const isEnd = !evaluation.hasTaken && epoch.endSeq !== null;
      const renewed: LogEvent[] = [];
      if (isEnd) {
        alerts.push(...endedAlerts(epoch, evaluation.lines(), endReason(epoch, next)));
        renewed.push(...renewedEvents(next));
      }
      if (!evaluation.hasTaken && !isEnd) {
        if (settled !== null) this.#settled.set(epoch.deployment, settled);
        return;
      }
      const events = [...alerts.map(({ event }) => event), ...renewed];
      await this.#store(evaluation, { changes: rowsOf(epoch, changes, alerts), isOver: isEnd, events });
      if (isEnd) return;
      if (settled !== null && evaluation.isClosedTo(settled.toMs)) {
        this.#settled.set(epoch.deployment, settled);
        return;
      }
    }
  }

  /**
   * Ends an epoch that was counted by another plan, or whose policy this version refuses, once the follower ended it: nothing of it can be taken further. Its alerts end
   * with that reason, and what began in its place is an entry; all of it is one transaction with the end of the epoch, so that it is told once.
   */
  async #endOther(epoch: Epoch, next: Epoch | null): Promise<void> {
    const { store, transactions, newId, flushEvents, onClosed } = this.#deps;
    if (epoch.endSeq === null) return;
    const alerts = endedAlerts(epoch, await firingChanges(store, epoch), endReason(epoch, next));
    const events = [...alerts.map(({ event }) => event), ...renewedEvents(next)];
    const before = await store.evaluated(epoch.deployment, epoch.epoch);
    await transactions.run(async ({ stores, saveEvent }) => {
      const isSaved = await stores.monitor.saveEvaluated(overAsIs(epoch, before), before?.step ?? 0);
      if (!isSaved) throw evaluatedElsewhere(epoch.deployment);
      await stores.monitor.addChanges(rowsOf(epoch, [], alerts));
      for (const event of events) await saveEvent(pending(event, newId()));
    });
    onClosed(alerts.length);
    if (events.length > 0) await flushEvents();
  }

  async #store(
    evaluation: Evaluation,
    {
      changes,
      events,
      isOver,
    }: {
      readonly changes: readonly Omit<ChangeRow, 'id'>[];
      readonly events: readonly LogEvent[];
      readonly isOver: boolean;
    },
  ): Promise<void> {
    const { transactions, newId, clock, flushEvents, onClosed } = this.#deps;
    await transactions.run(async ({ stores, saveEvent }) => {
      await evaluation.save(stores.monitor, { isOver, closedAtMs: clock.nowMs() });
      await stores.monitor.addChanges(changes);
      for (const event of events) await saveEvent(pending(event, newId()));
    });
    onClosed(changes.length);
    if (events.length > 0) await flushEvents();
  }
}

/** An epoch of which every block that starts before a time is closed. */
interface Settled {
  readonly epoch: number;
  /** Null where no block is complete. */
  readonly toMs: number | null;
}

/**
 * Up to where an epoch is settled once nothing of it is left to close; null where that depends on more than its blocks: on labels, on silence, or
 * on its end.
 */
function settledBy({ epoch, endSeq, watermarkMs }: Epoch, { plan, hasLabels }: WatchedPolicy): Settled | null {
  if (endSeq !== null || hasLabels || plan.facts !== undefined) return null;
  return { epoch, toMs: watermarkMs === null ? null : windowOf(plan, watermarkMs).from };
}

const pending = (event: LogEvent, id: string): PendingEvent =>
  Object.assign({ ...event }, { id, log: 'main' as const });

/** What is told of an epoch that began without anybody's doing. */
function renewedEvents(next: Epoch | null): LogEvent[] {
  if (next?.reason == null) return [];
  const { deployment, policyDigest: policy, epoch, fromSeq: fromBatch, reason } = next;
  return [monitorRenewed({ deployment, policy, epoch, fromBatch, reason })];
}

/** The evaluation of an epoch that is over, with the states that another version left; those of nothing where there were none. */
const overAsIs = ({ deployment, epoch, plan }: Epoch, before: EvaluatedEpoch | null): EvaluatedEpoch => ({
  ...{ deployment, epoch, closedMs: null, ripenedMs: null, closedAtMs: null },
  ...before,
  ...{ step: (before?.step ?? 0) + 1, isOver: true },
  states: before?.states ?? JSON.stringify({ plan: plan ?? NO_PLAN }),
});

function rowsOf(
  { deployment, epoch }: Epoch,
  changes: readonly { readonly at: string }[],
  alerts: readonly Alert[],
): Omit<ChangeRow, 'id'>[] {
  const told = new Set<object>(alerts.map(({ change }) => change));
  const ended = alerts.map(({ change }) => change).filter((change) => !changes.includes(change as never));
  return [...changes, ...ended].map((change) => ({
    ...{ deployment, epoch, atMs: Date.parse(change.at), isPublic: told.has(change) },
    change: JSON.stringify(change),
  }));
}
