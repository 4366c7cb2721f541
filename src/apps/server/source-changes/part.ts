import { sourceWebhook } from '../../../adapters/channels/index.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { type Metric, observing } from '../../../core/base/metrics.js';
import { defineJob, type Job } from '../../../domain/jobs/index.js';
import type { Oversight } from '../../../domain/oversight/index.js';
import { SourceChanges } from '../../../domain/source-changes/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { changesConfiguration } from './configuration/index.js';

/** Opens the work that tells source systems of changes. */
export function sourceChangesPart(
  { configuration, incidents, clock, onProblem }: RoomContext,
  oversight: Oversight,
): { readonly jobs: readonly Job[]; readonly metrics: readonly Metric[] } {
  const { webhook, confirmWithin } = configuration.read(changesConfiguration);
  const nowMs = () => clock.nowMs();
  const tell =
    webhook === undefined
      ? null
      : sourceWebhook({ url: webhook.url, secret: webhook.secret, allowPrivate: webhook.privateAddress, nowMs });
  const changes = new SourceChanges({ oversight, tell, incidents, withinMs: confirmWithin, nowMs, onProblem });
  const { gauge } = observing(() => changes);
  const one = (value: (all: SourceChanges) => number) => (all: SourceChanges) => [[{}, value(all)] as const];
  return {
    jobs: [defineJob({ name: 'source-changes', everyMs: MINUTE_MS, run: () => changes.look() })],
    metrics: [
      gauge(
        'tribune_changes_unconfirmed',
        'Decisions that a case changed and of which nobody has confirmed that they are changed at their source.',
        one(({ waiting }) => waiting),
      ),
      gauge(
        'tribune_changes_late',
        'Of them those whose time to be confirmed is over.',
        one(({ late }) => late),
      ),
    ],
  };
}
