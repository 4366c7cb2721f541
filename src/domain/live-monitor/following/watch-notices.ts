import type { BatchRecords } from '../../log/seal/index.js';
import { monitorUnwatched, monitorWatched } from '../events/index.js';

/** An entry that has a deployment watched, or no longer. */
export interface WatchNotice {
  readonly deployment: string;
  /** Digest of the policy; null where the deployment is not watched from there on. */
  readonly policy: string | null;
  readonly by: string;
}

const decoder = new TextDecoder();

/** Reads the notice at a position of a batch of events; null for other entries. */
export function readNotice({ payload, envelopes, which }: BatchRecords, position: number): WatchNotice | null {
  const { type } = JSON.parse(`${envelopes[which?.[position] ?? 0]!}}`) as { readonly type: string };
  const content = payload.contents[position];
  const isOurs = type === monitorWatched.type || type === monitorUnwatched.type;
  if (!isOurs || content === null || content === undefined) return null;
  const told = JSON.parse(decoder.decode(content)) as { deployment: string; policy?: string; by: string };
  return { deployment: told.deployment, policy: told.policy ?? null, by: told.by };
}
