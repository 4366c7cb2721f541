import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Where a file that a policy names stands: beside the policy, or where nothing stands there in the working folder. */
export async function besidePolicy(name: string, policyPath: string): Promise<string> {
  const beside = resolve(dirname(policyPath), name);
  return (await exists(beside)) ? beside : resolve(name);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
