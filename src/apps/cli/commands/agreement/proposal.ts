import { TribuneError } from '../../../../core/base/errors.js';
import type { PersonSession } from '../../service/person.js';

/** What waits for a second person, as the service tells it. */
export interface ListedProposal {
  readonly id: string;
  readonly act: string;
  readonly request: unknown;
  readonly proposedBy: string;
  readonly expiresAt: string;
}

/** What one person did alone and nobody has reviewed. */
export interface ListedUse {
  readonly id: string;
  readonly act: string;
  readonly reason: string;
  readonly by: string;
  readonly reviewBy: string;
  readonly isOverdue: boolean;
}

export const waitingProposals = async (person: Pick<PersonSession, 'get'>): Promise<readonly ListedProposal[]> =>
  ((await person.get('/v1/agreements')) as { readonly proposals: readonly ListedProposal[] }).proposals;

/** Where a proposal is confirmed or turned down: each room has a place of its own. */
export function placeOf({ id, act, request }: Pick<ListedProposal, 'id' | 'act' | 'request'>): string {
  const own = encodeURIComponent(id);
  if (act.startsWith('gate.')) return `/v1/gate-proposals/${own}`;
  if (act !== 'stop.resume') return `/v1/agreements/${own}`;
  const { stop } = request as { readonly stop: string };
  return `/v1/stops/${encodeURIComponent(stop)}/resumptions/${own}`;
}

/** The proposal of an id. @throws TribuneError NOT_FOUND */
export async function demandProposal(person: Pick<PersonSession, 'get'>, id: string): Promise<ListedProposal> {
  const found = (await waitingProposals(person)).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new TribuneError('NOT_FOUND', `no proposal ${JSON.stringify(id.slice(0, 80))} waits`, {
    remedy: 'It was confirmed, turned down or has expired: tribune agreement list says what waits.',
  });
}
