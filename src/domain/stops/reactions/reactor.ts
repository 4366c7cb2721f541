import { SECOND_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import { defineJob, type Job } from '../../jobs/index.js';
import type { NumberedChange, WatchedDeployment } from '../../live-monitor/viewing/index.js';
import type { StateChange } from '../../monitor/index.js';
import { followAlerts } from './acts.js';
import { endsOf, isEndedByPersons, lastEndsOf } from './again.js';
import { Calendar } from './calendar.js';
import { doneOf } from './carrying-out.js';
import { alertOf, isSameSeries } from './open-alert.js';
import type { KnownAlert, OpenAlert, ReactionStore } from './ports.js';
import { type Looked, Reacting } from './reacting.js';
import type { ReactorDeps } from './reactor-deps.js';
import { roundsOf, STILL_HOLDS } from './rounds.js';
import { type Reaction, ReactionTables } from './tables.js';
import { endTrials } from './trials.js';

/** How often it is looked for alerts, and for conditions that came to hold. */
const LOOK_MS = 5 * SECOND_MS;
const PAGE = 200;

/**
 * Has carried out what the policy says that alerts set off, each reaction once, whatever breaks off. Where persons ended what it did and the alert
 * goes on, another round is due by what comes from then on (`againCondition`).
 */
export class Reactor {
  readonly calendar: Calendar;
  readonly #deps: ReactorDeps;
  readonly #tables: ReactionTables;
  readonly #reacting: Reacting;
  readonly #mutex = new Mutex();
  /** Why something that is due could not be done now; it is tried again with the next look. */
  #postponed: Error | null = null;

  constructor(deps: ReactorDeps) {
    this.#deps = deps;
    this.#tables = new ReactionTables(deps.policyText);
    this.#reacting = new Reacting(deps, this.#tables);
    this.calendar = new Calendar(deps, this.#tables);
  }

  job(): Job {
    return defineJob({ name: 'reactions', everyMs: LOOK_MS, run: () => this.run() });
  }

  list(query: Parameters<ReactionStore['list']>[0]): ReturnType<ReactionStore['list']> {
    return this.#deps.stores().reactions.list(query);
  }

  /** How far the audits have come that reactions ask for, by the ids of these. */
  auditsOf(reactions: readonly string[]): ReturnType<ReactorDeps['auditsOf']> {
    return this.#deps.auditsOf(reactions);
  }

  /** Looks at every change of the monitor since the last time, then at alerts whose conditions may hold by now, then at the calendar. */
  run(): Promise<void> {
    return this.#mutex.run(async () => {
      const { view } = this.#deps;
      this.#postponed = null;
      for (;;) {
        const after = await this.#deps.stores().reactions.place();
        // Whoever sees persons is told every change; reactions tell nobody more than the alert does.
        const changes = (await view.changes({ after, limit: PAGE }, 'persons')) as NumberedChange[];
        if (changes.length > 0) await this.#seePage(changes);
        if (changes.length < PAGE) break;
      }
      await this.#lookAgain();
      const inForce = await this.#deps.stores().stops.inForce();
      if (await endTrials({ acts: this.#deps.acts, nowMs: this.#deps.nowMs() }, inForce)) await this.#deps.refresh();
      const problem = await this.calendar.run(this.#deps.nowMs());
      this.#postponed ??= problem;
      if (this.#postponed !== null) throw this.#postponed;
    });
  }

  /** Carries out what is due with the alerts of a page, then notes which of them are on. */
  async #seePage(changes: readonly NumberedChange[]): Promise<void> {
    const { acts } = this.#deps;
    const before = await this.#openAlerts();
    const opened = new Map<number, OpenAlert>();
    const closed = new Set<number>();
    for (const change of changes) {
      const isFiring = change.state === 'firing';
      const alert = isFiring ? await this.#fired(change) : null;
      if (alert !== null) opened.set(alert.change, alert);
      for (const one of [...before, ...opened.values()])
        if (!isFiring && isSameSeries(one, change)) closed.add(one.change);
    }
    await acts.run(followAlerts, async ({ reactions }) => {
      for (const alert of opened.values()) if (!closed.has(alert.change)) await reactions.openAlert(alert);
      const over = before.filter(({ change }) => closed.has(change)).map(({ change }) => change);
      if (over.length > 0) await reactions.closeAlerts(over);
      await reactions.savePlace(changes.at(-1)!.id);
    });
  }

  /** Carries out what is due with a new alert; gives the alert where more of it may be due later. */
  async #fired(change: NumberedChange): Promise<OpenAlert | null> {
    let alert = alertOf(change);
    const isKept = await this.#each(alert, async () => {
      const policy = await this.#deps.policyOf(alert.deployment, alert.epoch);
      if (policy === null) return false;
      const known = { ...alert, policy };
      alert = known;
      const done = doneOf(known, await this.#deps.stores().reactions.lastOf([known.change]));
      const isDone = await this.#react(known, {
        ...{ line: change as StateChange, watched: null, done, endOf: STILL_HOLDS },
      });
      return !isDone || (await this.#mayBeDueLater(known));
    });
    return isKept ? alert : null;
  }

  async #lookAgain(): Promise<void> {
    const alerts = await this.#openAlerts();
    if (alerts.length === 0) return;
    const last = await this.#deps.stores().reactions.lastOf(alerts.map(({ change }) => change));
    const endOf = lastEndsOf(last.done, endsOf(this.#deps.stores()));
    const deployments = new Map<string, WatchedDeployment | null>();
    for (const alert of alerts)
      await this.#each(alert, async () => {
        const policy = alert.policy ?? (await this.#deps.policyOf(alert.deployment, alert.epoch));
        if (policy === null) return false;
        const done = doneOf(alert, last);
        // An alert all of whose reactions hold waits for nothing, and there may be thousands of them.
        if (!(await this.#isWaiting(policy, alert, { done, endOf }))) return true;
        const key = `${alert.epoch} ${alert.deployment}`;
        if (!deployments.has(key)) deployments.set(key, await this.#reacting.watchedOf(alert));
        const one = deployments.get(key) ?? null;
        const lines = one === null ? [] : this.#deps.view.series(one);
        const line = lines.find((found) => isSameSeries(alert, { ...found, epoch: alert.epoch }));
        return this.#react(
          { ...alert, policy },
          { line: line ?? null, watched: one, done, endOf: one === null ? STILL_HOLDS : endOf },
        );
      });
  }

  /** Carries out what is due of an alert; false where some of it has to be tried again. */
  async #react(alert: KnownAlert, looked: Looked): Promise<boolean> {
    const cause = await this.#reacting.run(alert, looked);
    this.#postponed ??= cause;
    return cause === null;
  }

  async #isWaiting(policy: string, { requirement }: OpenAlert, about: Parameters<typeof roundsOf>[1]) {
    const table = (await this.#tables.of(policy)).to[requirement] ?? [];
    return (await roundsOf(table, about)).length > 0;
  }

  /**
   * Does the work of one alert. Where its policy or a row of it cannot be read, it stays open and is looked at again, and the others are
   * carried out all the same. While the store is away nothing is, so nothing is noted either.
   */
  async #each({ deployment, requirement }: OpenAlert, work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (cause) {
      if (isAway(cause)) throw cause;
      this.#postponed ??= ofAlert(`${requirement} of ${deployment}`, cause);
      return true;
    }
  }

  /** The alerts that are on. One whose row somebody changed is told and left out. */
  async #openAlerts(): Promise<readonly OpenAlert[]> {
    const { alerts, foreign } = await this.#deps.stores().reactions.openAlerts();
    this.#postponed ??= foreign;
    return alerts;
  }

  /** Whether some of it waits for its condition, or is done anew once persons ended it. */
  async #mayBeDueLater({ policy, requirement }: KnownAlert): Promise<boolean> {
    const reactions = (await this.#tables.of(policy)).to[requirement] ?? [];
    const waits = ({ beyond, after, evidence, staffedFor }: Reaction): boolean =>
      [beyond, after, evidence, staffedFor].some((one) => one !== undefined);
    return reactions.some((one) => isEndedByPersons(one.do) || waits(one));
  }
}

/** Whether the store as a whole is away, and not what one alert asks for. */
const isAway = (cause: unknown): boolean => cause instanceof TribuneError && cause.code === 'STORE_UNAVAILABLE';

/** Says which alert an error is about. */
function ofAlert(what: string, cause: unknown): Error {
  const message = `what ${what} sets off cannot be carried out, and is tried again: ${cause instanceof Error ? cause.message : String(cause)}`;
  if (!(cause instanceof TribuneError)) return new Error(message, { cause });
  const { code, remedy } = cause;
  return new TribuneError(code, message, { cause, ...(remedy === undefined ? {} : { remedy }) });
}
