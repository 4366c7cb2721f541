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
  readonly store: Pick<MonitorStore, 'lastEpoch'>;
  readonly history: Pick<DecisionHistory, 'deployment'>;
  /** Resolves when the follower of the monitor took every entry that there is now. */
  readonly followed: () => Promise<void>;
}

/** What came of the wish to have a deployment watched. */
export interface Watched {
  readonly outcome: 'watched' | 'changed' | 'unchanged';
  readonly policyDigest: string;
  readonly plan: MonitorPlan;
  readonly epoch: Epoch;
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
   * Has a deployment watched by a policy from now on. By the same policy it goes on as it is; another one begins a new epoch.
   *
   * @throws TribuneError POLICY_INVALID, OUTCOME_UNSUPPORTED for a policy about other decisions, NOT_FOUND for an unknown deployment
   */
  async watch(deployment: string, policyText: string, by: string): Promise<Watched> {
    const { acts, history } = this.#deps;
    const known = await history.deployment(deployment);
    if (known === undefined) throw unknownDeployment(deployment);
    const { digest, plan } = readWatched(policyText, 0);
    demandDeclared(readPolicy(policyText, 'policy').policy.data.outcome, known.outcome, deployment);
    const before = await this.#current(deployment);
    if (before?.policyDigest === digest) return { outcome: 'unchanged', policyDigest: digest, plan, epoch: before };
    await acts.run(watchDeployment, async (tx) => {
      await tx.monitor.keepPolicy(digest, policyText);
      tx.enter(monitorWatched({ deployment, policy: digest, by }));
    });
    await this.#heeded();
    const epoch = (await this.#current(deployment))!;
    return { outcome: before === null ? 'watched' : 'changed', policyDigest: digest, plan, epoch };
  }

  /**
   * Has a deployment watched no longer; false where it is not watched.
   */
  async unwatch(deployment: string, by: string): Promise<boolean> {
    if ((await this.#current(deployment)) === null) return false;
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

  /** The epoch that lasts; null where the deployment is not watched. */
  async #current(deployment: string): Promise<Epoch | null> {
    await this.#deps.followed();
    const last = await this.#deps.store.lastEpoch(deployment);
    return last === null || last.endSeq !== null ? null : last;
  }
}

const unknownDeployment = (deployment: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no deployment ${JSON.stringify(deployment)}`, {
    remedy: 'Register it first: tribune admin apply. GET /v1/registry lists those that there are.',
  });
