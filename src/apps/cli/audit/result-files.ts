import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { TribuneError } from '../../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../../core/base/strict-json.js';
import type { Policy, ResultFile, ResultFiles } from '../../../core/policy/index.js';
import { reason } from '../frame/io.js';
import { besidePolicy, lookedIn } from './beside-policy.js';

/** Largest result file that is read, in bytes. */
const LARGEST_RESULT = 64 * 1024 * 1024;

/**
 * Reads the results of other commands that a policy names. A name is relative to the policy, or where nothing stands there to the working folder.
 *
 * @throws TribuneError `RESULT_INVALID` for a file that cannot be read, is too large, or is no JSON
 */
export async function readResultFiles(policy: Policy, policyPath: string): Promise<ResultFiles> {
  const names = new Set(
    policy.requirements.flatMap((one) => (one.compare === 'value' && one.from !== undefined ? [one.from.result] : [])),
  );
  const files = await Promise.all([...names].map(async (name) => [name, await readResult(name, policyPath)] as const));
  return Object.fromEntries(files);
}

async function readResult(name: string, policyPath: string): Promise<ResultFile> {
  const bytes = await readBytes(name, policyPath);
  try {
    const value: unknown = parseStrict(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, value };
  } catch (cause) {
    throw refusal(name, jsonFault(cause), cause);
  }
}

async function readBytes(name: string, policyPath: string): Promise<Uint8Array> {
  const path = await besidePolicy(name, policyPath);
  try {
    const { size } = await stat(path);
    if (size > LARGEST_RESULT) throw refusal(name, `has ${size} bytes; at most ${LARGEST_RESULT} are read`, undefined);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof TribuneError) throw cause;
    throw refusal(name, `cannot be read: ${reason(cause)}`, cause, ` ${lookedIn(name, policyPath)}`);
  }
}

const refusal = (name: string, what: string, cause: unknown, more = ''): TribuneError =>
  new TribuneError('RESULT_INVALID', `the result file ${name}, which the policy reads, ${what}`, {
    remedy: `Run the command that writes it first (--json, or --out FILE).${more}`,
    place: { file: name },
    cause,
  });
