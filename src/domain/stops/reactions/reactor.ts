import { SECOND_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { Acts, Tx } from '../../acts/index.js';
import type { AlertReason, IncidentStores } from '../../incidents/index.js';
import { defineJob, type Job } from '../../jobs/index.js';
import type { MonitorView, NumberedChange, WatchedDeployment } from '../../live-monitor/viewing/index.js';
import type { StateChange, Watch } from '../../monitor/index.js';
import { standingEqual, throwWithin } from '../acts/index.js';
import { type CanaryStores, holdWithin } from '../canaries/index.js';
import { reactionDone } from '../events/index.js';
import type { WantedStop } from '../model/index.js';
import type { StopStore } from '../model/ports.js';
import { followAlerts, reactToAlert } from './acts.js';
import { type EndOf, endsOf, isEndedByPersons, isMode, lastEndsOf, type SwitchReads } from './again.js';
import { Calendar } from './calendar.js';
import { type AllGathered, gatherAll, withGathered } from './gathering.js';
import { alertOf, isSameSeries } from './open-alert.js';
import type { DoneReaction, KnownAlert, LastReactions, OpenAlert, ReactionStore } from './ports.js';
import { isDueIn, NOTHING, type Round, roundsOf, STILL_HOLDS } from './rounds.js';
import { Staffing } from './staffing.js';
import { type Reaction, ReactionTables } from './tables.js';
import { endTrials } from './trials.js';

/** How often it is looked for alerts, and for conditions that came to hold. */
const LOOK_MS = 5 * SECOND_MS;
const PAGE = 200;

export interface ReactingStores extends CanaryStores {
  readonly stops: StopStore;
  readonly incidents: IncidentStores['incidents'];
  readonly reactions: ReactionStore;
}

export interface ReactorDeps {
  readonly acts: Acts<ReactingStores>;
  readonly stores: () => SwitchReads & { readonly reactions: ReactionStore };
  readonly view: Pick<MonitorView, 'changes' | 'deployment' | 'series' | 'panes' | 'watched' | 'epochs'>;
  /** Text of a policy by which something is or was watched; null for an unknown digest. */
  readonly policyText: (digest: string) => Promise<string | null>;
  /** Digest of the policy of an epoch of a deployment. */
  readonly policyOf: (deployment: string, epoch: number) => Promise<string | null>;
  /** Id of an alert; null where it is not known. */
  readonly alertId: (alert: OpenAlert) => Promise<number | null>;
  /** Opens an incident in the transaction of the reaction, or adds to the one that is open; gives its id. */
  readonly openIncident: (tx: Tx<ReactingStores>, reason: AlertReason) => Promise<string>;
  /** Has the board show what was stopped. */
  readonly refresh: () => Promise<void>;
  readonly nowMs: () => number;
}

/**
 * Carries out what the policy says that alerts set off. Each reaction is one transaction with its entry and with the stop that it throws, and
 * is done once, whatever breaks off: it is known by the change that fired, its place in the table, and its round. Where persons ended what it did
 * and the alert goes on, another round is due by what comes from then on (`againCondition`).
 */
export class Reactor {
  readonly calendar: Calendar;
  readonly #deps: ReactorDeps;
  readonly #tables: ReactionTables;
  readonly #staffing: Staffing;
  readonly #mutex = new Mutex();
  /** Why something that is due could not be done now; it is tried again with the next look. */
  #postponed: Error | null = null;

  constructor(deps: ReactorDeps) {
    this.#deps = deps;
    this.#tables = new ReactionTables(deps.policyText);
    this.#staffing = new Staffing(deps.view);
    this.calendar = new Calendar(deps, this.#tables);
  }

  job(): Job {
    return defineJob({ name: 'reactions', everyMs: LOOK_MS, run: () => this.run() });
  }

  list(query: Parameters<ReactionStore['list']>[0]): ReturnType<ReactionStore['list']> {
    return this.#deps.stores().reactions.list(query);
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
        if (!deployments.has(key)) deployments.set(key, await this.#watchedOf(alert));
        const one = deployments.get(key) ?? null;
        const lines = one === null ? [] : this.#deps.view.series(one);
        const line = lines.find((found) => isSameSeries(alert, { ...found, epoch: alert.epoch }));
        return this.#react(
          { ...alert, policy },
          { line: line ?? null, watched: one, done, endOf: one === null ? STILL_HOLDS : endOf },
        );
      });
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

  /** The deployment of an alert, while it is watched as it was when the alert fired. */
  async #watchedOf({ deployment, epoch }: OpenAlert): Promise<WatchedDeployment | null> {
    try {
      const one = await this.#deps.view.deployment(deployment);
      return one.epoch.epoch === epoch ? one : null;
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code === 'NOT_FOUND') return null;
      throw cause;
    }
  }

  /** Carries out what is due of an alert; false where some of it has to be tried again. */
  async #react(alert: KnownAlert, { line, watched, done, endOf }: Looked): Promise<boolean> {
    const reactions = (await this.#tables.of(alert.policy)).to[alert.requirement] ?? [];
    const isOne = (watch: { readonly requirement: string; readonly component: string | null }): boolean =>
      watch.requirement === alert.requirement && watch.component === alert.component;
    const watch = watched?.policy.plan.watches.find(isOne) ?? null;
    const rounds = await roundsOf(reactions, { done, endOf });
    const gathered = watched === null ? NOTHING : await this.#gathered(alert, { one: watched, watch, rounds });
    const now = { nowMs: this.#deps.nowMs(), line, watch };
    let isDone = true;
    for (const one of rounds) {
      const { reaction, endedMs } = one;
      const cannot = reaction.evidence !== undefined && watch !== null && watch.kind !== 'rates';
      if (!cannot && !isDueIn({ reaction, endedMs }, { ...now, firedAtMs: alert.firedAtMs }, gathered)) continue;
      const unstaffed = cannot ? null : await this.#unstaffed(alert, reaction, watched);
      // That people still cannot take it is known already.
      if (unstaffed !== null && one.again === 'staffed') continue;
      const problem = cannot ? NO_RATES : unstaffed;
      const due = { ...one, alert, window: line?.window ?? null, problem, isUnstaffed: unstaffed !== null };
      isDone = (await this.#carryOut(due)) && isDone;
      await this.#deps.refresh();
    }
    return isDone;
  }

  /** Has the breakers of an alert take in what was closed since; nothing where there are none, or its alert ended meanwhile. */
  async #gathered(
    alert: KnownAlert,
    {
      one,
      watch,
      rounds,
    }: { readonly one: WatchedDeployment; readonly watch: Watch | null; readonly rounds: readonly Round[] },
  ): Promise<AllGathered> {
    if (watch === null || watch.kind !== 'rates') return NOTHING;
    const isBreaking = rounds.some(({ endedMs, reaction }) => endedMs === null && reaction.evidence !== undefined);
    const endsMs = new Set(rounds.flatMap(({ endedMs }) => (endedMs === null ? [] : [endedMs])));
    const gathered = await gatherAll(this.#deps.view, one, { watch, alert, isBreaking, endsMs });
    const next = withGathered(alert, gathered);
    if (next !== alert) await this.#deps.acts.run(followAlerts, ({ reactions }) => reactions.saveGathered(next));
    return gathered;
  }

  /** Staffing is asked first, of a reaction that sends decisions to people. */
  async #unstaffed(alert: KnownAlert, reaction: Reaction, watched: WatchedDeployment | null): Promise<string | null> {
    if (reaction.staffedFor === undefined) return null;
    return this.#staffing.problemOf(watched ?? (await this.#watchedOf(alert)), reaction);
  }

  async #carryOut(due: DueReaction): Promise<boolean> {
    const { alert, reaction, problem } = due;
    const alertId = reaction.do === 'open-incident' && problem === null ? await this.#deps.alertId(alert) : null;
    try {
      await this.#deps.acts.run(reactToAlert, (tx) => this.#within(tx, { ...due, alertId }, problem));
    } catch (cause) {
      const isOwn = cause instanceof TribuneError && ['INVALID', 'NOT_FOUND', 'CONFLICT'].includes(cause.code);
      if (!isOwn) throw cause;
      if (cause.code === 'CONFLICT') {
        // The switch is full, which it will not be for ever: others are carried out, and this one is tried again.
        this.#postponed ??= cause;
        return false;
      }
      // What the policy asks for cannot be done, and will not be by trying again: the log says so.
      await this.#deps.acts.run(reactToAlert, (tx) => this.#within(tx, { ...due, alertId }, cause.message));
    }
    return true;
  }

  async #within(
    tx: Tx<ReactingStores>,
    { alert, alertId, position, round, again, endedMs, reaction, window, isUnstaffed }: DueReaction & WithAlert,
    problem: string | null,
  ): Promise<void> {
    const id = this.#deps.acts.newId();
    const stops = problem === null ? wantedStop(alert, reaction) : null;
    const canary = problem === null && reaction.do === 'hold-canary' ? await canaryOf(tx, alert.deployment) : null;
    const by = `policy:${alert.policy}`;
    const standing = stops === null ? null : await standingEqual(tx, stops, by);
    const { change, deployment, requirement, component, group, reference, policy } = alert;
    const opens = problem === null && reaction.do === 'open-incident';
    const at = new Date(alert.firedAtMs).toISOString();
    const { gathered: _gathered, sinceEnded: _sinceEnded, blockEndMs: _blockEnd, ...about } = alert;
    const done: DoneReaction = {
      ...{ ...about, id, position, round, again, does: reaction.do, problem, canary },
      ...(isUnstaffed ? { refused: 'staffing', endedMs } : {}),
      stop: stops === null ? null : (standing?.id ?? id),
      ...{ doneAtMs: this.#deps.nowMs(), from: window?.from ?? at, to: window?.to ?? at },
    };
    let incident: string | null = null;
    if (opens) {
      // Another process may carry out the same: whoever has the lock first opens, and the other one sees it.
      await tx.incidents.lock();
      if (doneOf(alert, await tx.reactions.lastOf([change])).some((one) => one.position === position)) return;
      incident = await this.#deps.openIncident(tx, { deployment, requirement, change, alert: alertId, policy, by });
    }
    if (!(await tx.reactions.add({ ...done, incident }))) return;
    if (stops !== null && standing === null) await throwWithin(tx, { ...stops, id }, by);
    if (canary !== null) await holdWithin(tx, canary, { by, reason: whyOf(alert) });
    const { does, stop, from, to } = done;
    tx.enter(
      reactionDone({
        ...{ deployment, policy, requirement, component, change, position, round, does, stop, canary, problem },
        ...{ from, to, again },
        incident,
        ...{ group: group === null ? null : { ...group }, reference: reference === null ? null : { ...reference } },
      }),
    );
  }

  /** Whether some of it waits for its condition, or is done anew once persons ended it. */
  async #mayBeDueLater({ policy, requirement }: KnownAlert): Promise<boolean> {
    const reactions = (await this.#tables.of(policy)).to[requirement] ?? [];
    const waits = ({ beyond, after, evidence, staffedFor }: Reaction): boolean =>
      [beyond, after, evidence, staffedFor].some((one) => one !== undefined);
    return reactions.some((one) => isEndedByPersons(one.do) || waits(one));
  }
}

