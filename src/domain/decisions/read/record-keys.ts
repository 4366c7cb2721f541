import { encodeHex } from '../../../core/ledger/index.js';
import type { Runtime } from '../../log/ports/index.js';
import type { RecordKeys } from './audit-row.js';

/** Length of a key in bytes: no two cases or lists share one. */
const KEY_BYTES = 16;
const encoder = new TextEncoder();

/** The keys of cases and lists as keyed hashes: who has not the key of the index can make none, and finds out neither a subject nor a name. */
export function recordKeys(runtime: Pick<Runtime, 'hmacSha256'>, indexKey: Uint8Array): RecordKeys {
  const keyOf = (kind: 'case' | 'list', names: readonly (string | null)[]): string => {
    const named = encoder.encode(`${kind} ${JSON.stringify(names)}`);
    return encodeHex(runtime.hmacSha256(indexKey, named).subarray(0, KEY_BYTES));
  };
  return {
    caseKey: ({ deployment, subject, case: name = null }) => keyOf('case', [deployment, subject, name]),
    listKey: ({ deployment, list }) => keyOf('list', [deployment, list]),
  };
}
