import { counted } from '../../../core/base/counted.js';
import { DAY_MS } from '../../../core/base/durations.js';
import type { Alert } from '../../alerts/ports.js';
import { defineAlertSource, type Signal, signalOf } from '../../alerts/signals/index.js';
import type { Replay } from '../replays.js';

const replaySource = defineAlertSource(
  'replays',
  'Recorded decisions that came out otherwise when the service ran a sample of them again.',
);

/** Value of the label `kind` by which the alerts are found again. */
export const REPLAY_KIND = 'replay';
/** Decisions that are named. */
const MOST_NAMED = 5;
/** Time after which an alert ends whose version no sample holds any more, ms: it may decide nothing now. */
const UNSEEN_MS = 30 * DAY_MS;

/** The sample of one day. */
export interface Sampled {
  readonly day: string;
  /** Number of decisions from which it was drawn. */
  readonly of: number;
  /** Those that were run again. */
  readonly played: readonly Replay[];
}

/**
 * What has to be told: an alert for each version by which a decision came out otherwise, and the end of those that fire for a version whose
 * sample of this day came out the same as a whole, or that no sample has held for long. An end never says that what differed is mended.
 */
export function sampleSignals(sampled: Sampled, firing: readonly Alert[], nowMs: number): Signal[] {
  const byVersion = new Map<string, Replay[]>();
  for (const one of sampled.played) byVersion.set(one.version, [...(byVersion.get(one.version) ?? []), one]);
  const differing = [...byVersion].flatMap(([version, played]) => {
    const other = played.filter(({ equal }) => !equal);
    return other.length === 0 ? [] : [signal(version, { other, played, sampled, nowMs })];
  });
  const told = new Set(differing.map(({ key }) => key));
  const over = firing.filter(({ key, labels, startedAtMs }) => {
    if (told.has(key)) return false;
    return byVersion.has(labels.version!) || nowMs - startedAtMs >= UNSEEN_MS;
  });
  return [...differing, ...over.map((alert) => endOf(alert, byVersion.has(alert.labels.version!), nowMs))];
}

function signal(
  version: string,
  {
    other,
    played,
    sampled: { day, of },
    nowMs,
  }: {
    readonly other: readonly Replay[];
    readonly played: readonly Replay[];
    readonly sampled: Sampled;
    readonly nowMs: number;
  },
): Signal {
  const named = other.slice(0, MOST_NAMED);
  return signalOf(replaySource, {
    ...{ key: version, state: 'firing', severity: 'ticket', atMs: nowMs, topic: `replay ${version}`, causes: [] },
    labels: { kind: REPLAY_KIND, version },
    content: {
      summary: 'Recorded decisions came out otherwise when the bytes of the version that they name were run again.',
      lines: [
        `Version: ${version}`,
        `Day: ${day} (UTC), ${counted(of, 'decision')}`,
        `Sampled and run by this version: ${played.length}, of which ${other.length} came out otherwise`,
        ...named.map(({ id, differences }) => `${id}: ${[...new Set(differences.map((one) => one.of))].join(', ')}`),
      ],
      facts: {
        ...{ version, day, decisions: of, run: played.length, other: other.length },
        named: named.map(({ id }) => id),
      },
      actions: [
        `See what differs: tribune replay ${named[0]!.id} --server URL`,
        'Ask whether another version serves than the records name, whether the inputs are rounded or renamed on their way into the record, and who writes to the database.',
        'Where the score is computed in single precision, state what difference counts as none: replays.tolerance in tribune.yaml.',
      ],
    },
  });
}

function endOf({ labels, content, ...alert }: Alert, wasSeen: boolean, nowMs: number): Signal {
  const { key, source, severity, topic, causes } = alert;
  const summary = wasSeen
    ? 'The decisions of the last sample came out the same by this version; those that differed before are as they were.'
    : 'No sample has held a decision of this version for a while; nothing shows that those which differed are mended.';
  return {
    ...{ key, source, state: 'ended', severity, atMs: nowMs, labels, topic, causes },
    content: { ...content, summary, actions: [] },
  };
}
