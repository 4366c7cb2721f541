import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Where a file that a policy names may stand: beside the policy, or in the working folder. */
export const placesOf = (name: string, policyPath: string): readonly string[] => [
  ...new Set([resolve(dirname(policyPath), name), resolve(name)]),
];

/** Where a file that a policy names stands: beside the policy, or where nothing stands there in the working folder. */
export async function besidePolicy(name: string, policyPath: string): Promise<string> {
  const places = placesOf(name, policyPath);
  for (const place of places) if (await exists(place)) return place;
  return places.at(-1)!;
}

/** Where a file that is nowhere was looked for, for the remedy. */
export const lookedIn = (name: string, policyPath: string): string =>
  `Its name is relative to the policy. Looked for: ${placesOf(name, policyPath).join(', ')}.`;

/** Whether something stands at a path, be it a link that leads nowhere or what may not be read: in its stead no other of the same name is taken. */
export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== undefined && BARRED.has(code),
  );

/** Errors of a path that may lead to something. */
const BARRED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ELOOP']);
