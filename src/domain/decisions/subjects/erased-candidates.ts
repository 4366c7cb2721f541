import { BatchReader } from '../../log/read/index.js';
import type { ErasedCandidates } from '../ports/index.js';
import { envelopesOf, type RecordKeys } from '../read/audit-row.js';
import { recordKeys } from '../read/record-keys.js';
import type { Places, PlanDeps } from './plan.js';

const decoder = new TextDecoder();

interface Listed {
  readonly subject: string;
  readonly list?: string;
}

/** The lists of which decisions at some places are candidates, each with how many of them; a candidate decided on twice is one. */
export async function candidatesAt(deps: PlanDeps, own: Places, indexKey: Uint8Array): Promise<ErasedCandidates[]> {
  const keys = recordKeys(deps.runtime, indexKey);
  const lists = new Map<string, { candidates: Set<string>; index: number }>();
  for (const [seq, positions] of own) {
    const opened = await new BatchReader(deps, deps.log).opened(seq);
    const envelope = envelopesOf(opened);
    for (const position of positions) {
      const content = opened.payload.contents[position];
      const found = content ? keysOf(content, envelope(position).deployment, keys) : null;
      if (found === null) continue;
      const list = lists.get(found.listKey) ?? { candidates: new Set(), index: 0 };
      lists.set(found.listKey, list);
      list.candidates.add(found.caseKey);
      list.index = Math.max(list.index, opened.batch.firstIndex + position);
    }
  }
  return [...lists].map(([listKey, { candidates, index }]) => ({ listKey, index, n: candidates.size }));
}

/** Keys of the list and of the candidate; null for a decision that is of no list. */
function keysOf(
  content: Uint8Array,
  deployment: string,
  keys: RecordKeys,
): { readonly listKey: string; readonly caseKey: string } | null {
  const { subject, list } = JSON.parse(decoder.decode(content)) as Listed;
  if (list === undefined) return null;
  return { listKey: keys.listKey({ deployment, list }), caseKey: keys.caseKey({ deployment, subject, case: list }) };
}
