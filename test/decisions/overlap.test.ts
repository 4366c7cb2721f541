import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { printUuid, UUID_BYTES } from '../../src/core/base/uuid.js';
import { openDecisionService } from '../../src/domain/decisions/service.js';
import type { DecisionLog } from '../../src/domain/log/ports/index.js';
import { inlineSealer } from '../../src/domain/log/seal/seal-batch.js';
import type { Sealer } from '../../src/domain/log/seal/seal-job.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { testSigner } from '../support/ledger-log.js';
import { ndjson, record, registryDocument, sender } from './support/service.js';

/** What becomes of a step: it takes a while, and may fail before or after it had its effect. */
interface Fate {
  readonly ms: number;
  readonly fails: 'no' | 'before' | 'after';
}

const fate = fc.record({
  ms: fc.nat(3),
  fails: fc.oneof(
    { weight: 5, arbitrary: fc.constant('no' as const) },
    fc.constantFrom('before' as const, 'after' as const),
  ),
});

const gone = (): Error => new TribuneError('STORE_UNAVAILABLE', 'gone', { remedy: 'Wait.' });

/** Runs work as the next fate says; without further ones all goes well. */
function fated(fates: readonly Fate[]) {
  const left = [...fates];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const { ms, fails } = left.shift() ?? { ms: 0, fails: 'no' };
    await sleep(ms);
    if (fails === 'before') throw gone();
    const result = await work();
    if (fails === 'after') throw gone();
    return result;
  };
}

async function openWith(commits: readonly Fate[], seals: readonly Fate[]) {
  const stores = memoryStores();
  await applyRegistry(stores.registry, registryDocument, 0);
  const [commit, seal] = [fated(commits), fated(seals)];
  const decisions = new Proxy(stores.decisions, {
    get(target, name: keyof DecisionLog) {
      if (name === 'append')
        return (batches: Parameters<DecisionLog['append']>[0]) => commit(() => target.append(batches));
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const inline = inlineSealer(nodeRuntime, stores.keyring.indexKey());
  const sealer: Sealer = { seal: (jobs) => seal(() => inline.seal(jobs)) };
  const service = await openDecisionService({
    stores: { ...stores, decisions },
    registry: stores.registry,
    runtime: nodeRuntime,
    sealer,
    signers: { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') },
    limits: { recordsPerBatch: 4, recordsPerCommit: 8 },
  });
  return { service, stores };
}

/** Requests by the numbers of their records; a number twice is the same record again. */
const requests = fc.array(
  fc.record({ after: fc.nat(3), records: fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }) }),
  { minLength: 4, maxLength: 14 },
);

it('whatever fails, every record of an answered request is in the log once, and the log verifies', async () => {
  await fc.assert(
    fc.asyncProperty(
      requests,
      fc.array(fate, { maxLength: 8 }),
      fc.array(fate, { maxLength: 8 }),
      async (plan, commits, seals) => {
        const { service, stores } = await openWith(commits, seals);
        const all = Array.from({ length: 31 }, () => record());
        const send = async (body: Uint8Array) => {
          for (;;) {
            try {
              return (await service.ingest.decisions(body, sender)).answer;
            } catch (cause) {
              if (!(cause instanceof TribuneError) || cause.code !== 'STORE_UNAVAILABLE') throw cause;
              await sleep(5);
            }
          }
        };
        const answers = [];
        for (const { after, records } of plan) {
          answers.push(send(ndjson(records.map((number) => all[number]))));
          await sleep(after);
        }
        const answered = await Promise.all(answers);
        const wanted = new Set(plan.flatMap(({ records }) => records.map((number) => all[number]!.id)));
        const batches = await stores.decisions.readFrom('main', 0, 1000);
        const stored = batches.flatMap(({ ids, n }) =>
          Array.from({ length: n }, (_, i) => printUuid(ids.subarray(i * UUID_BYTES))),
        );
        expect(stored.sort()).toEqual([...wanted].sort());
        for (const [i, { accepted, duplicates }] of answered.entries()) {
          expect(accepted + duplicates).toBe(plan[i]!.records.length);
        }
        expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, i) => i));
        await service.log.publish();
        await service.log.verify();
        expect(service.log.checkpoint('main')?.size).toBe(wanted.size);
        await service.close();
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
