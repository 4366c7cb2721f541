import { printUuid } from '../../../core/base/uuid.js';
import { reaches, routeOf } from '../../../core/stops/index.js';
import { defineFollower, type Follower } from '../../followers/index.js';
import { LiveBatch, type LiveDecision } from '../../live-monitor/following/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import { type BatchRecords, idAt } from '../../log/seal/index.js';
import { MAX_AHEAD_MS } from '../../records/index.js';
import type { RegistrySnapshot, RegistryStore } from '../../registry/ports.js';
import { type ToldStop, tellStops } from '../board/index.js';
import type { Stop } from '../model/index.js';
import type { StopStore } from '../model/ports.js';
import { isPersonsOr, questionOf } from './decided-under.js';
import type { DecidedStore, DecidedWhileStopped } from './ports.js';

/** Decisions are looked at this often, ms: a transaction for every commit would cost more than the look. */
const EVERY_MS = 500;
/** A page of stops. */
const PAGE = 500;

export interface DecidedDeps {
  readonly stops: Pick<StopStore, 'settledRevision' | 'list'>;
  readonly registry: Pick<RegistryStore, 'load'>;
}

/** Stores that the follower writes to. */
export interface DecidedStores {
  readonly followers: FollowerStore;
  readonly decidedWhileStopped: DecidedStore;
}

/**
 * Follows the main log: a decision that was made while a stop stood over its deployment is counted, by whether the model was to decide it. A
 * stop that is being thrown is waited for, so that no decision is missed that was made after it.
 */
export function followDecided(deps: DecidedDeps): Follower<DecidedStores> {
  let known: { readonly revision: number; readonly stops: readonly Stop[] } | null = null;
  const stopsNow = async (): Promise<readonly Stop[]> => {
    const revision = await deps.stops.settledRevision();
    if (known?.revision !== revision) known = { revision, stops: revision === 0 ? [] : await everThrown(deps.stops) };
    return known.stops;
  };
  return defineFollower<DecidedStores>({
    name: 'decided-while-stopped',
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    pace: { everyMs: EVERY_MS },
    async take({ batches }) {
      const decisions = batches.filter(({ batch }) => batch.kind === 'decision');
      if (decisions.length === 0) return undefined;
      const lastMs = Math.max(...decisions.map(({ batch }) => batch.receivedAtMs)) + MAX_AHEAD_MS;
      const stops = (await stopsNow()).filter(({ sinceMs }) => sinceMs <= lastMs);
      if (stops.length === 0) return undefined;
      const registry = await deps.registry.load();
      const found = decisions.flatMap((opened) => decidedIn(opened, stops, registry));
      if (found.length === 0) return undefined;
      return { write: ({ decidedWhileStopped }) => decidedWhileStopped.add(found) };
    },
  });
}

/** Every stop that was thrown, drills excepted: these change no decision. */
async function everThrown(stops: DecidedDeps['stops']): Promise<Stop[]> {
  const found: Stop[] = [];
  for (let before: string | null = null; ; ) {
    const page: Stop[] = await stops.list({ ended: true, before, limit: PAGE });
    found.push(...page.filter(({ drill }) => !drill));
    if (page.length < PAGE) return found;
    before = page.at(-1)!.id;
  }
}

/**
 * The decisions of a batch that were made while one of these stops stood over them. Of one that was erased before, nothing is known but its
 * deployment, so that it is left out.
 */
function decidedIn(opened: BatchRecords, stops: readonly Stop[], registry: RegistrySnapshot): DecidedWhileStopped[] {
  const batch = new LiveBatch(opened);
  const all = tellStops(stops, registry);
  const byDeployment = new Map(
    batch.deployments.map((deployment) => [deployment, all.filter((stop) => isOver(stop, deployment))]),
  );
  const endsMs = new Map(stops.map(({ id, end }) => [id, end?.atMs ?? Number.POSITIVE_INFINITY]));
  const found: DecidedWhileStopped[] = [];
  for (let at = 0; at < batch.length; at++) {
    const deployment = batch.deploymentAt(at);
    const over = byDeployment.get(deployment)!;
    const made = over.length === 0 ? null : batch.decisionAt(at);
    if (made === null) continue;
    const atMs = made.decidedAtMs;
    const told = over.filter(({ id, since }) => Date.parse(since) <= atMs && atMs < endsMs.get(id)!);
    const one = told.length === 0 ? null : judged(made, { deployment, told, registry });
    if (one !== null) found.push({ ...one, deployment, atMs, decision: printUuid(idAt(opened.batch, at)) });
  }
  return found;
}

const isOver = ({ reach }: ToldStop, deployment: string): boolean =>
  reach.deployments === 'all' || reach.deployments.includes(deployment);

interface Over {
  readonly deployment: string;
  /** The stops in force over it at the time of the decision. */
  readonly told: readonly ToldStop[];
  readonly registry: RegistrySnapshot;
}

/** What the stops said of a decision, and whether it came about so; null where none of them holds for it. */
function judged(
  made: LiveDecision,
  { deployment, told, registry }: Over,
): Pick<DecidedWhileStopped, 'stop' | 'kind' | 'said' | 'route' | 'version'> | null {
  const names = [...new Set(told.flatMap(({ reach }) => Object.keys(reach.where ?? {})))];
  const context = Object.fromEntries(
    names.map((name) => [name, textAt(made, name === PLACE ? name : `attributes.${name}`)]),
  );
  const [version, route] = [textAt(made, 'version'), textAt(made, 'route') ?? ''];
  const { bytes, start, end } = made.subject;
  const subject = decoder.decode(bytes.subarray(start, end));
  const question = questionOf({ deployment, version, subject, decidedAtMs: made.decidedAtMs, context }, registry);
  const { route: said, stop } = routeOf(told, question);
  if (said !== 'model' && stop !== null)
    return { stop: stop.id, kind: isPersonsOr(route) ? 'kept' : 'against', said, route, version };
  const left = told.find(({ reach }) => reaches(reach, question));
  return left === undefined ? null : { stop: left.id, kind: 'allowed', said, route, version };
}

/** The place of a decision, which a stop for a place asks for by this name. */
const PLACE = 'jurisdiction';
const decoder = new TextDecoder();

function textAt({ lookup }: LiveDecision, column: string): string | null {
  const value = lookup(column);
  return value === null || value === undefined ? null : String(value);
}
