import { describe, expect, it } from 'vitest';
import { KeyPages } from '../../src/domain/log/seal/key-pages.js';
import { openBatch } from '../../src/domain/log/seal/open-batch.js';
import { runningService } from './support/running.js';
import { all, clockedRuntime, ndjson, reader, record, sender } from './support/service.js';

const runtime = clockedRuntime();
const T = '2026-11-22T10:00:00Z';
const running = runningService({ runtime, epochMs: 0 });

/** What was noted in the log of reads, newest last. */
async function notedReads(): Promise<Record<string, unknown>[]> {
  const deps = { store: running.store.keys, keyring: running.store.keyring, runtime };
  const pages = { payload: new KeyPages('payload', deps), attributes: new KeyPages('attributes', deps) };
  const batches = await running.store.decisions.readFrom('reads', 0, 1000);
  const opened = await Promise.all(batches.map((batch) => openBatch({ runtime, pages }, batch)));
  const contents = opened.flatMap(({ payload }) => payload.contents);
  return contents.map((content) => JSON.parse(Buffer.from(content!).toString()) as Record<string, unknown>);
}

describe('the export of a subject', () => {
  it('holds decisions, labels with corrections, attributes with their history, reviews, events, holds and erasures', async () => {
    const subject = 'export-all';
    const first = record({ subject, attributes: { race: 'A' } });
    const reviewed = record({ subject, route: 'reviewed', attributes: undefined });
    const other = record({ subject: 'somebody-else' });
    await running.service.ingest.decisions(ndjson([first, other, reviewed]), sender);
    await running.service.ingest.decisions(
      ndjson([
        { ...first, outcome: 0 },
        { ...other, outcome: 0 },
      ]),
      sender,
    );
    await running.service.ingest.labels(ndjson([{ decision: first.id, label: 1, knownAt: T }]), sender);
    await running.service.ingest.labels(ndjson([{ decision: first.id, label: 0, knownAt: T }]), sender);
    await running.service.ingest.attributes(ndjson([{ decision: first.id, attributes: { sex: 'F' } }]), sender);
    await running.service.ingest.attributes(ndjson([{ decision: first.id, attributes: { race: 'B' } }]), sender);
    const hold = { owner: 'legal@example.org', reason: 'claim 9', reviewAt: '2027-06-01T00:00:00Z' };
    const { id } = await running.service.subjects.setHold(subject, hold);
    const held = await running.service.subjects.export(subject, reader);
    expect(held).toMatchObject({
      decisions: [
        {
          id: first.id,
          record: { inputs: first.inputs },
          attributes: { race: 'B', sex: 'F' },
          labels: [{ label: 1 }, { label: 0 }],
          attributeHistory: [{ attributes: { sex: 'F' } }, { attributes: { race: 'B' } }],
        },
        { id: reviewed.id, attributeHistory: [] },
      ],
      reviews: [{ decision: reviewed.id, decidedAt: reviewed.decidedAt }],
      integrityEvents: [{ type: 'conflict', decision: first.id }],
      holds: [{ id, ...hold, reviewAt: '2027-06-01T00:00:00.000Z', releasedAt: null }],
      erasures: [],
    });
    expect(held.integrityEvents).toHaveLength(1);
    expect(JSON.stringify(held)).not.toContain('somebody-else');
  });

  it('names an erasure that is under way, and after it nothing but that', async () => {
    await running.service.ingest.decisions(ndjson([record({ subject: 'going' })]), sender);
    const { id } = await running.service.subjects.erase('going', { basis: 'GDPR Art. 17', requestedBy: 'dpo' });
    expect(await running.service.subjects.export('going', reader)).toMatchObject({
      decisions: [],
      integrityEvents: [],
      erasures: [{ id, status: 'pending' }],
    });
    await running.service.subjects.turnEpoch();
    expect((await running.service.subjects.export('going', reader)).erasures).toEqual([]);
  });
});

describe('reads of payloads and attributes', () => {
  it('are noted each with who, why and of what; a subject only by its keyed tag', async () => {
    const sent = record({ subject: 'read-me' });
    await running.service.ingest.decisions(ndjson([sent]), sender);
    const before = (await notedReads()).length;
    await running.service.reading.decision(sent.id as string, all, reader);
    await running.service.reading.decision(sent.id as string, { payload: false, attributes: true }, reader);
    await running.service.reading.opening(sent.id as string, all, reader);
    await running.service.subjects.export('read-me', reader);
    const noted = (await notedReads()).slice(before);
    expect(noted).toMatchObject([
      { ...reader, of: sent.id, payload: true, attributes: true },
      { ...reader, of: sent.id, payload: false, attributes: true },
      { ...reader, of: sent.id },
      { ...reader, payload: true, attributes: true },
    ]);
    expect(JSON.stringify(noted)).not.toContain('read-me');
  });

  it('that show neither are not', async () => {
    const sent = record();
    await running.service.ingest.decisions(ndjson([sent]), sender);
    const before = (await notedReads()).length;
    await running.service.reading.decision(sent.id as string, { payload: false, attributes: false }, reader);
    await running.service.reading.receipt(sent.id as string);
    expect(await notedReads()).toHaveLength(before);
  });
});