/** What was seen of an alert: its series, its deployment while it is watched as it was, what it has set off, and when persons ended that. */
interface Looked {
  readonly line: StateChange | null;
  readonly watched: WatchedDeployment | null;
  readonly done: readonly DoneReaction[];
  readonly endOf: EndOf;
}

/** What was done last of an alert; throws where a row of it is not ours. */
function doneOf({ change }: OpenAlert, { done, foreign }: LastReactions): DoneReaction[] {
  const problem = foreign.get(change);
  if (problem !== undefined) throw problem;
  return done.filter((one) => one.change === change);
}

interface DueReaction extends Round {
  readonly alert: KnownAlert;
  /** Why it cannot be done, where that is known before. */
  readonly problem: string | null;
  /** Whether the problem is that people cannot take it for now. */
  readonly isUnstaffed: boolean;
  /** The decisions that the evidence is of, where the series says. */
  readonly window: StateChange['window'] | null;
}

interface WithAlert {
  /** Id of the alert, where an incident is to be linked to it. */
  readonly alertId: number | null;
}

const NO_RATES =
  'the requirement is not about rates, so its breaker gathers no evidence: use `beyond` or `after`, or none of them';

/** Whether the store as a whole is away, and not what one alert asks for. */
const isAway = (cause: unknown): boolean => cause instanceof TribuneError && cause.code === 'STORE_UNAVAILABLE';

