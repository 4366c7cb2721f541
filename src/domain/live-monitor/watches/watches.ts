import { TribuneError } from '../../../core/base/errors.js';
import { type Acts, defineAct } from '../../acts/index.js';
import { readPolicy } from '../../audits/recorded/index.js';
import { demandDeclared } from '../../audits/source/index.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import type { MonitorPlan } from '../../monitor/index.js';
import { monitorUnwatched, monitorWatched } from '../events/index.js';
import type { Epoch, MonitorStore } from '../ports.js';
import { readWatched } from './watched-policy.js';

const watchDeployment = defineAct('monitor.watch', { enters: [monitorWatched] });
const unwatchDeployment = defineAct('monitor.unwatch', { enters: [monitorUnwatched] });

/** Acts that say what is watched. */
export const monitorActs = [watchDeployment, unwatchDeployment] as const;

/** How often it is tried to have an entry heeded: a lost connection takes one, and the new one serves the next. */
const TRIES = 3;

export interface WatchesDeps {
  readonly acts: Acts<{ readonly monitor: MonitorStore }>;
  readonly store: Pick<MonitorStore, 'lastEpoch' | 'openEpochs'>;
  readonly history: Pick<DecisionHistory, 'deployment'>;
  /** Resolves when the follower of the monitor took every entry that there is now. */
  readonly followed: () => Promise<void>;
}

/** What came of the wish to have a deployment watched. */
export interface WatchedOne {
  readonly deployment: string;
  readonly outcome: 'watched' | 'changed' | 'unchanged';
  readonly epoch: Epoch;
}

/** What came of the wish to have deployments watched by a policy. */
export interface Watched {
  readonly policyDigest: string;
  readonly plan: MonitorPlan;
  /** In the order in which they were asked for. */
  readonly watched: readonly WatchedOne[];
}

/**
 * Says which deployment is watched by which policy. What is said is an entry of the log; the follower heeds it where it stands, so that it is
 * certain which decisions counted under which policy.
 */
export class Watches {
  readonly #deps: WatchesDeps;

  constructor(deps: WatchesDeps) {
    this.#deps = deps;
  }

  /**
   * Has deployments watched by a policy from now on: all of them or, where one cannot be, none. By the same policy one goes on as it is; another one begins a new epoch. Each leaves
   * an entry, and all of it is one act, since the log and the follower are waited for once.
   *
   * @throws TribuneError POLICY_INVALID, OUTCOME_UNSUPPORTED for a policy about other decisions, NOT_FOUND for an unknown deployment
   */
  async watch(deployments: readonly string[], policyText: string, by: string): Promise<Watched> {
    const { acts, history } = this.#deps;
    const known = await Promise.all(deployments.map((deployment) => history.deployment(deployment)));
    const unknown = deployments.filter((_, i) => known[i] === undefined);
    if (unknown.length > 0) throw unknownDeployments(unknown);
    const { digest, plan } = readWatched(policyText, 0);
    const { outcome: decided } = readPolicy(policyText, 'policy').policy.data;
    for (const [i, deployment] of deployments.entries()) demandDeclared(decided, known[i]!.outcome, deployment);
    const before = await this.#current(deployments);
    const others = deployments.filter((deployment) => before.get(deployment)?.policyDigest !== digest);
    if (others.length > 0) {
      await acts.run(watchDeployment, async (tx) => {
        await tx.monitor.keepPolicy(digest, policyText);
        for (const deployment of others) tx.enter(monitorWatched({ deployment, policy: digest, by }));
      });
      await this.#heeded();
    }
    const after = others.length > 0 ? await this.#current(deployments) : before;
    const outcomeOf = (deployment: string) => {
      if (before.get(deployment)?.policyDigest === digest) return 'unchanged';
      return before.has(deployment) ? 'changed' : 'watched';
    };
    const watched = deployments.map((deployment) => {
      const epoch = after.get(deployment);
      if (epoch === undefined) throw goneMeanwhile(deployment);
      return { deployment, outcome: outcomeOf(deployment), epoch } as const;
    });
    return { policyDigest: digest, plan, watched };
  }

  /**
   * Has a deployment watched no longer; false where it is not watched.
   *
   * @throws TribuneError NOT_FOUND where nothing is known by this name: whoever mistypes it would think it done
   */
  async unwatch(deployment: string, by: string): Promise<boolean> {
    if (!(await this.#current([deployment])).has(deployment)) {
      if ((await this.#deps.history.deployment(deployment)) === undefined) throw unknownDeployments([deployment]);
      return false;
    }
    await this.#deps.acts.run(unwatchDeployment, async (tx) => tx.enter(monitorUnwatched({ deployment, by })));
    await this.#heeded();
    return true;
  }

  /** Resolves when the follower took everything that is recorded now. */
  followed(): Promise<void> {
    return this.#deps.followed();
  }

  /**
   * Waits for the follower to heed an entry. The act stands already, so a connection that the follower loses meanwhile must not be told as a
   * failure of the act: the follower goes on from its place at the next try.
   */
  async #heeded(): Promise<void> {
    for (let left = TRIES; ; left--) {
      try {
        await this.#deps.followed();
        return;
      } catch (cause) {
        if (left <= 1) throw cause;
      }
    }
  }

  /** The epochs that last, of those that are watched. */
  async #current(deployments: readonly string[]): Promise<ReadonlyMap<string, Epoch>> {
    await this.#deps.followed();
    const { store } = this.#deps;
    const [first, ...others] = deployments;
    const found = others.length === 0 ? [await store.lastEpoch(first!)] : await store.openEpochs();
    const asked = new Set(deployments);
    const lasting = found
      .filter((one) => one !== null)
      .filter(({ endSeq, deployment }) => endSeq === null && asked.has(deployment));
    return new Map(lasting.map((one) => [one.deployment, one]));
  }
}

/** Unknown deployments that are named. */
const MOST_NAMED = 5;

function unknownDeployments(deployments: readonly string[]): TribuneError {
  const named = deployments.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
  const more = deployments.length > MOST_NAMED ? `, and ${deployments.length - MOST_NAMED} more` : '';
  return new TribuneError('NOT_FOUND', `there is no deployment ${named.join(', ')}${more}`, {
    remedy: 'Register it first: tribune admin apply. GET /v1/registry lists those that there are.',
  });
}

const goneMeanwhile = (deployment: string): TribuneError =>
  new TribuneError('CONFLICT', `somebody had ${JSON.stringify(deployment)} watched no longer meanwhile`, {
    remedy: 'See GET /v1/monitor/policies, and ask again where it is to be watched.',
  });
