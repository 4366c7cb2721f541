import { MINUTE_MS } from '../../../core/base/durations.js';
import type { LogEvent, PendingEvent } from '../../log/ports/index.js';
import type { Channel } from '../channels/index.js';
import { alertsEscalated } from '../events/index.js';
import { type FleetBudget, type LedgerProof, noticeHead } from '../messages/index.js';
import type { AlertGroup, AlertStore } from '../ports.js';
import { type AlertRoute, type GroupPlan, type Inhibition, type PlannedNotice, planGroup } from '../rules/index.js';
import type { Severity } from '../signals/index.js';
import { type JudgedGroup, type Judgement, judgeGroup, judgementAt, type ListName, worstOf } from './judging.js';
import { messagesFor, type SetOffBy } from './messages-for.js';

/** Groups that are looked at in one transaction: a commit costs more than a look. */
const PAGE = 50;
/** Time after which a group that could not be told is looked at again. */
const FAILED_LOOK_MS = MINUTE_MS;

interface Transaction {
  readonly stores: { readonly alerts: AlertStore };
  readonly saveEvent: (event: PendingEvent) => Promise<unknown>;
}

export interface TellerTransactions {
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

export interface TellerDeps {
  readonly store: AlertStore;
  readonly transactions: TellerTransactions;
  readonly routes: readonly AlertRoute[];
  readonly inhibitions: readonly Inhibition[];
  readonly channels: readonly Channel[];
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly flushEvents: () => Promise<void>;
  readonly proof: () => LedgerProof | null;
  /** The budget of everything that is watched; null where it is not known. */
  readonly fleet: () => Promise<FleetBudget | null>;
  readonly setOffBy: SetOffBy;
  readonly publicUrl: () => string | null;
  readonly onProblem: (cause: Error) => void;
}

/**
 * Tells groups of alerts that are due: what is to be told becomes messages to channels, in the transaction in which the group notes that it
 * told them. A process that dies has told all or nothing.
 */
export class Teller {
  readonly #deps: TellerDeps;
  readonly #routes: ReadonlyMap<string, AlertRoute>;
  readonly #channels: ReadonlyMap<string, Channel>;

  constructor(deps: TellerDeps) {
    this.#deps = deps;
    this.#routes = new Map(deps.routes.map((route) => [route.name, route]));
    this.#channels = new Map(deps.channels.map((channel) => [channel.name, channel]));
  }

  /** Looks at the groups that are due for longest, so that what is told of them is sent before others are looked at. */
  async run(): Promise<{ readonly messages: number; readonly isMore: boolean }> {
    const { store, inhibitions, nowMs, flushEvents } = this.#deps;
    const groups = await store.dueGroups(nowMs(), PAGE);
    if (groups.length === 0) return { messages: 0, isMore: false };
    const judgement = await judgementAt(store, inhibitions, nowMs());
    const told = await this.#lookAt(groups, judgement).catch(() => this.#oneByOne(groups, judgement));
    if (told.hasEntries) await flushEvents();
    return { messages: told.messages, isMore: groups.length === PAGE };
  }

