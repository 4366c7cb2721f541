import { useQuery } from '@tanstack/react-query';
import { namesQuery, sessionQuery } from '../api/queries.js';
import { shortDigest } from './digest.js';
import { Name } from './words.js';

/** Who did something, by name where the reader may know it: entries hold ids. */
export function Actor({ id }: { readonly id: string }) {
  const { data: session } = useQuery(sessionQuery);
  const { data: names } = useQuery(namesQuery);
  if (session !== undefined && id === `account:${session.id}`) return <span>you</span>;
  const name = names?.names[id];
  if (name !== undefined) return <Name>{id.startsWith('key:') ? `${name} (a key)` : name}</Name>;
  if (id === 'key:local') return <span>somebody beside the data folder</span>;
  return <Name>{actorWords(id)}</Name>;
}

/** Who did something without their name. */
export function actorWords(id: string): string {
  const [kind, rest = ''] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  if (kind === 'policy') return `the policy ${shortDigest(rest)}`;
  return id;
}
