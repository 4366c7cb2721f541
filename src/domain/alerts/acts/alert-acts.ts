import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Acts, defineAct } from '../../acts/index.js';
import { alertsAcknowledged, alertsReleased, alertsSilenced, silenceEnded } from '../events/index.js';
import type { Alert, AlertStore } from '../ports.js';
import { labelMeant, type Matcher, type Silence } from '../rules/index.js';

const acknowledgeAlerts = defineAct('alert.acknowledge', { enters: [alertsAcknowledged] });
const releaseAlerts = defineAct('alert.release', { enters: [alertsReleased] });
const silenceAlerts = defineAct('alert.silence', { enters: [alertsSilenced] });
const endSilence = defineAct('alert.end-silence', { enters: [silenceEnded] });

/** Acts of persons on alerts. */
export const alertActs = [acknowledgeAlerts, releaseAlerts, silenceAlerts, endSilence] as const;

export interface AlertActsDeps {
  readonly acts: Acts<{ readonly alerts: AlertStore }>;
  readonly store: Pick<AlertStore, 'alerts' | 'silence'>;
  readonly nowMs: () => number;
  /** Longest silence, ms. */
  readonly longestSilenceMs: number;
  /** Called when something was done that may change what is told. */
  readonly onDone: () => void;
}

export interface WantedSilence {
  readonly matchers: readonly Matcher[];
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly why: string;
}

/** What people do about alerts. Each act and its entry are one transaction. */
export class AlertActs {
  readonly #deps: AlertActsDeps;

  constructor(deps: AlertActsDeps) {
    this.#deps = deps;
  }

  /**
   * Notes that somebody looks after alerts. Those that somebody looks after already, or that are over, stay as they are.
   *
   * @throws TribuneError NOT_FOUND for an unknown id, with nothing changed
   */
  async acknowledge(
    ids: readonly number[],
    { by, note }: { readonly by: string; readonly note: string },
  ): Promise<Alert[]> {
    const { acts, nowMs, onDone } = this.#deps;
    const done = await acts.run(acknowledgeAlerts, async (tx) => {
      await tx.alerts.lock();
      const found = await tx.alerts.alerts(ids);
      const missing = ids.find((id) => !found.some((alert) => alert.id === id));
      if (missing !== undefined) throw unknownAlert(missing);
      const open = found.filter(({ state, acknowledged }) => state === 'firing' && acknowledged === null);
      const noted = open.map((alert) => ({ ...alert, acknowledged: { by, atMs: nowMs(), note } }));
      if (noted.length === 0) return found;
      await tx.alerts.update(noted);
      tx.enter(alertsAcknowledged({ alerts: noted.map(({ key, occurrence }) => `${key}:${occurrence}`), by, note }));
      return found.map((alert) => noted.find(({ id }) => id === alert.id) ?? alert);
    });
    onDone();
    return done;
  }

  /**
   * Notes that nobody looks after alerts any more. Those that nobody looks after, or that are over, stay as they are.
   *
   * @throws TribuneError NOT_FOUND for an unknown id, with nothing changed
   */
  async release(
    ids: readonly number[],
    { by, note }: { readonly by: string; readonly note: string },
  ): Promise<Alert[]> {
    const { acts, nowMs, onDone } = this.#deps;
    const done = await acts.run(releaseAlerts, async (tx) => {
      await tx.alerts.lock();
      const found = await tx.alerts.alerts(ids);
      const missing = ids.find((id) => !found.some((alert) => alert.id === id));
      if (missing !== undefined) throw unknownAlert(missing);
      const freed = found
        .filter(({ state, acknowledged }) => state === 'firing' && acknowledged !== null)
        .map((alert) => ({ ...alert, acknowledged: null }));
      if (freed.length === 0) return found;
      await tx.alerts.update(freed);
      // Groups of which everything was looked after wait for nothing. They are looked at again, and the time in which somebody looked after them is none
      // in which nobody did: who was told at the last step of an escalation would else be told at once.
      await tx.alerts.leave(
        freed.map(({ id }) => id),
        nowMs(),
      );
      tx.enter(alertsReleased({ alerts: freed.map(({ key, occurrence }) => `${key}:${occurrence}`), by, note }));
      return found.map((alert) => freed.find(({ id }) => id === alert.id) ?? alert);
    });
    onDone();
    return done;
  }

  /**
   * Has alerts that fit told to nobody for a time.
   *
   * @throws TribuneError BODY_INVALID for a silence without an end, with too late an end, or that would fit everything by an empty list
   */
  async silence({ matchers, fromMs, toMs, why }: WantedSilence, by: string): Promise<Silence> {
    const { acts, nowMs, longestSilenceMs, onDone } = this.#deps;
    const startsAtMs = Math.max(fromMs ?? 0, nowMs());
    if (matchers.length === 0)
      throw refused('a silence names no label', 'Name at least one, such as deployment=lending/prod.');
    const slip = matchers.find(({ label }) => labelMeant(label) !== null);
    if (slip !== undefined)
      throw refused(`no alert has the label ${JSON.stringify(slip.label)}`, `Did you mean ${labelMeant(slip.label)}?`);
    if (toMs <= startsAtMs)
      throw refused('a silence ends before it begins', `Give an end after ${new Date(startsAtMs).toISOString()}.`);
    if (toMs - startsAtMs > longestSilenceMs)
      throw refused(
        `a silence lasts ${days(toMs - startsAtMs)} days, and at most ${days(longestSilenceMs)} are allowed`,
        'Give an earlier end, and set it again when it is over; alerts.longestSilence in tribune.yaml is the limit.',
      );
    const silence: Silence = {
      ...{ id: acts.newId(), matchers, startsAtMs, endsAtMs: toMs, by, why, createdAtMs: nowMs() },
    };
    await acts.run(silenceAlerts, async (tx) => {
      await tx.alerts.saveSilence(silence);
      // Its groups are looked at when it begins, so that no time in which it holds counts as time in which nobody looked after them.
      await tx.alerts.touchAll(startsAtMs);
      const [from, to] = [startsAtMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string];
      tx.enter(alertsSilenced({ silence: silence.id, matchers: [...matchers], from, to, by, why }));
    });
    onDone();
    return silence;
  }

  /**
   * Ends a silence now; false where it is over already.
   *
   * @throws TribuneError NOT_FOUND for an unknown id
   */
  async endSilence(id: string, by: string): Promise<boolean> {
    const { acts, nowMs, onDone } = this.#deps;
    const isEnded = await acts.run(endSilence, async (tx) => {
      const silence = await tx.alerts.silence(id);
      if (silence === null)
        throw new TribuneError('NOT_FOUND', `there is no silence ${JSON.stringify(id)}`, {
          remedy: 'GET /v1/alerts/silences lists those that there are.',
        });
      if (silence.endsAtMs <= nowMs()) return false;
      await tx.alerts.saveSilence({ ...silence, endsAtMs: nowMs() });
      await tx.alerts.touchAll(nowMs());
      tx.enter(silenceEnded({ silence: id, by }));
      return true;
    });
    if (isEnded) onDone();
    return isEnded;
  }
}

export const unknownAlert = (id: number): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no alert ${id}`, { remedy: 'GET /v1/alerts lists those that there are.' });

const refused = (message: string, remedy: string): TribuneError =>
  new TribuneError('BODY_INVALID', message, { remedy });

const days = (ms: number): number => Math.round((ms / DAY_MS) * 100) / 100;
