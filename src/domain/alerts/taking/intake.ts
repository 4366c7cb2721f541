import { SECOND_MS } from '../../../core/base/durations.js';
import type { Alert, AlertStore, NewMember, NumberedSignal } from '../ports.js';
import { type AlertRoute, groupKey, groupLabels, routesFor } from '../rules/index.js';
import type { Signal } from '../signals/index.js';

/** Signals that are taken in one transaction. */
const PAGE = 500;
/** Time after which what was taken is told before more is taken, ms: the first message of a burst waits for no last signal. */
const TURN_MS = 3 * SECOND_MS;

/** Where signals come from, in an order that never changes. */
export interface SignalFeed {
  readonly name: string;
  read(after: number, limit: number): Promise<NumberedSignal[]>;
}

export interface IntakeDeps {
  readonly store: Pick<AlertStore, 'place' | 'ungrouped' | 'closeGroupsBeside'>;
  readonly transactions: {
    run<T>(work: (transaction: { readonly stores: { readonly alerts: AlertStore } }) => Promise<T>): Promise<T>;
  };
  readonly feeds: readonly SignalFeed[];
  readonly routes: readonly AlertRoute[];
  readonly nowMs: () => number;
  readonly newUid: () => string;
  readonly onProblem: (cause: Error) => void;
}

/**
 * Takes signals into alerts and their groups. What a page of signals changes and how far its feed was taken are one transaction, so that every
 * signal is taken exactly once, whatever breaks off.
 */
export class Intake {
  readonly #deps: IntakeDeps;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /**
   * Takes what there is, for one turn, and gives the number of signals and whether there are more. Feeds are read by turns, a page each: one
   * with many signals, and one that fails, which is told as a problem, hold up no other.
   */
  async run(): Promise<{ readonly signals: number; readonly isMore: boolean }> {
    const { feeds, nowMs, onProblem } = this.#deps;
    const untilMs = nowMs() + TURN_MS;
    let [signals, open] = [0, feeds];
    while (open.length > 0) {
      const unfinished: SignalFeed[] = [];
      for (const feed of open) {
        const taken = await this.#page(feed).catch((cause: unknown) => {
          onProblem(cause as Error);
          return 0;
        });
        signals += taken;
        if (taken === PAGE) unfinished.push(feed);
      }
      open = unfinished;
      if (nowMs() >= untilMs) break;
    }
    return { signals, isMore: open.length > 0 };
  }

  /** Takes a page of signals of a feed, and gives their number. */
  async #page(feed: SignalFeed): Promise<number> {
    const from = await this.#deps.store.place(feed.name);
    const page = await feed.read(from, PAGE);
    if (page.length > 0) await this.#take(feed.name, from, page);
    return page.length;
  }

  /** Puts alerts that fire and are in no open group into those of the routes that there are now. */
  async regroup(): Promise<void> {
    const { store, transactions, routes, nowMs } = this.#deps;
    await store.closeGroupsBeside(
      routes.map(({ name }) => name),
      nowMs(),
    );
    for (let after = 0; ; ) {
      const page = await store.ungrouped(after, PAGE);
      if (page.length === 0) return;
      after = page.at(-1)!.id;
      await transactions.run(({ stores: { alerts } }) => this.#join(alerts, page));
    }
  }

  async #take(name: string, from: number, page: readonly NumberedSignal[]): Promise<void> {
    await this.#deps.transactions.run(async ({ stores: { alerts } }) => {
      const to = page.at(-1)!.place;
      if (!(await alerts.movePlace(name, from, to))) return;
      await alerts.lock();
      const keys = [...new Set(page.map(({ signal }) => signal.key))];
      const { made, changed } = appliedTo(
        await alerts.newest(keys),
        page.map(({ signal }) => signal),
      );
      // What ended comes first: of one key at most one alert fires at any moment, and the table insists on it.
      await alerts.update(changed);
      const inserted = await alerts.insert(made);
      await this.#join(alerts, inserted);
      const over = changed.filter(({ state }) => state !== 'firing').map(({ id }) => id);
      await alerts.touch(over);
    });
  }

  async #join(store: AlertStore, alerts: readonly Alert[]): Promise<void> {
    const { routes, nowMs, newUid } = this.#deps;
    const members = alerts.flatMap(({ id, labels }) =>
      routesFor(routes, labels).map((route): NewMember => {
        const by = groupLabels(route, labels);
        const { groupWaitMs: waitMs, groupIntervalMs: intervalMs } = route;
        return { alertId: id, route: route.name, key: groupKey(by), labels: by, waitMs, intervalMs };
      }),
    );
    await store.join(members, { nowMs: nowMs(), newUid });
  }
}

/** What signals make of alerts: new ones, and known ones that changed. The end of something that did not fire changes nothing. */
export function appliedTo(
  newest: readonly Alert[],
  signals: readonly Signal[],
): { readonly made: Omit<Alert, 'id'>[]; readonly changed: Alert[] } {
  const known = new Map(newest.map((alert) => [alert.key, alert]));
  const changed = new Map<number, Alert>();
  const made: Omit<Alert, 'id'>[] = [];
  /** Place among the new ones of the last alert of a key. */
  const fresh = new Map<string, number>();
  const last = (key: string): Omit<Alert, 'id'> | undefined => {
    const at = fresh.get(key);
    return at === undefined ? known.get(key) : made[at]!;
  };
  const replace = (key: string, alert: Omit<Alert, 'id'>): void => {
    const at = fresh.get(key);
    if (at !== undefined) {
      made[at] = alert;
      return;
    }
    const whole = { ...alert, id: known.get(key)!.id };
    known.set(key, whole);
    changed.set(whole.id, whole);
  };
  for (const signal of signals) {
    const { key, state, atMs, source, severity, labels, topic, causes, content } = signal;
    const before = last(key);
    const told = { source, severity, labels, topic, causes, content };
    if (state !== 'firing') {
      if (before?.state === 'firing')
        replace(key, { ...before, content: begunAs(before, content), state, endedAtMs: atMs });
    } else if (before?.state === 'firing') {
      // Labels stay as they were: by them it was grouped and silenced.
      replace(key, { ...before, causes, content: begunAs(before, content) });
    } else {
      const occurrence = (before?.occurrence ?? 0) + 1;
      fresh.set(key, made.length);
      made.push({
        ...{ key, occurrence, state, startedAtMs: atMs, endedAtMs: null, acknowledged: null },
        ...told,
      });
    }
  }
  return { made, changed: [...changed.values()] };
}

/** What is said of an alert now, with the change by which it fired: what it set off is found by that. */
function begunAs({ content: { facts } }: Pick<Alert, 'content'>, content: Alert['content']): Alert['content'] {
  return facts.firedBy === undefined ? content : { ...content, facts: { ...content.facts, firedBy: facts.firedBy } };
}
