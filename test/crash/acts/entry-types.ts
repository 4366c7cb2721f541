import type { Store } from '../../../src/adapters/postgres/open-store.js';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import type { LogName } from '../../../src/domain/log/ports/index.js';
import { KeyPages } from '../../../src/domain/log/seal/key-pages.js';
import { openBatch } from '../../../src/domain/log/seal/open-batch.js';

/** Types of the entries of events in a log, in order. */
export async function entryTypes({ decisions, keys, keyring }: Store, log: LogName = 'main'): Promise<string[]> {
  const deps = { store: keys, keyring, runtime: nodeRuntime };
  const pages = { payload: new KeyPages('payload', deps), attributes: new KeyPages('attributes', deps) };
  const types: string[] = [];
  for (const batch of await decisions.readFrom(log, 0, Number.MAX_SAFE_INTEGER)) {
    if (batch.kind !== 'event') continue;
    const { payload, envelopes, which } = await openBatch({ runtime: nodeRuntime, pages }, batch);
    for (const position of payload.contents.keys())
      types.push((JSON.parse(`${envelopes[which?.[position] ?? 0]}}`) as { type: string }).type);
  }
  return types;
}
