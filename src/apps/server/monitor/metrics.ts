import { DAY_MS } from '../../../core/base/durations.js';
import { type Metric, observing, type Sample } from '../../../core/base/metrics.js';
import type { Monitor, MonitorLook } from '../../../domain/live-monitor/service/index.js';
import type { WatchedDeployment } from '../../../domain/live-monitor/viewing/index.js';
import type { StateChange } from '../../../domain/monitor/index.js';
import { labelsOf, SERIES_LABELS, type SeriesLabels } from './series-labels.js';

/** Most series of one deployment whose numbers are shown; those that fire come first. */
const MOST_SERIES = 200;

export interface MetricOptions {
  readonly nowMs: () => number;
  readonly seriesMetrics: boolean;
}

/**
 * Metrics of the monitor. They are open to everybody, so that those that are always there show nothing that a person of a small group could be
 * seen by: what fires, how far blocks are, and a sign of life.
 */
export function monitorMetrics(monitor: Pick<Monitor, 'look' | 'view'>, options: MetricOptions): Metric[] {
  const look = (): MonitorLook | null => monitor.look;
  return [...alwaysShown(look, options), ...(options.seriesMetrics ? seriesShown(look, monitor.view) : [])];
}

type Look = () => MonitorLook | null;

function alwaysShown(look: Look, { nowMs }: MetricOptions): Metric[] {
  const { gauge, counter } = observing(look);
  const each = <Name extends string>(sample: (one: WatchedDeployment) => Iterable<Sample<Name>>) =>
    function* (seen: MonitorLook | null): Iterable<Sample<Name>> {
      for (const one of seen?.watched ?? []) yield* sample(one);
    };
  const named = (value: (one: WatchedDeployment) => number | null) =>
    each((one): Iterable<Sample<'deployment'>> => {
      const found = value(one);
      return found === null ? [] : [[{ deployment: one.epoch.deployment }, found]];
    });
  return [
    gauge(
      'tribune_monitor_heartbeat_seconds',
      'Time of the last run of the monitor in which every block that was complete was closed; it runs every 15 seconds.',
      (seen) => (seen === null ? [] : seen.atMs / 1000),
    ),
    gauge('tribune_monitor_watched', 'Deployments that are watched.', (seen) =>
      seen === null ? [] : seen.watched.length,
    ),
    gauge(
      'tribune_monitor_closed_seconds',
      'End of the last block that was closed.',
      named(({ evaluated }) => (evaluated?.closedMs == null ? null : evaluated.closedMs / 1000)),
      ['deployment'],
    ),
    gauge(
      'tribune_monitor_watermark_lag_seconds',
      'Time since the moment up to which every decision is believed to have come.',
      named(({ epoch }) => (epoch.watermarkMs === null ? null : (nowMs() - epoch.watermarkMs) / 1000)),
      ['deployment'],
    ),
    gauge(
      'tribune_monitor_silent_seconds',
      'Time since the last decision came.',
      named(({ epoch }) => (nowMs() - (epoch.receivedMs ?? epoch.beganAtMs)) / 1000),
      ['deployment'],
    ),
    gauge(
      'tribune_monitor_out_of_time',
      'Deployments of whose newest decisions nearly all are late or ahead of the clock, so that nothing judges them: 1; all others that are watched: 0.',
      named(({ epoch }) => (epoch.lately?.isMostly === true ? 1 : 0)),
      ['deployment'],
    ),
    gauge(
      'tribune_monitor_clocks_differ',
      'Deployments whose evidence began anew twice within a day because a clock was set back, and does not a third time: 1 for a day, then 0, as for all others that are watched.',
      named(({ epoch }) => Number(epoch.reason === 'clocks-differ' && Math.abs(nowMs() - epoch.beganAtMs) < DAY_MS)),
      ['deployment'],
    ),
    counter(
      'tribune_monitor_blocks_total',
      'Blocks that were closed under the policy in force.',
      named(({ summary }) => summary.blocks),
      ['deployment'],
    ),
    counter(
      'tribune_monitor_alarms_total',
      'Alarms under the policy in force.',
      named(({ summary }) => summary.alarms),
      ['deployment'],
    ),
    gauge(
      'tribune_monitor_firing',
      'Requirements of which a series fires: 1; all others that are watched: 0.',
      each(
        ({ epoch: { deployment }, policy, summary }): Iterable<Sample<'deployment' | 'requirement'>> =>
          requirementsOf(policy.plan).map((requirement) => [
            { deployment, requirement },
            summary.firing.includes(requirement) ? 1 : 0,
          ]),
      ),
      ['deployment', 'requirement'],
    ),
  ];
}

const requirementsOf = ({ watches, facts = [] }: WatchedDeployment['policy']['plan']): string[] => [
  ...new Set([...facts.map(({ id }) => id), ...watches.map(({ requirement }) => requirement)]),
];

/** Metrics of each series, for whom a configuration says that they may be seen. */
function seriesShown(look: Look, view: Pick<Monitor['view'], 'firstSeries'>): Metric[] {
  const { gauge } = observing(() => (look()?.watched ?? []).map((one) => shownSeries(one, view)));
  const shown = (value: (series: StateChange) => number | null) =>
    function* (all: readonly ShownSeries[]): Iterable<Sample<SeriesLabels>> {
      for (const series of all.flatMap((one) => one.series)) {
        const found = value(series);
        if (found !== null) yield [labelsOf(series), found];
      }
    };
  return [
    gauge(
      'tribune_fairness_gap',
      'What is measured of a series.',
      shown(({ estimate }) => estimate),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_fairness_gap_lower',
      'Lower end of its interval.',
      shown(({ lower }) => lower),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_fairness_gap_upper',
      'Upper end of its interval.',
      shown(({ upper }) => upper),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_evidence_log_ratio',
      'Logarithm of the evidence over that of the threshold; 1 is an alarm, or while it is on its end.',
      shown(({ logEvidence, logThreshold }) => logEvidence / logThreshold),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_drift_stability_index',
      'Population stability index of a histogram against its reference; drift itself is watched by its distance.',
      shown(({ drift }) => drift?.populationStability?.value ?? null),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_drift_stability_index_chance',
      'What that index exceeds in one of twenty samples of this size although nothing changed.',
      shown(({ drift }) => drift?.populationStability?.null95 ?? null),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_label_coverage_ratio',
      'Share of decisions with a label.',
      shown(({ labelCoverage }) => labelCoverage),
      SERIES_LABELS,
    ),
    gauge(
      'tribune_monitor_series_left_out',
      `Series beyond the ${MOST_SERIES} of a deployment whose numbers are shown.`,
      function* (all): Iterable<Sample<'deployment'>> {
        for (const { deployment, leftOut } of all) yield [{ deployment }, leftOut];
      },
      ['deployment'],
    ),
  ];
}

interface ShownSeries {
  readonly deployment: string;
  readonly series: readonly StateChange[];
  readonly leftOut: number;
}

function shownSeries(one: WatchedDeployment, view: Pick<Monitor['view'], 'firstSeries'>): ShownSeries {
  const { lines, leftOut } = view.firstSeries(one, MOST_SERIES);
  return { deployment: one.epoch.deployment, series: lines, leftOut };
}
