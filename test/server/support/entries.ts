import { nodeRuntime } from '../../../src/adapters/runtime/index.js';
import type { ControlPlane } from '../../../src/apps/server/control-plane.js';
import { KeyPages } from '../../../src/domain/log/seal/key-pages.js';
import { openBatch } from '../../../src/domain/log/seal/open-batch.js';

/** What the entries of a type hold, in the order of the log. */
export async function entriesOf(
  { store }: Pick<ControlPlane, 'store'>,
  type: string,
  log: 'main' | 'reads' = 'main',
): Promise<unknown[]> {
  const deps = { store: store.keys, keyring: store.keyring, runtime: nodeRuntime };
  const pages = { payload: new KeyPages('payload', deps), attributes: new KeyPages('attributes', deps) };
  const found: unknown[] = [];
  for (const batch of await store.decisions.readFrom(log, 0, 100_000)) {
    if (batch.kind !== 'event') continue;
    const { payload, envelopes, which } = await openBatch({ runtime: nodeRuntime, pages }, batch);
    for (const [position, content] of payload.contents.entries())
      if (envelopes[which?.[position] ?? 0]!.includes(`"type":"${type}"`))
        found.push(JSON.parse(new TextDecoder().decode(content!)));
  }
  return found;
}
