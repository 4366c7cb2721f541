import { TribuneError } from '../../../core/base/errors.js';
import type { Change } from '../../live-monitor/closing/index.js';
import type { MonitorStore } from '../../live-monitor/ports.js';
import type { MonitorPolicies } from '../../live-monitor/watches/index.js';
import { type MonitorPlan, type Watch, watchNamed } from '../../monitor/index.js';
import { factHeadline } from '../../monitor-facts/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { NumberedSignal } from '../ports.js';
import { defineAlertSource, type Signal, signalKey, signalOf } from '../signals/index.js';
import type { SignalFeed } from '../taking/index.js';
import { actionsFor } from './actions.js';
import { groupText, linesOf } from './lines.js';

export const monitorSource = defineAlertSource(
  'monitor',
  'Requirements that the live monitor found broken, and data that it could not count.',
);

const UNREADABLE: readonly string[] = ['STORE_INVALID', 'POLICY_INVALID'];

export interface MonitorSignalsDeps {
  readonly store: Pick<MonitorStore, 'changes' | 'policyOf'>;
  readonly policies: Pick<MonitorPolicies, 'read'>;
  readonly registry: Pick<RegistryStore, 'load'>;
  readonly onProblem: (cause: Error) => void;
}

/**
 * The changes of the monitor as signals. They are rows that were committed with the states and the entries of the log that they are, in an
 * order that never changes, so that taking them on from a place loses none.
 */
export function monitorFeed({ store, policies, registry, onProblem }: MonitorSignalsDeps): SignalFeed {
  /** A policy that cannot be read keeps no alert away: it is told without its bounds, at the highest severity. */
  const readable = async <T>(read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (cause) {
      const isUnreadable = cause instanceof TribuneError && UNREADABLE.includes(cause.code);
      if (!isUnreadable) throw cause;
      onProblem(cause);
      return null;
    }
  };
  return {
    name: monitorSource.name,
    async read(after, limit) {
      const rows = await store.changes({ after, publicOnly: true, limit });
      if (rows.length === 0) return [];
      const { deployments, models } = await registry.load();
      const systems = new Map(models.map(({ id, system }) => [id, system]));
      const systemOf = new Map(deployments.map(({ id, model }) => [id, systems.get(model) ?? null]));
      /** What the changes of each epoch are told by: a burst has many of few. */
      const contexts = new Map<string, ChangeContext>();
      const contextOf = async (deployment: string, epoch: number): Promise<ChangeContext> => {
        const digest = await readable(() => store.policyOf(deployment, epoch));
        const plan = digest === null ? null : await readable(async () => (await policies.read(digest)).plan);
        return { epoch, digest, plan, system: systemOf.get(deployment) ?? null };
      };
      const signals: NumberedSignal[] = [];
      for (const { id, deployment, epoch, change } of rows) {
        const at = `${epoch} ${deployment}`;
        const context = contexts.get(at) ?? (await contextOf(deployment, epoch));
        contexts.set(at, context);
        signals.push({ place: id, signal: signalOfChange(JSON.parse(change) as Change, { ...context, id }) });
      }
      return signals;
    },
  };
}

/** What the changes of an epoch are told by. */
export interface ChangeContext {
  readonly epoch: number;
  readonly digest: string | null;
  readonly plan: MonitorPlan | null;
  readonly system: string | null;
}

/** The key of the alerts about what a change of the monitor is about. */
export const monitorAlertKey = (
  { deployment, requirement, component }: Pick<Change, 'deployment' | 'requirement' | 'component'>,
  { epoch, group }: { readonly epoch: number; readonly group: Change['series']['group'] | null },
): string => signalKey(monitorSource, writtenKey({ deployment, requirement, component }, epoch, group));

const writtenKey = (
  { deployment, requirement, component }: Pick<Change, 'deployment' | 'requirement' | 'component'>,
  epoch: number,
  group: Change['series']['group'] | null,
): string => JSON.stringify([deployment, epoch, requirement, component, group]);

