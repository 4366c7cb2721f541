import { SECOND_MS } from '../../../core/base/durations.js';
import { readPolicy } from '../../../domain/audits/recorded/index.js';
import type { WatchedDeployment } from '../../../domain/live-monitor/viewing/index.js';
import type { Watch } from '../../../domain/monitor/index.js';
import { basisText, metricWords, unitOf } from '../../../domain/wording/index.js';

/** The policy by which a deployment is watched, with what of it is watched in words. */
export function printPolicy({ epoch, policy: { digest, text, plan } }: WatchedDeployment): object {
  const { name, version, owner, purpose, requirements } = readPolicy(text, 'policy').policy;
  return {
    ...{ deployment: epoch.deployment, digest, name, version, owner, purpose, text },
    blockSeconds: plan.blockMs / SECOND_MS,
    labelHorizonSeconds: plan.labelHorizonMs === null ? null : plan.labelHorizonMs / SECOND_MS,
    noDataAfterSeconds: plan.noDataAfterMs / SECOND_MS,
    ...{ falseAlarmsPerDay: plan.falseAlarmsPerDay, minGroupSize: plan.minGroupSize, level: plan.level },
    watches: plan.watches.map((watch) => {
      const written = requirements.find(({ id }) => id === watch.requirement);
      return {
        ...{ requirement: watch.requirement, component: watch.component, title: titleOf(watch), by: watch.by },
        ...{ compare: watch.compare, unit: unitOfWatch(watch), bound: watch.bound, severity: watch.severity },
        waitsForLabels: watch.phase === 'labels',
        isAboutData: watch.metric === null,
        basis: written === undefined ? null : basisText(written.basis),
        rationale: written?.rationale ?? null,
      };
    }),
    since: new Date(epoch.beganAtMs).toISOString(),
    by: epoch.by,
  };
}

function titleOf({ metric, component, quality }: Watch): string {
  if (quality?.kind === 'unreadable') return 'decisions that cannot be read';
  if (quality?.kind === 'missing') return `decisions without ${quality.attribute}`;
  if (metric === null) return 'decisions with a label';
  return metricWords(component ?? metric).label;
}

/** Shares of the data are shares; what is compared has the unit of its comparison. */
const unitOfWatch = ({ metric, component, compare }: Watch) =>
  metric === null ? 'share' : unitOf({ metric: component ?? metric, compare } as Parameters<typeof unitOf>[0]);
