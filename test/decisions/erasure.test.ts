import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keysOnlyPolicy, parseVerifierKey, verifyLog, verifyReceipt } from '../../src/core/ledger/index.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { runningService } from './support/running.js';
import { all, clockedRuntime, ndjson, reader, record, sender } from './support/service.js';

const runtime = clockedRuntime();
const running = runningService({ runtime, epochMs: 0 });

const request = { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo@example.org' };

/** Sends decisions of two subjects in one batch. */
async function twoSubjects(erased: string, kept: string): Promise<{ erased: string[]; kept: string[] }> {
  const mine = [record({ subject: erased }), record({ subject: erased, attributes: { sex: 'Female' } })];
  const others = [record({ subject: kept }), record({ subject: kept, attributes: undefined })];
  await running.service.ingest.decisions(ndjson([mine[0], others[0], mine[1], others[1]]), sender);
  return { erased: mine.map(({ id }) => id as string), kept: others.map(({ id }) => id as string) };
}

/** All files below a folder, as one searchable text. */
function contentOf(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    .join('\n');
}

describe('erasing a subject', () => {
  it('removes every record, label and attribute about them and nothing of others', async () => {
    const ids = await twoSubjects('erase-1', 'keep-1');
    const knownAt = '2026-11-22T11:00:00Z';
    await running.service.ingest.labels(
      ndjson([...ids.erased, ...ids.kept].map((decision) => ({ decision, label: 1, knownAt }))),
      sender,
    );
    const certificate = await running.service.subjects.erase('erase-1', request);
    expect(certificate).toMatchObject({ status: 'pending', records: 4, batches: 2, completedAt: null });
    for (const id of ids.erased) {
      const view = await running.service.reading.decision(id, all, reader);
      expect(view).toMatchObject({ erased: true, record: null, attributes: null, entry: null, labels: [] });
      expect(await running.service.reading.opening(id, all, reader)).toEqual({ status: 'erased' });
    }
    for (const id of ids.kept) {
      const view = await running.service.reading.decision(id, all, reader);
      expect(view).toMatchObject({ erased: false, record: { subject: 'keep-1' }, labels: [{ label: 1 }] });
    }
  });

  it('leaves log, receipts and openings of others as they were', async () => {
    const ids = await twoSubjects('erase-2', 'keep-2');
    await running.service.log.publish();
    const before = await running.service.reading.receipt(ids.erased[0]!);
    await running.service.subjects.erase('erase-2', request);
    await running.service.log.publish();
    await running.service.log.verify();
    const policy = keysOnlyPolicy([parseVerifierKey(running.service.log.verifierKey('main'))]);
    const read = (path: string) => running.service.log.file('main', path);
    expect((await verifyLog({ read, trust: policy, crypto: nodeCrypto })).overall).toBe('unwitnessed');
    const receipt = await running.service.reading.receipt(ids.kept[0]!);
    const opening = await running.service.reading.opening(ids.kept[0]!, all, reader);
    if (receipt.status !== 'ready' || opening.status !== 'ready' || before.status !== 'ready')
      throw new Error('not ready');
    const kept = await verifyReceipt({
      receipt: receipt.text,
      opening: opening.text,
      trust: policy,
      crypto: nodeCrypto,
    });
    expect(kept).toMatchObject({ overall: 'unwitnessed', content: 'verified' });
    expect((await verifyReceipt({ receipt: before.text, trust: policy, crypto: nodeCrypto })).inLog).toBe(
      'unwitnessed',
    );
  });

  it('becomes complete when the epoch turns, and the log says both', async () => {
    const before = running.service.metrics().logSize.main;
    const { id } = await running.service.subjects.erase('keep-1', request);
    expect((await running.service.subjects.certificate(id))?.status).toBe('pending');
    runtime.advance(86_400_000);
    const { completed } = await running.service.subjects.turnEpoch();
    expect(completed.map((certificate) => certificate.id)).toContain(id);
    expect(await running.service.subjects.certificate(id)).toMatchObject({
      status: 'complete',
      completedAt: '2026-11-23T12:00:00.000Z',
    });
    expect(running.service.metrics().logSize.main).toBeGreaterThan(before + 1);
  });

  it('finds nothing the second time and says so', async () => {
    await twoSubjects('erase-3', 'keep-3');
    await running.service.subjects.erase('erase-3', request);
    expect(await running.service.subjects.erase('erase-3', request)).toMatchObject({ records: 0, batches: 0 });
  });

  it('does not let the erased be sent again under their ids', async () => {
    const sent = record({ subject: 'erase-4' });
    await running.service.ingest.decisions(ndjson([sent]), sender);
    await running.service.subjects.erase('erase-4', request);
    const { answer } = await running.service.ingest.decisions(ndjson([sent]), sender);
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ line: 1, code: 'DECISION_ERASED' }] });
    const label = { decision: sent.id, label: 1, knownAt: '2026-11-22T11:00:00Z' };
    expect((await running.service.ingest.labels(ndjson([label]), sender)).answer.rejected[0]?.code).toBe(
      'DECISION_ERASED',
    );
  });

  it('empties the digests that were kept of other contents', async () => {
    const sent = record({ subject: 'erase-5' });
    await running.service.ingest.decisions(ndjson([sent]), sender);
    await running.service.ingest.decisions(ndjson([{ ...sent, outcome: 0 }]), sender);
    expect((await running.service.reading.integrityEvents(1))[0]?.otherDigest).toHaveLength(32);
    await running.service.subjects.erase('erase-5', request);
    const events = await running.service.reading.integrityEvents(100);
    expect(
      events.find(({ decision }) => Buffer.from(decision).toString('hex') === String(sent.id).replaceAll('-', ''))
        ?.otherDigest,
    ).toHaveLength(0);
  });

  it('works beyond the tail of the index, and after a restart', async () => {
    const ids = await twoSubjects('erase-6', 'keep-6');
    await running.restart();
    expect(await running.service.subjects.export('erase-6', reader)).toMatchObject({
      decisions: [{ id: ids.erased[0] }, { id: ids.erased[1] }],
    });
    expect(await running.service.subjects.erase('erase-6', request)).toMatchObject({ records: 2, batches: 1 });
  });
});

