import { type Metric, observing } from '../../../core/base/metrics.js';
import { STOP_MODES } from '../../../core/stops/index.js';
import type { StopBoard } from '../../../domain/stops/index.js';

/** What the switch shows of itself. */
export function stopMetrics(board: StopBoard, nowMs: () => number): Metric[] {
  const { gauge } = observing(() => board);
  const inForce = gauge(
    'tribune_stops_in_force',
    'Stops in force, by mode; drills are not counted.',
    ({ sure }) =>
      sure === null
        ? []
        : STOP_MODES.map((mode) => [{ mode }, sure.stops.filter((stop) => stop.mode === mode && !stop.drill).length]),
    ['mode'],
  );
  return [
    inForce,
    gauge(
      'tribune_stops_overdue',
      'Stops in force at which somebody was to have looked again by now.',
      ({ sure }) => (sure?.stops ?? []).filter(({ until }) => until !== null && Date.parse(until) <= nowMs()).length,
    ),
    gauge(
      'tribune_canaries',
      'Versions that are tried out on a share of the subjects, by whether they run or are held.',
      ({ sure }) =>
        sure === null
          ? []
          : ['running', 'held'].map((state) => [
              { state },
              sure.canaries.filter(({ isHeld }) => isHeld === (state === 'held')).length,
            ]),
      ['state'],
    ),
    gauge('tribune_stops_state_sure', '1 while the state of the switch is sure; else clients go safe.', ({ sure }) =>
      Number(sure !== null),
    ),
    gauge(
      'tribune_stops_clients',
      'Clients with a name that are connected.',
      ({ propagations }) => propagations.connected,
    ),
  ];
}
