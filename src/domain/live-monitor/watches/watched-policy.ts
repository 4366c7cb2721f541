import type { Policy } from '../../../core/policy/index.js';
import { readPolicy } from '../../audits/recorded/index.js';
import { bindLive, isLiveName, liveColumn } from '../../audits/source/index.js';
import {
  demandWatches,
  lateLabel,
  type MonitorPlan,
  type Observation,
  type Observed,
  observer,
  planMonitor,
} from '../../monitor/index.js';
import { observeAlike } from './alike.js';
import type { TextBytes, WatchedDecision } from './watched-decision.js';

/** A policy as the monitor uses it on recorded decisions. */
export interface WatchedPolicy {
  readonly digest: string;
  /** The policy file, verbatim. */
  readonly text: string;
  readonly plan: MonitorPlan;
  /** Whether some series wait for labels. */
  readonly hasLabels: boolean;
  /** Makes of a recorded decision what panes count, or says why they do not. */
  readonly observe: (decision: Omit<WatchedDecision, 'subject'>) => Observed;
  /** Gives an observation without a label the one that became known later. */
  readonly withLabel: (observation: Observation, label: unknown) => Observation;
  /** Forgets the decisions that it observed. */
  readonly forget: () => void;
  /** The person, or the declared cluster of people, that counts once in a block. */
  readonly clusterOf: (decision: Pick<WatchedDecision, 'subject' | 'lookup'>) => ClusterName;
}

/** The name of a person or of a cluster; no person equals a cluster whatever their names. */
export interface ClusterName {
  readonly name: TextBytes;
  readonly isPerson: boolean;
}

const encoder = new TextEncoder();

/**
 * Reads a policy for watching recorded decisions: its columns are bound as those of an audit of them.
 *
 * @param seed 32 random bits that nobody outside knows, for tables of what was read
 * @throws TribuneError POLICY_INVALID also where nothing of it can be watched
 */
export function readWatched(policyText: string, seed: number): WatchedPolicy {
  const { policy, policyDigest } = readPolicy(policyText, 'policy');
  const plan = planMonitor(policy);
  demandWatches(plan);
  const cluster = plan.cluster === null ? null : liveColumn(plan.cluster);
  const bound = bindLive(policy).policy;
  const placeOf = placeReader(bound);
  const observe = observeAlike(observer(bound, plan, liveInputs(policy, bound)), seed);
  return {
    digest: policyDigest,
    text: policyText,
    plan,
    hasLabels: plan.watches.some(({ phase }) => phase === 'labels'),
    observe,
    withLabel: lateLabel(bound, plan),
    forget: () => observe.forget(),
    clusterOf: ({ subject, lookup }) =>
      within(clusterName(subject, cluster === null ? null : lookup(cluster)), placeOf(lookup)),
  };
}

/** Gives the stage, or the list, that a decision is of; null where decisions are neither. */
function placeReader({ data: { outcome } }: Policy): (lookup: WatchedDecision['lookup']) => string | number | null {
  if (outcome?.type === 'ranking') return (lookup) => JSON.stringify(lookup(outcome.list));
  if (outcome?.type !== 'stages') return () => null;
  const columns = outcome.stages.map(({ column }) => column);
  return (lookup) => columns.findIndex((column) => lookup(column) !== null);
}

/** A person counts once in a block at each stage, and in each list: whoever passes two of them on one day tells something of both. */
function within({ name, isPerson }: ClusterName, place: string | number | null): ClusterName {
  if (place === null) return { name, isPerson };
  const before = encoder.encode(`${place} `);
  const bytes = new Uint8Array(before.length + name.end - name.start);
  bytes.set(before);
  bytes.set(name.bytes.subarray(name.start, name.end), before.length);
  return { name: { bytes, start: 0, end: bytes.length }, isPerson };
}

/** A decision without a value of the cluster stands for its subject alone. */
function clusterName(subject: TextBytes, value: ReturnType<WatchedDecision['lookup']>): ClusterName {
  if (value === null || value === undefined) return { name: subject, isPerson: true };
  const bytes = encoder.encode(String(value));
  return { name: { bytes, start: 0, end: bytes.length }, isPerson: false };
}

/**
 * The column of an input, or of a declared cause, that is counted: of the score by its name in the policy that of the score; else the input of that name;
 * `attributes.x`, `inputs.x.y`, `metadata.x` and fields may be named too.
 */
const liveInputs =
  ({ data }: Policy, { data: bound }: Policy) =>
  (name: string): string => {
    if (bound.score !== null && name === data.score) return bound.score;
    // What a record says besides, such as how long it took, is no input of the decision.
    if (name.startsWith('metadata.')) return name;
    return isLiveName(name) ? liveColumn(name) : `inputs.${name}`;
  };