describe('a legal hold', () => {
  it('blocks the erasure until it is released, with owner and review date', async () => {
    await twoSubjects('held', 'keep-7');
    const hold = await running.service.subjects.setHold('held', {
      owner: 'legal@example.org',
      reason: 'claim 17',
      reviewAt: '2027-06-01T00:00:00Z',
    });
    await expect(running.service.subjects.erase('held', request)).rejects.toMatchObject({
      code: 'HOLD_ACTIVE',
      remedy: expect.stringContaining('2027-06-01'),
    });
    await running.service.subjects.releaseHold(hold.id, 'legal@example.org');
    expect((await running.service.subjects.erase('held', request)).records).toBe(2);
  });

  it('needs an owner, a reason and a time to come', async () => {
    const hold = { owner: 'x', reason: 'y', reviewAt: '2020-01-01T00:00:00Z' };
    await expect(running.service.subjects.setHold('z', hold)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(
      running.service.subjects.releaseHold('00000000-0000-4000-8000-000000000000', 'x'),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('everything held on a subject', () => {
  it('comes out as one document: records, attributes, labels', async () => {
    const ids = await twoSubjects('export-1', 'keep-8');
    await running.service.ingest.labels(
      ndjson([{ decision: ids.erased[0], label: 0, knownAt: '2026-11-22T11:00:00Z' }]),
      sender,
    );
    const { decisions } = await running.service.subjects.export('export-1', reader);
    expect(decisions).toMatchObject([
      { id: ids.erased[0], record: { subject: 'export-1' }, attributes: { race: 'Caucasian' }, labels: [{ label: 0 }] },
      { id: ids.erased[1], attributes: { sex: 'Female' } },
    ]);
    expect(JSON.stringify(decisions)).not.toContain('keep-8');
  });
});

describe('at rest', () => {
  it('no byte of a payload or a subject stands in the clear in database, log or tiles', async () => {
    const secret = `secret-${Math.random()}`;
    await running.service.ingest.decisions(
      ndjson([record({ subject: secret, inputs: { note: secret }, attributes: { group: secret } })]),
      sender,
    );
    await running.service.log.publish();
    await running.store.sql.query('checkpoint');
    expect(contentOf(running.path)).not.toContain(secret);
  });
});
