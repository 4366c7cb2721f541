import type { Channel } from '../channels/index.js';
import { ALERTS_FOR_PEOPLE, ALERTS_PER_PART, type Notice, type noticeHead, toldAlert } from '../messages/index.js';
import type { Alert, AlertGroup, AlertStore, Delivery } from '../ports.js';
import type { NoticeKind } from '../rules/index.js';

/**
 * Says what changes of the monitor had set off by now, by their numbers: a sentence for each reaction; null where a row of it was changed.
 * Nothing is known of those that are not in the map.
 */
export type SetOffBy = (changes: readonly number[]) => Promise<ReadonlyMap<number, readonly string[] | null>>;

export type NewDelivery = Parameters<AlertStore['send']>[0][number];

/** The messages of a notice to one channel, one after the other, so that a large group is never in memory as a whole. */
export async function* messagesFor(
  channel: Channel,
  {
    group,
    number,
    kind,
    ids,
    head,
    publicUrl,
    setOffBy,
    store,
  }: {
    readonly group: AlertGroup;
    /** Number of the message in its group. */
    readonly number: number;
    readonly kind: NoticeKind;
    readonly ids: readonly number[];
    readonly head: ReturnType<typeof noticeHead>;
    readonly publicUrl: string | null;
    readonly setOffBy: SetOffBy;
    readonly store: Pick<AlertStore, 'alerts'>;
  },
): AsyncGenerator<NewDelivery> {
  const isAll = channel.reads === 'programs';
  const size = isAll ? ALERTS_PER_PART : ALERTS_FOR_PEOPLE;
  const of = isAll ? Math.max(1, Math.ceil(ids.length / size)) : 1;
  for (let part = 1; part <= of; part++) {
    const listed = ids.slice((part - 1) * size, part * size);
    const alerts = await store.alerts(listed);
    const setOff = await setOffOf(alerts, setOffBy);
    const key = `${group.uid}.${number}.${channel.name}.${part}`;
    const notice: Notice = {
      ...{ key, ...head, part: { number: part, of } },
      alerts: alerts.map((alert) => toldAlert(alert, { numbers: channel.numbers, publicUrl, setOff: setOff(alert) })),
      leftOut: isAll ? 0 : ids.length - listed.length,
    };
    const made: Pick<Delivery, 'key' | 'channel' | 'kind' | 'notice' | 'madeAtMs'> = {
      ...{ key, channel: channel.name, kind, notice: JSON.stringify(notice), madeAtMs: Date.parse(head.at) },
    };
    yield { ...made, alerts: listed };
  }
}

/** What each of these alerts had set off; null where it is not known, or where nothing could. */
async function setOffOf(
  alerts: readonly Alert[],
  setOffBy: SetOffBy,
): Promise<(alert: Alert) => readonly string[] | null> {
  const changes = [...new Set(alerts.flatMap((alert) => firedBy(alert) ?? []))];
  const known = changes.length === 0 ? null : await setOffBy(changes);
  return (alert) => {
    const change = firedBy(alert);
    return change === null ? null : (known?.get(change) ?? null);
  };
}

/** Number of the change of the monitor by which an alert fired; null for alerts of other sources, and of versions that did not keep it. */
function firedBy({ content: { facts } }: Alert): number | null {
  return typeof facts.firedBy === 'number' ? facts.firedBy : null;
}
