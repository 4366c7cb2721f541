import type { Call } from '../http/route.js';

/** Says what the caller may see: `persons` for a caller who may read every field of every decision, `groups` for all others. */
export async function sightOf(call: Pick<Call, 'may'>): Promise<'persons' | 'groups'> {
  return (await call.may('decision.payload')) && (await call.may('decision.attributes')) ? 'persons' : 'groups';
}
