import { durationMs, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Acts } from '../../acts/index.js';
import { askForAudit } from '../../due-audits/index.js';
import type { Epoch } from '../../live-monitor/ports.js';
import type { MonitorView } from '../../live-monitor/viewing/index.js';
import { MAX_AHEAD_MS } from '../../records/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import { reactionScheduled } from '../events/index.js';
import { followAlerts, reactToAlert } from './acts.js';
import { duePeriods, type Period } from './periods.js';
import type { ReactionStore, ScheduledReaction } from './ports.js';
import type { ReactingStores } from './reactor-deps.js';
import { requestedRows, rowsOfEntry } from './requested-rows.js';
import type { ReactionTables } from './tables.js';

/** How often the calendar is looked at. */
const LOOK_MS = MINUTE_MS;
/** Most periods that are asked for at once after a long absence, and epochs that are looked back on. */
const MOST_PERIODS = 60;
const MOST_EPOCHS = 20;
/** Clocks of two nodes that differ by less are taken as one, as they are where decisions are taken in. */
const SAME_CLOCK_MS = MAX_AHEAD_MS;

/** What is asked for, and under which key the last period is remembered. */
type AskedOf = Omit<ScheduledReaction, 'id' | 'doneAtMs' | 'from' | 'to' | 'rows'> & ForRows & { readonly key: string };

/** What the rows of a request follow from, beside its period. */
interface ForRows {
  readonly validation: number | undefined;
  readonly groups: readonly string[];
}

interface CalendarDeps {
  readonly acts: Pick<Acts<Pick<ReactingStores, 'reactions' | 'dueAudits'>>, 'run' | 'newId'>;
  readonly stores: () => { readonly reactions: Pick<ReactionStore, 'asked' | 'askedAfter'> };
  readonly view: Pick<MonitorView, 'watched' | 'epochs'>;
  readonly registry: Pick<RegistryStore, 'load'>;
}

/**
 * Asks people for what the calendar of a policy says, of each deployment that is watched by it: once for each period, each time as one transaction with its entry. What counts is the
 * policy that was in force when it was due, so that neither a service that was down then nor a policy that was changed since leaves one out.
 */
export class Calendar {
  readonly #deps: CalendarDeps;
  readonly #tables: ReactionTables;
  #lookedAtMs: number | null = null;
  /** The epoch of each deployment up to which those that ended were looked at, and those of them of which something is still to come. */
  readonly #epochs = new Map<string, { readonly upTo: number; readonly unfinished: readonly Epoch[] }>();
  /** End of the last period that was asked for, by deployment and what is asked. */
  readonly #askedTo = new Map<string, number>();

  constructor(deps: CalendarDeps, tables: ReactionTables) {
    this.#deps = deps;
    this.#tables = tables;
  }

  /** Asks for what is due; gives why something of one deployment could not be, which is tried again and keeps none of the others from it. */
  async run(nowMs: number): Promise<Error | null> {
    const sinceMs = this.#lookedAtMs === null ? null : nowMs - this.#lookedAtMs;
    // A clock that was set back is looked at anew.
    if (sinceMs !== null && sinceMs >= 0 && sinceMs < LOOK_MS) return null;
    let problem: Error | null = await this.#takeBackEarly(nowMs).catch(asOwn);
    for (const { epoch } of await this.#deps.view.watched()) {
      const unfinished: Epoch[] = [];
      for (const one of await this.#epochsSince(epoch)) {
        const asked = await this.#ask(one, nowMs).catch(asOwn);
        if (asked instanceof Error) problem ??= asked;
        // What could not be looked at is looked at again.
        if (one.epoch < epoch.epoch && asked !== 'done') unfinished.push(one);
      }
      this.#epochs.set(epoch.deployment, { upTo: epoch.epoch, unfinished });
    }
    this.#lookedAtMs = nowMs;
    return problem;
  }

