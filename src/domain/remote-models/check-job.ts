import { TribuneError } from '../../core/base/errors.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { RemoteModels } from './remote-models.js';

export interface CheckJobDeps {
  readonly remoteModels: Pick<RemoteModels, 'pinned' | 'check'>;
  /** Digests of the versions that serve or are tried out now. */
  readonly serving: () => Promise<readonly string[]>;
  readonly everyMs: number;
}

/** Most endpoints that the message of a failed run names. */
const NAMED = 3;
const WHY = { actor: 'remote-model-check', purpose: 'every version that serves is asked for its canaries' };

/**
 * The job that asks the endpoints of all versions that serve for their canaries. One that answers otherwise has its entry and its alert; one
 * that cannot be asked makes the run fail after the others were, because nothing is known of it.
 */
export const remoteModelCheckJob = ({ remoteModels, serving, everyMs }: CheckJobDeps): Job =>
  defineJob({
    name: 'remote-model-check',
    everyMs,
    async run() {
      const unknown: string[] = [];
      const unasked = (version: string, { message }: TribuneError): number => unknown.push(`${version}: ${message}`);
      for (const { version } of await remoteModels.pinned(await serving(), unasked)) {
        await remoteModels.check(version, WHY).catch((cause: unknown) => {
          if (!(cause instanceof TribuneError)) throw cause;
          unasked(version, cause);
        });
      }
      if (unknown.length > 0) throw notAsked(unknown);
    },
  });

const notAsked = (unknown: readonly string[]): TribuneError =>
  new TribuneError(
    'MODEL_UNREACHABLE',
    `nothing is known of ${unknown.length} pinned endpoint(s): ${unknown.slice(0, NAMED).join('; ')}${unknown.length > NAMED ? '; and more' : ''}`,
    {
      remedy:
        'See that each can be asked by the service, and that its canaries are held: tribune model canaries VERSION.',
    },
  );
