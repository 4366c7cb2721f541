import type { Channel } from '../channels/index.js';
import { ALERTS_FOR_PEOPLE, ALERTS_PER_PART, type Notice, type noticeHead, toldAlert } from '../messages/index.js';
import type { AlertGroup, AlertStore, Delivery } from '../ports.js';
import type { NoticeKind } from '../rules/index.js';

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
    store,
  }: {
    readonly group: AlertGroup;
    /** Number of the message in its group. */
    readonly number: number;
    readonly kind: NoticeKind;
    readonly ids: readonly number[];
    readonly head: ReturnType<typeof noticeHead>;
    readonly publicUrl: string | null;
    readonly store: Pick<AlertStore, 'alerts'>;
  },
): AsyncGenerator<NewDelivery> {
  const isAll = channel.reads === 'programs';
  const size = isAll ? ALERTS_PER_PART : ALERTS_FOR_PEOPLE;
  const of = isAll ? Math.max(1, Math.ceil(ids.length / size)) : 1;
  for (let part = 1; part <= of; part++) {
    const listed = ids.slice((part - 1) * size, part * size);
    const alerts = await store.alerts(listed);
    const key = `${group.uid}.${number}.${channel.name}.${part}`;
    const notice: Notice = {
      ...{ key, ...head, part: { number: part, of } },
      alerts: alerts.map((alert) => toldAlert(alert, { numbers: channel.numbers, publicUrl })),
      leftOut: isAll ? 0 : ids.length - listed.length,
    };
    const made: Pick<Delivery, 'key' | 'channel' | 'kind' | 'notice' | 'madeAtMs'> = {
      ...{ key, channel: channel.name, kind, notice: JSON.stringify(notice), madeAtMs: Date.parse(head.at) },
    };
    yield { ...made, alerts: listed };
  }
}
