import { binLabels } from '../../../core/policy/index.js';
import {
  type CountedBlock,
  REFUSED,
  type RefusedDeployment,
  type Sight,
  type WatchedDeployment,
} from '../../../domain/live-monitor/viewing/index.js';
import { STEPS, windowOf } from '../../../domain/monitor/index.js';
import type { FleetNode } from '../../../domain/monitor-review/index.js';
import { activeAt } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';

const iso = (ms: number | null | undefined): string | null => (ms == null ? null : new Date(ms).toISOString());

/** What is watched, and what is not. */
export function printList(
  {
    watched,
    refused,
    snapshot,
    lastChange,
  }: {
    readonly watched: readonly WatchedDeployment[];
    readonly refused: readonly RefusedDeployment[];
    readonly snapshot: RegistrySnapshot;
    readonly lastChange: number;
  },
  { sight, nowMs, only }: { readonly sight: Sight; readonly nowMs: number; readonly only: ReadonlySet<string> | null },
): object {
  const isAsked = (deployment: string): boolean => only?.has(deployment) ?? true;
  const told = watched.filter(({ epoch }) => isAsked(epoch.deployment));
  const names = new Set(told.map(({ epoch }) => epoch.deployment));
  const byId = new Map(snapshot.deployments.map((deployment) => [deployment.id, deployment]));
  const others = snapshot.deployments.filter(({ id }) => isAsked(id) && !names.has(id));
  const refusals = new Map(refused.map(({ deployment, why }) => [deployment, why]));
  return {
    watched: told.map((one) => {
      const known = byId.get(one.epoch.deployment);
      const activationPolicy = (known && activeAt(known, nowMs)?.policyDigest) ?? null;
      return {
        ...printDeployment(one, { sight, nowMs }),
        activationPolicy,
        ...(sight === 'persons' ? printCounts(one) : {}),
      };
    }),
    notWatched: others.map(({ id }) => ({
      deployment: id,
      reason: refusals.has(id)
        ? `${REFUSED}${sight === 'persons' ? ` (${refusals.get(id)})` : ''}: have it watched by another, tribune monitor watch`
        : 'nobody said by which policy: tribune monitor watch, or POST /v1/monitor/watches',
    })),
    falseAlarmsPerDay: told.reduce((sum, { summary }) => sum + summary.falseAlarmsPerDay, 0),
    lastChange,
  };
}

export function printDeployment(
  { epoch, evaluated, policy, summary, unwatched }: WatchedDeployment,
  { sight, nowMs }: { readonly sight: Sight; readonly nowMs: number },
) {
  const { plan } = policy;
  // To the millisecond they are the time of a single decision: whoever may see no person is told the block.
  const told = (ms: number | null): string | null =>
    iso(ms === null || sight === 'persons' ? ms : windowOf(plan, ms).from);
  return {
    ...{ deployment: epoch.deployment, epoch: epoch.epoch, policy: epoch.policyDigest, by: epoch.by },
    ...{ reason: epoch.reason, since: iso(epoch.beganAtMs) },
    blockSeconds: plan.blockMs / 1000,
    falseAlarmsPerDay: summary.falseAlarmsPerDay,
    watermark: told(epoch.watermarkMs),
    closedTo: iso(evaluated?.closedMs),
    closedAt: iso(evaluated?.closedAtMs),
    labelsClosedTo: policy.hasLabels ? iso(evaluated?.ripenedMs) : null,
    lastReceived: told(epoch.receivedMs),
    isSilent: isSilentNow(plan, epoch, { sight, nowMs }),
    isOutOfTime: epoch.lately?.isMostly ?? false,
    ...{ firing: summary.firing, alarms: summary.alarms, blocks: summary.blocks, unwatched },
  };
}

/**
 * Whether nothing came for longer than the policy allows (`quality.silence`), or else for as long as makes a series be without data. The first fires for everybody to the moment; of the second, whoever
 * may see no person is told once it is so of the whole block in which something came last.
 */
function isSilentNow(
  { facts, noDataAfterMs, blockMs }: WatchedDeployment['policy']['plan'],
  { receivedMs, beganAtMs }: WatchedDeployment['epoch'],
  { sight, nowMs }: { readonly sight: Sight; readonly nowMs: number },
): boolean {
  const [longestMs] = (facts ?? []).flatMap((fact) => (fact.kind === 'silence' ? [fact.longestMs] : []));
  if (longestMs !== undefined) return nowMs - (receivedMs ?? beganAtMs) > longestMs;
  if (receivedMs === null) return nowMs - beganAtMs >= noDataAfterMs;
  const lastMs = sight === 'persons' ? receivedMs : windowOf({ blockMs }, receivedMs).to;
  return nowMs - lastMs >= noDataAfterMs;
}

