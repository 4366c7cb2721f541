import { describe, expect, it } from 'vitest';
import { runningService } from './support/running.js';
import { all, ndjson, reader, record, sender } from './support/service.js';

const running = runningService();

async function sent(more: Record<string, unknown> = {}): Promise<string> {
  const one = record(more);
  await running.service.ingest.decisions(ndjson([one]), sender);
  return one.id as string;
}
const label = async (...labels: object[]) => (await running.service.ingest.labels(ndjson(labels), sender)).answer;
const labelsOf = async (id: string): Promise<unknown[]> =>
  (await running.service.reading.decision(id, all, reader))!.labels.map((one) => one.label);
const T = '2026-11-22T10:00:00Z';
const LATER = '2026-11-22T11:00:00Z';

describe('a label', () => {
  it('that is sent twice is appended once, without a key, however its time is written', async () => {
    const decision = await sent();
    expect(await label({ decision, label: 1, knownAt: T })).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await label({ decision, label: 1, knownAt: T })).toMatchObject({ accepted: 0, duplicates: 1 });
    const again = { knownAt: '2026-11-22T11:00:00.000+01:00', label: 1, decision: decision.toUpperCase() };
    expect(await label(again, again)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await labelsOf(decision)).toEqual([1]);
  });

  it('that comes twice in one request, or in requests at the same time, is appended once', async () => {
    const [one, two] = [await sent(), await sent()];
    const twice = { decision: one, label: 0, knownAt: T };
    expect(await label(twice, twice)).toMatchObject({ accepted: 1, duplicates: 1 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => label({ decision: two, label: 1, knownAt: T })));
    expect(answers.map(({ accepted }) => accepted).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(await labelsOf(two)).toEqual([1]);
  });

  it('that corrects another keeps its history, also over a restart', async () => {
    const decision = await sent();
    await label({ decision, label: 1, knownAt: T });
    expect(await label({ decision, label: 0, knownAt: T })).toMatchObject({ accepted: 1 });
    expect(await label({ decision, label: 1, knownAt: LATER })).toMatchObject({ accepted: 1 });
    await running.restart();
    expect(await label({ decision, label: 0, knownAt: T })).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await labelsOf(decision)).toEqual([1, 0, 1]);
  });
});

describe('attributes that came later', () => {
  it('replace those of the same name and leave the others; null takes one back', async () => {
    const decision = await sent({ attributes: { race: 'A', sex: 'F' } });
    await running.service.ingest.attributes(ndjson([{ decision, attributes: { age: '25' } }]), sender);
    await running.service.ingest.attributes(ndjson([{ decision, attributes: { race: 'B', sex: null } }]), sender);
    const view = await running.service.reading.decision(decision, all, reader);
    expect(view!.attributes).toEqual({ race: 'B', sex: null, age: '25' });
  });
});
