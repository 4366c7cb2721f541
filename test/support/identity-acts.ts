import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { MemoryDecisionLog } from '../../src/apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../src/apps/testing/stores/memory-outbox.js';
import { memoryTransactions, type Savable } from '../../src/apps/testing/stores/memory-transactions.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { type Act, Acts } from '../../src/domain/acts/index.js';
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

type IdentityActs = ReturnType<typeof memoryIdentityActs>;

/** The same acts beside those of other rooms, which find their tables away. */
export function actsWithoutTables(acts: IdentityActs): Pick<IdentityActs, 'run' | 'carryOut' | 'newId'> {
  const isHere = (act: Act): boolean => (identityActs as readonly Act[]).includes(act);
  const away = () => Promise.reject(new TribuneError('STORE_UNAVAILABLE', 'no tables of this room are here'));
  return {
    newId: () => acts.newId(),
    run: (act, work) => (isHere(act) ? acts.run(act, work) : away()),
    carryOut: (act, work) => (isHere(act) ? acts.carryOut(act, work) : away()),
  };
}
