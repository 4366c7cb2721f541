import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.js';

/** Whether the roles of the reader allow an action, by the table of access of the service, which judges again whatever is asked of it. */
export type May = (action: string, isOwn?: boolean) => boolean;

/**
 * Says what the reader may do: what no role of theirs allows is not offered to them.
 *
 * @example useMay()('stops.throw', system.owner === session.name)
 */
export function useMay(): May {
  const { data: session } = useQuery(sessionQuery);
  return (action, isOwn = false) =>
    session !== undefined && (session.may.includes(action) || (isOwn && session.mayWithOwn.includes(action)));
}

/** Whether an action is allowed with some object at all, such as with the systems that the reader owns. */
export function useMaySome(action: string): boolean {
  const { data: session } = useQuery(sessionQuery);
  return session !== undefined && (session.may.includes(action) || session.mayWithOwn.includes(action));
}