/** What a change of the monitor is as a signal. */
export function signalOfChange(
  change: Change,
  { id: number, epoch, digest, plan, system }: ChangeContext & { readonly id: number },
): Signal {
  const { deployment, requirement, component, series, state, inhibitedBy } = change;
  const watch = plan === null ? null : (watchNamed(plan, change) ?? null);
  const group = groupText(series.group);
  const reference = series.reference === null ? null : groupText(series.reference);
  const fact = plan?.facts?.find(({ id: of }) => of === requirement) ?? null;
  const id = watch?.id ?? requirement;
  return signalOf(monitorSource, {
    key: writtenKey(change, epoch, series.group),
    state: state === 'firing' || state === 'resolved' ? state : 'ended',
    severity: (watch ?? fact)?.severity ?? 'page',
    atMs: Date.parse(change.at),
    labels: {
      deployment,
      requirement,
      group,
      ...(system === null ? {} : { system }),
      ...(component === null ? {} : { component }),
      ...(reference === null ? {} : { reference }),
      ...(watch?.metric == null ? {} : { metric: watch.metric }),
      kind: change.fact !== undefined || (watch !== null && watch.quality !== null) ? 'data-quality' : 'requirement',
    },
    topic: topicOf(deployment, id),
    causes: inhibitedBy.map((cause) => topicOf(deployment, cause)),
    content: {
      summary: summaryOf(change, { group, reference }),
      lines: linesOf(change, { watch, plan, digest, epoch }),
      facts: {
        ...{ ...factsOf(change, watch, plan), policy: digest, epoch },
        ...(state === 'firing' ? { firedBy: number } : {}),
      },
      actions: actionsFor(change, watch),
    },
  });
}

const topicOf = (deployment: string, watch: string): string => `monitor ${deployment} ${watch}`;

const STATES: Readonly<Record<string, string>> = {
  firing: 'fires',
  resolved: 'is kept again',
  ended: 'is no longer watched as it was; nothing shows that it is kept',
};

function summaryOf(
  { deployment, requirement, component, state, fact }: Change,
  { group, reference }: { readonly group: string; readonly reference: string | null },
): string {
  if (fact !== undefined)
    return state === 'ended'
      ? `${deployment}: ${requirement} ${STATES[state]}.`
      : `${deployment}: ${factHeadline(fact, state === 'firing')} (${requirement}).`;
  const of = `${requirement}${component === null ? '' : ` (${component})`}`;
  const who = group === '' ? '' : ` for ${group}${reference === null ? '' : ` against ${reference}`}`;
  return `${deployment}: the requirement ${of} ${STATES[state] ?? state}${who}.`;
}

/** What programs are told. Names and units are those of the monitor (contracts, Monitor). */
function factsOf(change: Change, watch: Watch | null, plan: MonitorPlan | null): Record<string, unknown> {
  const { at, estimate, lower, upper, level, n, nGroup, nReference, logEvidence, logThreshold, window } = change;
  return {
    ...{ at, estimate, lower, upper, level, n, nGroup, nReference },
    compare: watch?.compare ?? null,
    bound: watch?.bound ?? null,
    ...{ logEvidence, logThreshold, eValue: Math.exp(Math.min(logEvidence, MOST_LOG)) },
    falseAlarmsPerDay: plan?.falseAlarmsPerDay ?? null,
    window,
    // Of a change against an earlier time the estimate is what changed, which `compare` does not say.
    ...(change.change === undefined ? {} : { change: change.change }),
    labelCoverage: change.labelCoverage,
    labelCoverageReference: change.labelCoverageReference,
    labelBounds: change.labelBounds,
    dataQuality: { firing: change.inhibitedBy },
    ...(change.fact === undefined ? {} : { fact: change.fact, logEvidence: null, logThreshold: null, eValue: null }),
  };
}

/** Largest logarithm whose number a double holds. */
const MOST_LOG = 709;
