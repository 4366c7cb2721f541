import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber } from '../../src/core/base/exact-json.js';
import { readAuditRows } from '../../src/domain/decisions/read/audit-row.js';
import { wholeNumber } from '../support/generators/numbers.js';
import { anyText, BROKEN_TEXTS, isWhole } from '../support/generators/texts.js';
import { memoryService } from '../support/memory-service.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const options = { form: 'ndjson', source: 'test' } as const;
const decision = (id: string, more = '') =>
  utf8(
    `{"id":"${id}","deployment":"compas/prod","subject":"case-1","decidedAt":"2026-11-22T10:00:00Z","outcome":1,"route":"automatic"${more}}`,
  );

/** A service with one decision. */
async function withDecision(more = '') {
  const service = await memoryService();
  const id = crypto.randomUUID();
  const { answer } = await service.ingest.decisions(decision(id, more), options);
  expect(answer).toMatchObject({ accepted: 1, rejected: [] });
  return { service, id };
}

describe('labels', () => {
  it('that hold NUL or half a character anywhere are refused by name, in either spelling', async () => {
    const { service, id } = await withDecision();
    for (const broken of BROKEN_TEXTS) {
      const shown = JSON.stringify(broken).slice(1, -1);
      const members = [`"knownAt":"2026-11-22T11:00:00Z${shown}"`, `"knownAt":"${shown}"`, `"${shown}":1`];
      for (const member of members) {
        const label = utf8(`{"decision":"${id}","label":1,${member}}`);
        const { answer } = await service.ingest.labels(label, options);
        expect(answer, member).toMatchObject({ accepted: 0, rejected: [{ code: 'RECORD_TEXT' }] });
      }
      const about = utf8(`{"decision":"${shown}","label":1,"knownAt":"2026-11-22T11:00:00Z"}`);
      expect((await service.ingest.labels(about, options)).answer.rejected).toMatchObject([{ code: 'RECORD_TEXT' }]);
    }
    // As a byte of its own NUL is no JSON at all.
    const bare = utf8(`{"decision":"${id}","label":1,"knownAt":"\0"}`);
    expect((await service.ingest.labels(bare, options)).answer.rejected).toMatchObject([{ code: 'RECORD_JSON' }]);
    await service.close();
  });

  it('with any text as their time are refused, and the service goes on', async () => {
    const { service, id } = await withDecision();
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const label = utf8(JSON.stringify({ decision: id, label: 1, knownAt: text }));
        const { answer } = await service.ingest.labels(label, options);
        const code = isWhole(text) ? 'RECORD_FIELD_INVALID' : 'RECORD_TEXT';
        expect(answer).toMatchObject({ accepted: 0, rejected: [{ code }] });
      }),
    );
    await service.close();
  });
});

describe('attributes that are whole numbers of any size', () => {
  it('are groups by every digit in an audit, told with the decision or later', async () => {
    await fc.assert(
      fc.asyncProperty(wholeNumber, wholeNumber, async (first, later) => {
        const { service, id } = await withDecision(`,"attributes":{"a":${first}}`);
        const record = utf8(`{"decision":"${id}","attributes":{"a":${later}}}`);
        expect((await service.ingest.attributes(record, options)).answer.accepted).toBe(1);
        const batches = await service.history.opened(0, 10);
        const read = batches.map((opened) => readAuditRows(opened, Number.POSITIVE_INFINITY));
        const said = read.flatMap(({ rows, late }) => [...rows, ...late]).map(({ attributes }) => attributes.a);
        expect(said).toEqual([String(exactNumber(String(first))), String(exactNumber(String(later)))]);
        await service.close();
      }),
      { numRuns: 25 },
    );
    expect(String(exactNumber('9007199254740993'))).toBe('9007199254740993');
  });
});