const printCounts = ({ epoch, summary, policy, state: { ripe } }: WatchedDeployment): object => ({
  series: summary.series,
  decisions: epoch.counts,
  ...(summary.beyond === undefined ? {} : { beyond: summary.beyond }),
  ...(policy.hasLabels ? { labels: { decisions: ripe.decisions, inTime: ripe.labelled } } : {}),
});

/** The bins of a histogram by their names. */
function printHistogram({ of, cut }: WatchedDeployment['policy']['plan']['histograms'][number]): object {
  const declared = cut.kind === 'bins' ? binLabels(cut.edges) : cut.levels;
  const other = cut.kind === 'bins' ? 'no number' : 'another value';
  return { of: namesOf(of), bins: [...declared, other, 'no value'] };
}

function namesOf(of: WatchedDeployment['policy']['plan']['histograms'][number]['of']): string {
  switch (of.kind) {
    case 'score':
      return 'score';
    case 'input':
      return of.column;
    case 'pair':
      return of.inputs.map(({ column }) => column).join(' + ');
    case 'undecided':
      return of.column === null ? 'no decision' : `no decision, with ${of.column}`;
    case 'same-inputs':
      return `the same ${of.columns.join(' + ')}`;
  }
}

/** How amounts and words are told apart, and what is summed, in smallest parts of their unit; nothing of other decisions. */
function printSums({ plan: { attributes, edges, words, moments, areas, lists } }: WatchedDeployment['policy']): object {
  return {
    ...(edges === undefined ? {} : { edges }),
    ...(words === undefined ? {} : { words }),
    ...(moments === undefined
      ? {}
      : { sums: moments.map(({ of, from, to }) => ({ of: momentText(of), from, to, steps: STEPS })) }),
    ...(areas === undefined ? {} : { scoresByLabel: areas }),
    ...(lists === undefined
      ? {}
      : { lists: lists.map(({ of, at }) => ({ of: listText(of), by: at.map((place) => attributes[place]!) })) }),
  };
}

type ListOf = NonNullable<WatchedDeployment['policy']['plan']['lists']>[number]['of'];

function listText(of: ListOf): string {
  switch (of.kind) {
    case 'exposure':
      return `exposure per ${of.per === 'shown' ? 'shown candidate' : 'candidate'}`;
    case 'top':
      return `candidates in the first ${of.k}`;
    case 'held':
      return `first ${of.k} places over the declared share`;
  }
}

function momentText(of: NonNullable<WatchedDeployment['policy']['plan']['moments']>[number]['of']): string {
  switch (of.kind) {
    case 'amount':
    case 'score':
    case 'width':
      return of.kind;
    case 'error':
      return 'amount - label';
    case 'absolute-error':
      return '|amount - label|';
    case 'squared-error':
      return '(amount - label)²';
    case 'covered':
      return 'label within the interval';
    case 'score-of':
      return `score of those predicted ${of.predicted === 1 ? 'positive' : 'negative'}`;
    case 'brier':
      return '(label - score)²';
    case 'calibration':
      return `label - score, ${of.band.from}-${of.band.to}`;
  }
}

/** A page of blocks; one more than its length was read, to tell whether there are others. */
export function printBlocks(
  { epoch, policy }: WatchedDeployment,
  blocks: readonly CountedBlock[],
  limit: number,
): object {
  const shown = blocks.slice(0, limit).map(({ startMs, endMs, pane: { cells, uncounted, labelsBefore = 0 } }) => ({
    ...{ from: iso(startMs), to: iso(endMs), cells, uncounted, labelsBefore },
  }));
  return {
    ...{ deployment: epoch.deployment, epoch: epoch.epoch, attributes: policy.plan.attributes },
    histograms: policy.plan.histograms.map(printHistogram),
    ...printSums(policy),
    blocks: shown,
    next: iso(blocks[limit]?.startMs),
  };
}

/**
 * The fleet as it is printed: a place has those below, and a requirement its series. Whoever may see no person is told what fires, as in the list of what is
 * watched, and nothing of evidence that moves with every decision, nor by the order in which places stand.
 */
export const printFleet = (
  { falseAlarmsPerDay, tree }: { readonly falseAlarmsPerDay: number; readonly tree: FleetNode },
  sight: Sight,
): object => ({ falseAlarmsPerDay, tree: sight === 'persons' ? printFleetNode(tree) : printFiring(tree) });

const printFleetNode = ({ children, series, ...rest }: FleetNode): object => ({
  ...rest,
  ...(rest.kind === 'requirement' ? { series } : { children: children.map(printFleetNode) }),
});

const printFiring = ({ kind, name, state, counts: { series, firing }, children }: FleetNode): object => ({
  ...{ kind, name, state: state === 'firing' ? state : 'watching', counts: { series, firing } },
  ...(kind === 'requirement' ? {} : { children: children.toSorted(byFiring).map(printFiring) }),
});

const byFiring = (one: FleetNode, other: FleetNode): number =>
  Number(other.counts.firing > 0) - Number(one.counts.firing > 0) || (one.name! < other.name! ? -1 : 1);