  /**
   * Takes back what a clock that ran ahead asked for of periods that are not over, now that it was set right: it counted as done, and each of them would have had an audit of its first days alone. A period that was over by then stays done.
   */
  async #takeBackEarly(nowMs: number): Promise<null> {
    const { acts, stores } = this.#deps;
    const later = await stores().reactions.askedAfter(nowMs + SAME_CLOCK_MS);
    const early = later.filter(({ to }) => Date.parse(to) > nowMs);
    if (early.length === 0) return null;
    await acts.run(followAlerts, async (tx) => {
      for (const one of early) await tx.reactions.saveEarly(one);
    });
    this.#askedTo.clear();
    this.#epochs.clear();
    return null;
  }

  /** The epoch that lasts, after those that ended since the last look or of which something is still to come. */
  async #epochsSince(lasting: Epoch): Promise<readonly Epoch[]> {
    const { deployment, epoch } = lasting;
    const looked = this.#epochs.get(deployment);
    if (looked?.upTo === epoch) return [...looked.unfinished, lasting];
    const ended = await this.#deps.view.epochs(deployment, MOST_EPOCHS);
    return [...ended.filter((one) => one.epoch < epoch).toReversed(), lasting];
  }

  /** Asks for what is due of an epoch; `done` where nothing of it comes later, apart from the calendar of one that lasts. */
  async #ask(epoch: Epoch, nowMs: number): Promise<'done' | 'more'> {
    const { deployment, policyDigest: policy, beganAtMs, endedAtMs } = epoch;
    const { calendar, promotion, groups } = await this.#tables.of(policy);
    const { auditAfter } = promotion;
    const isOfVersions = auditAfter !== undefined && (await this.#askOfVersions(epoch, durationMs(auditAfter), nowMs));
    // An epoch that a clock ended that ran ahead still has periods to come.
    const isMore = isOfVersions || (endedAtMs !== null && endedAtMs > nowMs);
    for (const [position, { do: does, every, after, validation }] of calendar.entries()) {
      const key = JSON.stringify([deployment, does, every]);
      const askedTo = this.#askedTo.get(key) ?? Number.NEGATIVE_INFINITY;
      const periods = duePeriods(every, {
        ...{ afterMs: after === undefined ? 0 : durationMs(after), most: MOST_PERIODS },
        ...{ sinceMs: beganAtMs, untilMs: Math.min(nowMs, endedAtMs ?? nowMs) },
      }).filter(({ toMs }) => toMs > askedTo);
      await this.#askFor(periods, { key, ...{ deployment, policy, position, does, every, validation, groups } }, nowMs);
    }
    return isMore ? 'more' : 'done';
  }

  /**
   * Asks for an audit of the first time of each version that came to serve while the deployment was watched by the policy, also where it is watched by another one when that time
   * is over. Gives whether the time of one is not over yet.
   */
  async #askOfVersions(
    { deployment, policyDigest, beganAtMs, endedAtMs }: Epoch,
    forMs: number,
    nowMs: number,
  ): Promise<boolean> {
    const { deployments } = await this.#deps.registry.load();
    const { activations = [] } = deployments.find(({ id }) => id === deployment) ?? {};
    const key = JSON.stringify([deployment, 'version', policyDigest]);
    const askedTo = this.#askedTo.get(key) ?? Number.NEGATIVE_INFINITY;
    const begun = activations
      .filter(({ fromMs, version }, i) => fromMs > beganAtMs && activations[i - 1]?.version !== version)
      .filter(({ fromMs }) => endedAtMs === null || fromMs < endedAtMs)
      .map(({ fromMs }) => ({ fromMs, toMs: fromMs + forMs }));
    const periods = begun.filter(({ toMs }) => toMs > askedTo && toMs <= nowMs);
    const asked = { deployment, policy: policyDigest, position: 0, does: 'audit', every: 'version' } as const;
    const none = { validation: undefined, groups: [] };
    await this.#askFor(periods.slice(-MOST_PERIODS), { key, ...asked, ...none }, nowMs);
    return begun.some(({ toMs }) => toMs > nowMs);
  }

  /** Asks for those of some periods, the oldest first, that were not asked for before. */
  async #askFor(
    periods: readonly Period[],
    { key, validation, groups, ...same }: AskedOf,
    nowMs: number,
  ): Promise<void> {
    if (periods.length === 0) return;
    const wanted = periods.map(({ fromMs, toMs }) => ({
      ...same,
      ...{ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    }));
    const asked = await this.#deps.stores().reactions.asked(wanted);
    for (const one of wanted.filter((_, i) => !asked[i])) await this.#enter(one, { validation, groups }, nowMs);
    this.#askedTo.set(key, periods.at(-1)!.toMs);
  }

  async #enter(
    wanted: Omit<ScheduledReaction, 'id' | 'doneAtMs' | 'rows'>,
    { validation, groups }: ForRows,
    doneAtMs: number,
  ): Promise<void> {
    const { acts } = this.#deps;
    const { deployment, policy, position, does, every, from, to } = wanted;
    await acts.run(reactToAlert, async (tx) => {
      // Another process may have asked meanwhile.
      const id = acts.newId();
      const rows = requestedRows({ do: does, validation }, wanted, { groups, doneAtMs, seed: acts.newId() });
      if (!(await tx.reactions.addScheduled({ ...wanted, id, doneAtMs, rows }))) return;
      if (does === 'audit') await askForAudit(tx.dueAudits, { cause: id, ...{ deployment, policy, from, to } });
      tx.enter(reactionScheduled({ deployment, policy, position, does, every, from, to, rows: rowsOfEntry({ rows }) }));
    });
  }
}

/** While the store is away nothing is asked; all else is about one deployment. */
function asOwn(cause: unknown): Error {
  if (cause instanceof TribuneError && cause.code === 'STORE_UNAVAILABLE') throw cause;
  return cause instanceof Error ? cause : new Error(String(cause));
}
