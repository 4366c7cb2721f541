import type { Clock } from '../../../core/base/clock.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { NumberFeed } from '../../../core/base/number-feed.js';
import type { Acts } from '../../acts/index.js';
import type { Log } from '../../log/api/index.js';
import type { LogEvent, PendingEvent, Runtime } from '../../log/ports/index.js';
import { AlertActs } from '../acts/index.js';
import { type Channel, ChannelQueue } from '../channels/index.js';
import { messageFailed } from '../events/index.js';
import type { FleetBudget, LedgerProof } from '../messages/index.js';
import type { AlertStore, DeliveryState } from '../ports.js';
import type { AlertRoute, Inhibition } from '../rules/index.js';
import { defineAlertSource, signalOf } from '../signals/index.js';
import { Intake, type SignalFeed } from '../taking/index.js';
import { type SetOffBy, Teller, type TellerTransactions } from '../telling/index.js';
import { Alerts, KEEP_MESSAGES_MS } from './alerts.js';

export const channelSource = defineAlertSource('channels', 'Channels of alerts that fail again and again.');

export interface AlertsDeps {
  readonly store: AlertStore;
  readonly transactions: TellerTransactions;
  readonly acts: Acts<{ readonly alerts: AlertStore }>;
  readonly log: Pick<Log, 'flushEvents'>;
  /** Sources that keep their own rows; signals that other rooms raise come besides. */
  readonly feeds: readonly SignalFeed[];
  readonly channels: readonly Channel[];
  readonly routes: readonly AlertRoute[];
  readonly inhibitions: readonly Inhibition[];
  readonly runtime: Runtime;
  readonly longestSilenceMs: number;
  readonly giveUpMs: number;
  readonly keepAlertsMs: number;
  readonly proof: () => LedgerProof | null;
  readonly fleet: () => Promise<FleetBudget | null>;
  readonly setOffBy: SetOffBy;
  readonly publicUrl: () => string | null;
  readonly onProblem: (cause: Error) => void;
}

/** Puts alerts together over their stores, channels and the log. */
export function openAlerts(deps: AlertsDeps): Alerts {
  const { store, transactions, acts, log, channels, routes, inhibitions, runtime, onProblem } = deps;
  const nowMs = (): number => runtime.nowMs();
  const newId = (): string => acts.newId();
  const flushEvents = (): Promise<void> => log.flushEvents();
  const pending = (event: LogEvent): PendingEvent => Object.assign({ ...event }, { id: newId(), log: 'main' as const });
  const giveUp = async (deliveries: readonly DeliveryState[]): Promise<number> => {
    const given = await transactions.run(async ({ stores: { alerts }, saveEvent }) => {
      let n = 0;
      for (const delivery of deliveries) {
        if (!(await alerts.saveDelivery(delivery))) continue;
        const { key: message, channel, attempts, problem } = delivery;
        await saveEvent(pending(messageFailed({ message, channel, attempts, problem: problem ?? '' })));
        n += 1;
      }
      return n;
    });
    if (given > 0) await flushEvents();
    return given;
  };
  const raised: SignalFeed = { name: 'raised', read: (after, limit) => store.raised(after, limit) };
  const feed = new NumberFeed(store, runtime);
  const onHealth = (channel: Channel, problem: string | null): Promise<void> =>
    store.raise([channelSignal(channel, problem, nowMs())]);
  const queues = channels.map(
    (channel) =>
      new ChannelQueue(channel, {
        store,
        clock: runtime,
        random: runtime,
        giveUpMs: deps.giveUpMs,
        giveUp,
        onHealth,
        onProblem,
      }),
  );
  const names = channels.map(({ name }) => name);
  const alerts: Alerts = new Alerts({
    ...{ store, queues, routes, inhibitions, feed, clock: runtime, onProblem },
    acts: new AlertActs({
      ...{ acts, store, nowMs, longestSilenceMs: deps.longestSilenceMs },
      onDone: () => {
        feed.changed();
        alerts.wake();
      },
    }),
    intake: new Intake({
      ...{ store, transactions, routes, nowMs, onProblem },
      ...{ feeds: [...deps.feeds, raised], newUid: newId },
    }),
    teller: new Teller({
      ...{ store, transactions, routes, inhibitions, channels, nowMs, newId, flushEvents },
      ...{ proof: deps.proof, fleet: deps.fleet, setOffBy: deps.setOffBy, publicUrl: deps.publicUrl, onProblem },
    }),
    dropStrays: (isClosed) => dropStrays({ store, names, nowMs, giveUp, isClosed }),
    keepMs: { messages: KEEP_MESSAGES_MS, alerts: Math.max(deps.keepAlertsMs, DAY_MS) },
  });
  return alerts;
}

/** Messages that are given up at once. */
const PAGE = 100;

/** Gives up messages of channels that the configuration names no more, with an entry each. */
async function dropStrays({
  store,
  names,
  nowMs,
  giveUp,
  isClosed,
}: {
  readonly store: AlertStore;
  readonly names: readonly string[];
  readonly nowMs: Clock['nowMs'];
  readonly giveUp: (deliveries: readonly DeliveryState[]) => Promise<number>;
  readonly isClosed: () => boolean;
}): Promise<void> {
  while (!isClosed()) {
    const strays = await store.waitingBeside(names, PAGE);
    if (strays.length === 0) return;
    const problem = 'the configuration names this channel no more';
    await giveUp(strays.map((stray) => ({ ...stray, state: 'failed', endedAtMs: nowMs(), problem })));
  }
}

const channelSignal = ({ name, kind }: Channel, problem: string | null, atMs: number) =>
  signalOf(channelSource, {
    key: name,
    state: problem === null ? 'resolved' : 'firing',
    severity: 'ticket',
    atMs,
    labels: { channel: name, kind: 'channel' },
    topic: `channel ${name}`,
    causes: [],
    content: {
      summary:
        problem === null
          ? `The channel ${name} (${kind}) takes messages again.`
          : `The channel ${name} (${kind}) fails again and again; its messages wait.`,
      lines: problem === null ? [] : [`Last problem: ${problem}`],
      facts: { channel: name, problem },
      actions:
        problem === null
          ? []
          : [`Mend its receiver or its section in tribune.yaml, and try it: tribune alerts test-channel ${name}`],
    },
  });