/** Says which alert an error is about. */
function ofAlert(what: string, cause: unknown): Error {
  const message = `what ${what} sets off cannot be carried out, and is tried again: ${cause instanceof Error ? cause.message : String(cause)}`;
  if (!(cause instanceof TribuneError)) return new Error(message, { cause });
  const { code, remedy } = cause;
  return new TribuneError(code, message, { cause, ...(remedy === undefined ? {} : { remedy }) });
}

/** The stop that a reaction throws; null for what stops nothing. */
function wantedStop(alert: KnownAlert, { do: mode, share, fallback, version }: Reaction): WantedStop | null {
  const { deployment } = alert;
  if (!isMode(mode)) return null;
  return {
    ...{ scope: { kind: 'deployment', deployment }, mode, share },
    ...(fallback === undefined ? {} : { fallback: { kind: fallback, version } }),
    reason: whyOf(alert),
  };
}

const whyOf = ({ requirement, change }: KnownAlert): string =>
  `the policy has ${requirement} set this off; change ${change} of the monitor fired`;

/** The version that is tried out on a deployment; refused where there is none, which the log says. */
async function canaryOf({ canaries }: ReactingStores, deployment: string): Promise<string> {
  const found = (await canaries.inForce()).find((one) => one.deployment === deployment);
  if (found !== undefined) return found.id;
  throw new TribuneError('NOT_FOUND', `no version is tried out on ${deployment}, so none is held`, {
    remedy: 'Nothing is to be done: only what is served decides.',
  });
}
