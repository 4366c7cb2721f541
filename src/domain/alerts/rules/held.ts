import type { Labels } from '../signals/index.js';
import { type Matcher, matches } from './matcher.js';
import type { Inhibition } from './routing.js';

/** A silence: alerts that it matches are told to nobody until it ends. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly startsAtMs: number;
  /** A silence always ends. */
  readonly endsAtMs: number;
  readonly by: string;
  readonly why: string;
  readonly createdAtMs: number;
}

/** Why an alert is told to nobody just now; null where it is. */
export type Held =
  | { readonly why: 'silenced'; readonly by: string }
  | { readonly why: 'inhibited'; readonly by: string };

/** What fires and may explain other alerts. */
export interface Explaining {
  /** Whether an alert with this topic fires. */
  readonly firesTopic: (topic: string) => boolean;
  /** Labels of the alerts that fire and match `when` of each inhibition, in their order. */
  readonly sources: readonly (readonly Labels[])[];
}

interface Judged {
  readonly labels: Labels;
  readonly topic: string;
  readonly causes: readonly string[];
}

/** Whether an alert is held back now, and by what. An alert never holds itself back. */
export function heldBy(
  alert: Judged,
  {
    silences,
    inhibitions,
    explaining,
    nowMs,
  }: {
    readonly silences: readonly Silence[];
    readonly inhibitions: readonly Inhibition[];
    readonly explaining: Explaining;
    readonly nowMs: number;
  },
): Held | null {
  const silence = silences.find(
    ({ matchers, startsAtMs, endsAtMs }) => startsAtMs <= nowMs && nowMs < endsAtMs && matches(matchers, alert.labels),
  );
  if (silence !== undefined) return { why: 'silenced', by: silence.id };
  const cause = alert.causes.find((topic) => topic !== alert.topic && explaining.firesTopic(topic));
  if (cause !== undefined) return { why: 'inhibited', by: cause };
  const at = inhibitions.findIndex(
    ({ when, mute, equal }, i) =>
      matches(mute, alert.labels) &&
      // What explains others is not itself explained by its own kind, or two alerts would hold back each other.
      !matches(when, alert.labels) &&
      explaining.sources[i]!.some((source) =>
        equal.every((label) => (source[label] ?? '') === (alert.labels[label] ?? '')),
      ),
  );
  return at < 0 ? null : { why: 'inhibited', by: `inhibit[${at}]` };
}
