import type { LogEvent } from '../../log/ports/index.js';
import type { StateChange } from '../../monitor/index.js';
import type { ExplainedChange } from '../../monitor-review/index.js';
import { alertEnded, alertFired, alertResolved } from '../events/index.js';
import type { Epoch } from '../ports.js';

/** What became of an alert, as a change of a series. A policy that changes ends it without showing anything. */
export type Change = ExplainedChange | EndedChange;

/** Why an epoch ended; `version-changed`: another version of this service watches more of the policy, or otherwise; `clock-set-back`: that of the service; `clocks-differ`: once more soon after. */
export type EndReason = 'policy-changed' | 'unwatched' | NonNullable<Epoch['reason']>;

export interface EndedChange extends Omit<StateChange, 'state'> {
  readonly state: 'ended';
  readonly reason: EndReason;
}

/** A change that is an entry of the log. Reactions and messages follow the log from there. */
export interface Alert {
  readonly change: Change;
  readonly event: LogEvent;
}

/** The alert that a change is; null for one that is none. */
export function alertOf(epoch: Epoch, change: StateChange): Alert | null {
  const { logEvidence, logThreshold } = change;
  const told = { ...seriesOf(epoch, change), logEvidence, logThreshold };
  if (change.state === 'firing') return { change, event: alertFired(told) };
  if (change.state === 'resolved') return { change, event: alertResolved(told) };
  return null;
}

/** Why an epoch ended, by the one after it; null where there is none. */
export function endReason({ endSeq }: Epoch, next: Epoch | null): EndReason {
  if (next?.reason != null) return next.reason;
  // Another epoch began where this one ended, and not only after a pause.
  return next !== null && next.fromSeq === endSeq! + 1 ? 'policy-changed' : 'unwatched';
}

/** The ends of the alerts that are on when an epoch ends. */
export function endedAlerts(epoch: Epoch, lines: readonly StateChange[], reason: EndReason): Alert[] {
  const at = new Date(epoch.endedAtMs!).toISOString();
  return lines
    .filter(({ state }) => state === 'firing')
    .map((line) => {
      const change: EndedChange = { ...line, at, state: 'ended', reason };
      return { change, event: alertEnded({ ...seriesOf(epoch, change), reason }) };
    });
}

const seriesOf = (
  { deployment, epoch, policyDigest: policy }: Epoch,
  { requirement, series, at }: Pick<StateChange, 'requirement' | 'series' | 'at'>,
) => ({ deployment, epoch, policy, requirement, group: series.group, reference: series.reference, at });
