import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { type ReadBody, readItems } from '../../src/domain/decisions/ingest/read-items.js';
import type { DecisionServices } from '../../src/domain/decisions/service.js';
import { IdFingerprints } from '../../src/domain/recent-ids/id-fingerprints.js';
import { PlainRecordReader } from '../../src/domain/records/plain-record.js';
import { RegistryView } from '../../src/domain/registry/view.js';
import { asSent, judgeBatches, partlyRepeated, type Sent } from '../support/generators/batches.js';
import {
  decisionMembers,
  type Members,
  objectText,
  strangeMembers,
  withMember,
} from '../support/generators/records.js';
import { memoryService } from '../support/memory-service.js';
import { all, reader, sender, version } from './support/service.js';

const nowMs = Date.UTC(2026, 10, 22);
const places = { deployment: 'compas/prod', latestMs: nowMs };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const registry = new RegistryView({
  systems: [],
  models: [{ id: 'compas', system: 'compas', description: '' }],
  versions: [{ model: 'compas', digest: version, label: '1' }],
  deployments: [
    {
      id: 'compas/prod',
      model: 'compas',
      environment: 'prod',
      activations: [{ fromMs: Number.NEGATIVE_INFINITY, version, cutoff: 0.5, policyDigest: null }],
    },
  ],
});

const isPlain = (text: string): boolean => {
  const bytes = utf8(text);
  return new PlainRecordReader(bytes, nowMs).read({ line: 1, start: 0, end: bytes.length });
};

const ROUTE = /"(automatic|reviewed|fallback)"/;

/** The same record in a spelling that only the full reader takes. */
const forFullReader = (text: string): string =>
  text.replace(ROUTE, (_, word: string) => `"\\u00${word.charCodeAt(0).toString(16)}${word.slice(1)}"`);

const read = (lines: readonly string[]): ReadBody =>
  readItems(utf8(lines.join('\n')), {
    kind: 'decision',
    form: 'ndjson',
    nowMs,
    registry,
    fingerprints: new IdFingerprints(1),
    randomBytes: nodeRuntime.randomBytes,
  });

/** Everything that reading a body gives, but the bytes. */
function resultOf({ records, rejected, repeats }: ReadBody) {
  const { n, ids, lines, contexts, which, subjects, subjectEnds } = records;
  return {
    rejected,
    repeats,
    n,
    ids: [...ids],
    lines: [...lines],
    contexts: Array.from({ length: n }, (_, i) => contexts[which[i]!]),
    subjects: Array.from({ length: n }, (_, i) => [...subjects.subarray(subjectEnds[i - 1] ?? 0, subjectEnds[i])]),
  };
}

const sentText = (members: Members, { how }: Sent): string => objectText(asSent(members, how));

describe('the plain and the full reader', () => {
  it('give the same result for every record, taken or refused', () => {
    let plain = 0;
    const members = fc.oneof(decisionMembers(places), strangeMembers(places));
    fc.assert(
      fc.property(fc.array(members, { minLength: 1, maxLength: 20 }), (records) => {
        const lines = records.map(objectText);
        plain += lines.filter(isPlain).length;
        expect(lines.map(forFullReader).filter(isPlain)).toEqual([]);
        expect(resultOf(read(lines.map(forFullReader)))).toEqual(resultOf(read(lines)));
      }),
    );
    expect(plain).toBeGreaterThan(0);
  });

  it('refuse numbers that a double has no room for, too large or too near to zero', () => {
    const [members] = fc.sample(decisionMembers(places), 1) as [Members];
    for (const number of ['1e400', '1e-400', '-1e-400', '2e-324', `0.${'0'.repeat(400)}1`]) {
      for (const [key, value] of [
        ['score', number],
        ['inputs', `{"a":[${number}]}`],
      ] as const) {
        const line = objectText(withMember(members, key, value));
        expect(isPlain(line)).toBe(false);
        expect(read([line]).rejected).toMatchObject([{ code: 'RECORD_FIELD_INVALID' }]);
        expect(resultOf(read([forFullReader(line)]))).toEqual(resultOf(read([line])));
      }
    }
  });

  it('take every record that follows the contract', () => {
    fc.assert(
      fc.property(decisionMembers(places), (members) => {
        expect(read([objectText(members)]).rejected).toEqual([]);
      }),
    );
  });
});

/** What the log says of records, by their ids. */
async function shown(service: DecisionServices, records: readonly Members[]) {
  return Promise.all(
    records.map(async (members) => {
      const view = await service.reading.decision(JSON.parse(idOf(members)) as string, all, reader);
      return view && { record: view.record, attributes: view.attributes };
    }),
  );
}

const idOf = (members: Members): string => members.find(([key]) => key === 'id')![1];

describe('batches of which a part came before', () => {
  const pool = fc.uniqueArray(decisionMembers(places), { minLength: 24, maxLength: 24, selector: idOf });

  it('are counted exactly, whichever reader takes which record, and nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(pool, partlyRepeated(24), fc.func(fc.boolean()), async (records, batches, isFull) => {
        const services = [await memoryService(), await memoryService()];
        const wanted = judgeBatches(batches);
        for (const [b, batch] of batches.entries()) {
          const lines = batch.map((sent) => sentText(records[sent.which]!, sent));
          const mixed = lines.map((line, i) => (isFull(b, i) ? forFullReader(line) : line));
          for (const [service, body] of [lines, mixed].entries()) {
            const { answer } = await services[service]!.ingest.decisions(utf8(body.join('\n')), sender);
            const { rejected, conflicts, ...counts } = answer;
            expect(rejected).toEqual([]);
            expect({ ...counts, conflicts: conflicts.map(({ line }) => line) }).toEqual(wanted[b]);
          }
        }
        const [one, other] = await Promise.all(services.map((service) => shown(service, records)));
        expect(other).toEqual(one);
        for (const service of services) await service.log.verify();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
