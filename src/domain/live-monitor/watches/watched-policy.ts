import type { RowLookup } from '../../../core/policy/bind/index.js';
import { readPolicy } from '../../audits/recorded/index.js';
import { bindLive, liveColumn } from '../../audits/source/index.js';
import { demandWatches, type MonitorPlan, type Observed, observer, planMonitor } from '../../monitor/index.js';

/** A policy as the monitor uses it on recorded decisions. */
export interface WatchedPolicy {
  readonly digest: string;
  readonly plan: MonitorPlan;
  /** Whether some series wait for labels. */
  readonly hasLabels: boolean;
  /** Makes of a recorded decision what panes count, or says why they do not. */
  readonly observe: (lookup: RowLookup) => Observed;
  /** The person, or the declared cluster of people, that counts once in a block. */
  readonly clusterOf: (decision: { readonly subject: string; readonly lookup: RowLookup }) => string;
}

/**
 * Reads a policy for watching recorded decisions: its columns are bound as those of an audit of them.
 *
 * @throws TribuneError POLICY_INVALID also where nothing of it can be watched
 */
export function readWatched(policyText: string): WatchedPolicy {
  const { policy, policyDigest } = readPolicy(policyText, 'policy');
  const plan = planMonitor(policy);
  demandWatches(plan);
  const cluster = plan.cluster === null ? null : liveColumn(plan.cluster);
  return {
    digest: policyDigest,
    plan,
    hasLabels: plan.watches.some(({ phase }) => phase === 'labels'),
    observe: observer(bindLive(policy).policy, plan),
    clusterOf: ({ subject, lookup }) => clusterKey(subject, cluster === null ? null : lookup(cluster)),
  };
}

/** A decision without a value of the cluster stands for its subject alone, whom no value of the column equals. */
const clusterKey = (subject: string, value: ReturnType<RowLookup>): string =>
  value === null || value === undefined ? `s ${subject}` : `c ${String(value)}`;
