import { parsePolicy } from '../../core/policy/parse.js';
import type { Policy } from '../../core/policy/types.js';
import type { CliContext } from './context.js';
import { readTextFile, sha256Digest } from './io.js';

export interface LoadedPolicy {
  readonly policy: Policy;
  readonly digest: string;
  readonly path: string;
}

/** Reads and checks a policy; its warnings go to standard error. */
export async function loadPolicy(path: string, context: CliContext): Promise<LoadedPolicy> {
  const source = await readTextFile(path, 'policy', 'POLICY_UNREADABLE');
  const { policy, warnings } = parsePolicy(source, { file: path });
  for (const w of warnings) context.err(`warning ${path}:${w.line}:${w.column} ${w.message}\n`);
  return { policy, digest: sha256Digest(source), path };
}
