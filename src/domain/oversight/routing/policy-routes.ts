import { oversight as section } from '../../../core/policy/open-sections/index.js';
import { readPolicy } from '../../audits/recorded/index.js';
import type { MonitorStore } from '../../live-monitor/ports.js';
import { RouteTable } from './table.js';

export interface RoutingDeps {
  readonly monitor: Pick<MonitorStore, 'lastEpoch' | 'policy'>;
  /** Whether an alert of a deployment fires. */
  readonly isAlerting: (deployment: string) => Promise<boolean>;
  readonly nowMs: () => number;
}

/** The policy by which a deployment is watched, where it routes. */
export interface Routing {
  readonly policy: string;
  readonly table: RouteTable;
  readonly isAlerting: boolean;
}

/** For how long it is remembered by which policy a deployment is watched, ms: it is asked for with the decisions, of which thousands come in a second. */
const REMEMBERED_MS = 2000;

/** The routes of the policies by which deployments are watched, each policy read once. */
export class PolicyRoutes {
  readonly #deps: RoutingDeps;
  readonly #tables = new Map<string, RouteTable | null>();
  readonly #known = new Map<string, { readonly routing: Routing | null; readonly untilMs: number }>();

  constructor(deps: RoutingDeps) {
    this.#deps = deps;
  }

  /** The routes of a deployment; null where it is not watched, or its policy routes nothing. */
  async of(deployment: string): Promise<Routing | null> {
    const nowMs = this.#deps.nowMs();
    const known = this.#known.get(deployment);
    if (known !== undefined && nowMs < known.untilMs && nowMs >= known.untilMs - REMEMBERED_MS) return known.routing;
    const routing = await this.#look(deployment);
    this.#known.set(deployment, { routing, untilMs: nowMs + REMEMBERED_MS });
    return routing;
  }

  async #look(deployment: string): Promise<Routing | null> {
    const { monitor, isAlerting } = this.#deps;
    const epoch = await monitor.lastEpoch(deployment);
    if (epoch === null || epoch.endSeq !== null) return null;
    const table = await this.#tableOf(epoch.policyDigest);
    return table === null ? null : { policy: epoch.policyDigest, table, isAlerting: await isAlerting(deployment) };
  }

  async #tableOf(digest: string): Promise<RouteTable | null> {
    const known = this.#tables.get(digest);
    if (known !== undefined) return known;
    const policy = await this.#deps.monitor.policy(digest);
    const read = policy === null ? null : readPolicy(policy, 'policy');
    const written = read?.policyDigest === digest ? section.of(read.policy) : undefined;
    const table = written === undefined ? null : new RouteTable(written);
    this.#tables.set(digest, table);
    return table;
  }
}
