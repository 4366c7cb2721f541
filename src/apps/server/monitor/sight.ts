import { TribuneError } from '../../../core/base/errors.js';
import type { Monitor } from '../../../domain/live-monitor/service/index.js';
import type { Sight } from '../../../domain/live-monitor/viewing/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { readerOf } from '../http/reader.js';
import type { Call } from '../http/route.js';

export interface MonitorRouteDeps extends Pick<ServerDeps, 'registry' | 'nowMs'> {
  readonly monitor: Monitor;
  /** Bounds how many feeds of changes are open at once. */
  readonly feeds: Slots;
  /** Bounds how many answers are made at once that read blocks back. */
  readonly replays: Slots;
}

/** What a caller must be allowed besides to be shown numbers of persons. */
export const SEES = ['decision.payload', 'decision.attributes'] as const;

/** Says what the caller may see: `persons` for a caller who may read every field of every decision, `groups` for all others. */
export async function sightOf(call: Pick<Call, 'may'>): Promise<Sight> {
  return (await call.may('decision.payload')) && (await call.may('decision.attributes')) ? 'persons' : 'groups';
}

/** The route that is asked for, whatever its query. */
const addressOf = ({ request }: Pick<Call, 'request'>): string => request.routeOptions.url ?? '';

type ReadingCall = Pick<Call, 'may' | 'request' | 'actor'>;

/** The sight of a caller; that numbers are read goes into the log of reads first. */
export async function sightNoted(call: ReadingCall, monitor: Monitor, deployment: string | null): Promise<Sight> {
  const sight = await sightOf(call);
  if (sight === 'persons')
    await monitor.noteRead(readerOf(call), { deployment, policy: null, address: addressOf(call) });
  return sight;
}

/** Throws `FORBIDDEN` for a caller who may not see every person; for others the log of reads is told first. */
export async function demandPersons(
  call: ReadingCall,
  monitor: Monitor,
  of: { readonly deployment: string | null; readonly policy: string | null },
): Promise<void> {
  if ((await sightOf(call)) === 'persons') return monitor.noteRead(readerOf(call), { ...of, address: addressOf(call) });
  throw new TribuneError('FORBIDDEN', 'counts and evidence by block show single persons of small groups', {
    remedy:
      'GET /v1/monitor and /v1/monitor/changes tell what fires. A key with monitor:read, decisions:read and attributes:read, or an account with the role auditor, gets every number.',
  });
}
