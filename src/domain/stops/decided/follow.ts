import { printUuid } from '../../../core/base/uuid.js';
import { reaches, routeOf } from '../../../core/stops/index.js';
import type { Follower } from '../../followers/index.js';
import { LiveBatch, type LiveDecision } from '../../live-monitor/following/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import { type BatchRecords, idAt } from '../../log/seal/index.js';
import type { RegistrySnapshot, RegistryStore } from '../../registry/ports.js';
import { type ToldStop, tellStops } from '../board/index.js';
import { followSwitch } from '../following/index.js';
import type { Stop } from '../model/index.js';
import type { StopStore } from '../model/ports.js';
import { isPersonsOr, questionOf } from './decided-under.js';
import type { DecidedStore, DecidedWhileStopped } from './ports.js';

export interface DecidedDeps {
  readonly stops: Pick<StopStore, 'settledRevision' | 'list'>;
  readonly registry: Pick<RegistryStore, 'load'>;
}

/** Stores that the follower writes to. */
export interface DecidedStores {
  readonly followers: FollowerStore;
  readonly decidedWhileStopped: DecidedStore;
}

/** Follows the main log: a decision that was made while a stop stood over its deployment is counted, by whether the model was to decide it. */
export function followDecided({ stops, registry }: DecidedDeps): Follower<DecidedStores> {
  const everThrown = {
    stops,
    list: (page: { readonly before: string | null; readonly limit: number }) => stops.list({ ended: true, ...page }),
    sinceMs: ({ sinceMs }: Stop) => sinceMs,
  };
  return followSwitch<Stop, DecidedStores>('decided-while-stopped', everThrown, async (decisions, thrown) => {
    // Drills change no decision.
    const real = thrown.filter(({ drill }) => !drill);
    if (real.length === 0) return undefined;
    const known = await registry.load();
    const found = decisions.flatMap((opened) => decidedIn(opened, real, known));
    return found.length === 0 ? undefined : ({ decidedWhileStopped }) => decidedWhileStopped.add(found);
  });
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
