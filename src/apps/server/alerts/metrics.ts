import { type Metric, observing, type Sample } from '../../../core/base/metrics.js';
import type { AlertLook, Alerts } from '../../../domain/alerts/service/index.js';

/** Metrics of alerts. They are open to everybody, so that they name severities and channels, and nothing of what fires. */
export function alertMetrics(alerts: Pick<Alerts, 'look' | 'health'>): Metric[] {
  const shown = observing((): AlertLook | null => alerts.look);
  const channels = observing(() => alerts.health());
  const bySeverity = (value: (one: AlertLook['firing'][number]) => number) =>
    function* (look: AlertLook | null): Iterable<Sample<'severity'>> {
      for (const one of look?.firing ?? []) yield [{ severity: one.severity }, value(one)];
    };
  const byChannel = (value: (one: ReturnType<Alerts['health']>[number]) => number) =>
    function* (all: ReturnType<Alerts['health']>): Iterable<Sample<'channel'>> {
      for (const one of all) yield [{ channel: one.name }, value(one)];
    };
  return [
    shown.gauge(
      'tribune_alerts_firing',
      'Alerts that fire.',
      bySeverity(({ firing }) => firing),
      ['severity'],
    ),
    shown.gauge(
      'tribune_alerts_open',
      'Alerts that fire and that nobody looks after.',
      bySeverity(({ open }) => open),
      ['severity'],
    ),
    shown.gauge(
      'tribune_alert_messages_waiting',
      'Messages that wait to be sent.',
      function* (look): Iterable<Sample<'channel'>> {
        for (const { channel, waiting } of look?.waiting ?? []) yield [{ channel }, waiting];
      },
      ['channel'],
    ),
    channels.counter(
      'tribune_alert_messages_sent_total',
      'Messages that their receiver took.',
      byChannel(({ sent }) => sent),
      ['channel'],
    ),
    channels.counter(
      'tribune_alert_attempts_failed_total',
      'Attempts to send that failed.',
      byChannel(({ failures }) => failures),
      ['channel'],
    ),
    channels.counter(
      'tribune_alert_messages_given_up_total',
      'Messages that were given up; each has an entry in the log.',
      byChannel(({ gaveUp }) => gaveUp),
      ['channel'],
    ),
  ];
}
