import type { QueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import { readingQuery } from '../../api/cases.js';

/** Takes the next case; gives its id, or null where none waits for this reader. What came with it is shown without being asked for again. */
export async function takeNext(client: Pick<QueryClient, 'setQueryData'>): Promise<string | null> {
  const { case: found } = await call('POST /v1/cases/claim');
  if (found === null) return null;
  client.setQueryData(readingQuery(found.id).queryKey, found);
  return found.id;
}