  /** Looks at groups one by one where one of them cannot be told, which keeps the others waiting for nothing. */
  async #oneByOne(groups: readonly AlertGroup[], judgement: Judgement): Promise<Looked> {
    let [messages, hasEntries] = [0, false];
    for (const group of groups) {
      const told = await this.#lookAt([group], judgement).catch((cause: unknown) =>
        this.#postpone(group, cause as Error),
      );
      messages += told.messages;
      hasEntries ||= told.hasEntries;
    }
    return { messages, hasEntries };
  }

  #lookAt(groups: readonly AlertGroup[], judgement: Judgement): Promise<Looked> {
    return this.#deps.transactions.run(async (transaction) => {
      let [messages, hasEntries] = [0, false];
      for (const group of groups) {
        const told = await this.#look(transaction, group, judgement);
        messages += told.messages;
        hasEntries ||= told.hasEntries;
      }
      return { messages, hasEntries };
    });
  }

  /** A group that cannot be told, such as one with an alert that was changed in the database, holds up no other. */
  async #postpone(group: AlertGroup, cause: Error): Promise<Looked> {
    const { store, nowMs, onProblem } = this.#deps;
    onProblem(cause);
    await store.saveGroup({ ...group, dueAtMs: nowMs() + FAILED_LOOK_MS }, group, null);
    return { messages: 0, hasEntries: false };
  }

  async #look(
    { stores: { alerts }, saveEvent }: Transaction,
    group: AlertGroup,
    judgement: Judgement,
  ): Promise<Looked> {
    const route = this.#routes.get(group.route);
    if (route === undefined) {
      await alerts.saveGroup({ ...group, dueAtMs: null }, group, judgement.nowMs);
      return { messages: 0, hasEntries: false };
    }
    const judged = await judgeGroup(alerts, group.id, judgement);
    const refreshMs = (channel: string): number | null => this.#channels.get(channel)?.refreshMs ?? null;
    const plan = planGroup(route, group, judged.counts, { nowMs: judgement.nowMs, refreshMs });
    const after = { ...group, ...plan.told, notices: group.notices + plan.notices.length, dueAtMs: plan.dueAtMs };
    if (!(await alerts.saveGroup(after, group, plan.isOver ? judgement.nowMs : null)))
      return { messages: 0, hasEntries: false };
    const messages = await this.#send(alerts, {
      ...{ group: after, before: group.notices, route, judged, plan, judgement },
    });
    await this.#noteTold(alerts, group.id, judged, plan, judgement.nowMs);
    const escalated = plan.notices.filter(({ kind }) => kind === 'escalated');
    for (const { channels } of escalated) {
      const told = { group: group.uid, route: route.name, level: after.level, alerts: judged.open.length };
      await saveEvent(this.#pending(alertsEscalated({ ...told, channels: [...channels] })));
    }
    return { messages, hasEntries: escalated.length > 0 };
  }

  async #send(store: AlertStore, of: Sending): Promise<number> {
    let messages = 0;
    const fleet = of.plan.notices.length === 0 ? null : await this.#deps.fleet();
    for (const [i, notice] of of.plan.notices.entries()) {
      const lists = listsOf(notice);
      const ids = lists.flatMap((list) => of.judged[list]);
      const severity = worstOf(lists.map((list) => of.judged.worst[list]));
      const head = this.#head(notice, severity, { ...of, fleet });
      for (const name of notice.channels) {
        const channel = this.#channels.get(name);
        if (channel === undefined) continue;
        // A channel that does not answer is not owed every reminder of the time in which it did not.
        if (notice.kind === 'refresh' && (await store.hasWaiting(name, of.group.uid, 'refresh'))) continue;
        const number = of.before + i + 1;
        const parts = {
          ...{ group: of.group, number, kind: notice.kind, ids, head, store },
          ...{ publicUrl: this.#deps.publicUrl(), setOffBy: this.#deps.setOffBy },
        };
        for await (const delivery of messagesFor(channel, parts)) {
          await store.send([delivery]);
          messages += 1;
        }
      }
    }
    return messages;
  }

  #head({ kind }: PlannedNotice, severity: Severity, { group, route, judged, judgement, plan, fleet }: Headed) {
    const { counts } = judged;
    const news = plan.notices.some((one) => one.kind === 'firing' || one.kind === 'resolved');
    return noticeHead({
      ...{ group, kind, nowMs: judgement.nowMs, severity, runbook: route.runbook },
      counts: { firing: counts.told + (news ? counts.fresh : 0), over: news ? counts.over : 0, held: counts.held },
      heldTold: counts.heldTold,
      ledger: this.#deps.proof(),
      fleet,
      publicUrl: this.#deps.publicUrl(),
    });
  }

  async #noteTold(
    store: AlertStore,
    groupId: number,
    judged: JudgedGroup,
    { notices }: GroupPlan,
    nowMs: number,
  ): Promise<void> {
    if (notices.some(({ kind }) => kind === 'firing' || kind === 'resolved')) {
      await store.tell(groupId, 'firing', judged.fresh, nowMs);
      await store.tell(groupId, 'over', judged.over, nowMs);
    }
    await store.tell(groupId, 'skipped', judged.skipped, nowMs);
    await store.tell(groupId, 'no', judged.newlyHeld, nowMs);
  }

  #pending(event: LogEvent): PendingEvent {
    return Object.assign({ ...event }, { id: this.#deps.newId(), log: 'main' as const });
  }
}

/** What came of a look at a group. */
interface Looked {
  readonly messages: number;
  readonly hasEntries: boolean;
}

interface Sending {
  readonly group: AlertGroup;
  /** Messages that the group had told before. */
  readonly before: number;
  readonly route: AlertRoute;
  readonly judged: JudgedGroup;
  readonly plan: GroupPlan;
  readonly judgement: Judgement;
}

interface Headed extends Sending {
  readonly fleet: FleetBudget | null;
}

/** The alerts that a notice is about, news first. */
function listsOf({ kind }: PlannedNotice): readonly ListName[] {
  if (kind === 'firing' || kind === 'resolved') return ['fresh', 'over'];
  // A channel that forgets would take what is held back for over, and say so.
  return kind === 'refresh' ? ['told', 'heldTold'] : ['open'];
}
