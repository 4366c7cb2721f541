import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { MemoryDecisionLog } from '../../src/apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../src/apps/testing/stores/memory-outbox.js';
import { memoryTransactions, type Savable } from '../../src/apps/testing/stores/memory-transactions.js';
import { Acts } from '../../src/domain/acts/index.js';
import { identityActs } from '../../src/domain/identity/acts.js';
import type { IdentityStore } from '../../src/domain/identity/ports.js';
import type { LogEvent } from '../../src/domain/log/ports/index.js';

/** Acts over an identity store in memory; `onEntry` is told what would become an entry. */
export function memoryIdentityActs(
  store: IdentityStore & Savable,
  onEntry: (event: LogEvent) => unknown = () => undefined,
): Acts<{ readonly identity: IdentityStore }> {
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  return new Acts({
    transactions: memoryTransactions(outbox, { identity: store }),
    log: {
      isSaved: (event) => outbox.waits(event),
      async flushEvents() {
        for (const { id, type, payload } of await outbox.pending()) {
          await onEntry({ type, payload } as LogEvent);
          await outbox.done(id);
        }
      },
    },
    runtime: nodeRuntime,
    acts: identityActs,
  });
}
