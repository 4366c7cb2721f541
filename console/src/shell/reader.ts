import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { sessionQuery } from '../api/queries.js';

/** Begins anew, so that nothing that was shown to one reader, or typed by them, is there for the next. */
export function beginAnew(client: Pick<QueryClient, 'clear'>): void {
  client.clear();
  location.reload();
}

/** Begins anew where somebody else has signed in, such as in another tab. */
export function useOneReader(client: Pick<QueryClient, 'clear'>): void {
  const { data: session } = useQuery(sessionQuery);
  const first = useRef(session?.id);
  useEffect(() => {
    if (session === undefined) return;
    first.current ??= session.id;
    if (first.current !== session.id) beginAnew(client);
  }, [client, session]);
}
