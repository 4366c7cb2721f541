import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { activeAt, type Deployment } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { Canary, WantedCanary } from './types.js';

/** Most steps of one canary: it is told whole, and nobody changes one so often by hand. */
const MOST_STEPS = 200;

const refused = (message: string, remedy: string): TribuneError => new TribuneError('INVALID', message, { remedy });

/**
 * Refuses a canary of what is not registered or not served; gives the version that is served.
 *
 * @throws TribuneError INVALID, NOT_FOUND
 */
export function demandCanary(
  { deployment, version, share, reason }: WantedCanary,
  { deployments, versions }: Pick<RegistrySnapshot, 'deployments' | 'versions'>,
  nowMs: number,
): string {
  demandShare(share);
  demandReason(reason);
  const found = deployments.find(({ id }) => id === deployment);
  if (found === undefined) {
    const near = suggest(
      deployment,
      deployments.map(({ id }) => id),
    );
    throw new TribuneError('NOT_FOUND', `there is no deployment ${JSON.stringify(deployment)}`, {
      remedy: near === null ? 'GET /v1/registry lists every deployment.' : `Did you mean ${JSON.stringify(near)}?`,
    });
  }
  if (!versions.some(({ model, digest }) => model === found.model && digest === version))
    throw new TribuneError('NOT_FOUND', `the model ${found.model} has no version ${version}`, {
      remedy: 'Register the version that is to be tried out: tribune admin apply.',
    });
  const incumbent = activeAt(found, nowMs)?.version;
  if (incumbent === undefined)
    throw refused(`${deployment} serves no version yet`, 'Activate one first: what is tried out is held against it.');
  if (incumbent === version)
    throw refused(`${deployment} serves ${version} already`, 'Name another version of the model.');
  return incumbent;
}

/**
 * Refuses to promote while another activation is to begin: it would come after, and take away what was promoted.
 *
 * @throws TribuneError CONFLICT
 */
export function demandNothingPlanned({ id, activations }: Deployment, nowMs: number): void {
  const last = activations.at(-1);
  if (last === undefined || last.fromMs <= nowMs) return;
  throw new TribuneError(
    'CONFLICT',
    `${id} is to serve ${last.version} from ${new Date(last.fromMs).toISOString()} on, as was registered`,
    { remedy: 'Promote it after that time, or roll it back.' },
  );
}

export function demandShare(share: number): void {
  if (!(share > 0 && share <= 1))
    throw refused(`the share ${share} is none`, 'Give a number above 0 up to 1, such as 0.05.');
}

export function demandReason(reason: string): void {
  if (reason.trim() === '') throw refused('a canary needs a reason', 'Say in a sentence why.');
}

/** @throws TribuneError CONFLICT for one that ended */
export function demandOn(canary: Canary): void {
  if (canary.end !== null)
    throw new TribuneError('CONFLICT', `the canary ${canary.id} was ${canary.end.how.replace('-', ' ')} already`, {
      remedy: `GET /v1/canaries/${canary.id} says when and by whom.`,
    });
}

/** Refuses another step beyond the bound. To hold one is not asked it: the safe side is always open, and what is held takes no more steps. */
export function demandRoom(canary: Canary): void {
  if (canary.steps.length >= MOST_STEPS)
    throw new TribuneError('CONFLICT', `the canary ${canary.id} was changed ${MOST_STEPS} times already`, {
      remedy: 'Roll it back or promote it, and start another one.',
    });
}

export const unknownCanary = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no canary ${id}`, { remedy: 'GET /v1/canaries lists them.' });
