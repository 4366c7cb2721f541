import { parsePolicy } from '../../../core/policy/api.js';
import type { Policy } from '../../../core/policy/index.js';
import type { CliContext } from '../frame/context.js';
import { readTextFile, sha256Digest } from '../frame/io.js';

export interface LoadedPolicy {
  readonly policy: Policy;
  readonly digest: string;
  readonly path: string;
  /** The text of the file. */
  readonly source: string;
}

/** Reads and checks a policy; its warnings go to standard error. Where nothing has been decided yet, it need not bind decisions. */
export async function loadPolicy(
  path: string,
  context: CliContext,
  { isUndecided = false }: { readonly isUndecided?: boolean } = {},
): Promise<LoadedPolicy> {
  const source = await readTextFile(path, 'policy', 'POLICY_UNREADABLE');
  const { policy, warnings } = parsePolicy(source, { file: path, isUndecided });
  for (const w of warnings) context.err(`warning ${path}:${w.line}:${w.column} ${w.message}\n`);
  return { policy, digest: sha256Digest(source), path, source };
}
