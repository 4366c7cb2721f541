import { describe, expect, it } from 'vitest';
import {
  compareDocuments,
  documentHtml,
  documentMarkdown,
  isSame,
  LONGEST_TEXT,
  makeDocument,
  type RecordRef,
} from './index.js';
import type { DocumentDraft, FieldDraft } from './make.js';

const audit: RecordRef = { kind: 'audit', id: 'a1', digest: `sha256:${'1'.repeat(64)}`, index: 7 };
const system: RecordRef = { kind: 'system', id: 's', digest: `sha256:${'2'.repeat(64)}`, index: null };
const head = { kind: 'card', view: 'internal', version: '1.0', asOf: { log: 'l', size: 9, root: 'r' } } as const;
const field = (more: Partial<FieldDraft>): FieldDraft => ({
  id: 'f',
  label: 'Field',
  value: 'said',
  from: [system],
  asks: 'a paper',
  ...more,
});
const draft = (...fields: FieldDraft[]): DocumentDraft => ({
  title: 'Card',
  subject: 'x',
  sections: [{ id: 's', title: 'S', fields }],
});
const need = { who: 'owner', how: 'say it' };

describe('a document', () => {
  it('numbers its sources once each, in the order in which they are named', () => {
    const made = makeDocument(draft(field({}), field({ id: 'g', from: [audit, system] })), head);
    expect(made.records).toEqual([system, audit]);
    expect(made.sections[0]!.fields.map(({ from }) => from)).toEqual([[0], [1, 0]]);
  });

  it('names what is missing with who can say it, and an empty text says nothing', () => {
    const made = makeDocument(draft(field({ value: ' \n', need }), field({ id: 'g', value: null })), head);
    expect(made.isComplete).toBe(false);
    expect(made.missing).toEqual([{ field: 'f', label: 'Field', who: 'owner', how: 'say it' }]);
    expect(documentMarkdown(made)).toContain('| Field | MISSING |');
    expect(documentHtml(made)).toContain('<strong>not said</strong>');
  });

  it('leaves out of the public view what is internal, with its sources and its absence', () => {
    const hidden = draft(
      field({}),
      field({ id: 'g', value: 'secret', from: [audit], isInternal: true }),
      field({ id: 'h', value: null, need, isInternal: true }),
    );
    const made = makeDocument({ ...hidden, stale: [{ record: audit, because: 'old' }] }, { ...head, view: 'public' });
    expect(made).toMatchObject({ isComplete: true, stale: [], records: [system] });
    expect(JSON.stringify(made)).not.toContain('secret');
  });

  it('names staff, and what is written for colleagues, in the internal view only', () => {
    const drawn = draft(
      field({ value: 'stopped', inside: 'stopped: Ada erred', from: [{ ...system, by: 'ada@example.org' }] }),
      field({ id: 'g', value: null, need: { ...need, person: 'eve@example.org' } }),
    );
    const made = makeDocument(drawn, { ...head, view: 'public' });
    expect(JSON.stringify(made)).not.toMatch(/ada|eve/i);
    expect(made).toMatchObject({ records: [system], missing: [{ who: 'owner' }] });
    const inside = makeDocument(drawn, head);
    expect(inside.sections[0]!.fields[0]!.value).toEqual(['stopped: Ada erred']);
    expect(inside).toMatchObject({
      records: [{ id: 's, by ada@example.org' }],
      missing: [{ who: 'owner (eve@example.org)' }],
    });
  });

  it('marks a record that is out of date', () => {
    const made = makeDocument(
      { ...draft(field({ from: [audit] })), stale: [{ record: audit, because: 'another policy' }] },
      head,
    );
    expect(made.stale).toEqual([{ record: 0, because: 'another policy' }]);
    expect(documentHtml(made)).toContain('Out of date');
  });

  it('is text wherever people wrote it: no markup, no lost direction, no broken letter', () => {
    const hostile = '<script>alert(1)</script> [x](javascript:1) | ![i](h) \u202eevil \ud800';
    const made = makeDocument(draft(field({ value: hostile, label: '<b>' })), head);
    const html = documentHtml(made);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;script&gt;');
    const markdown = documentMarkdown(made);
    expect(markdown).not.toMatch(/<script|(?<!\\)\[x|\u202e/);
    expect(markdown.split('\n').filter((line) => line.includes('alert'))).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(made)).sections[0].fields[0].value[0]).toContain('\ufffd');
  });

  it('cuts what nobody reads, and says how long it was', () => {
    const made = makeDocument(draft(field({ value: 'x'.repeat(10_000_000) })), head);
    const [value] = made.sections[0]!.fields[0]!.value!;
    expect(value!.length).toBeLessThan(LONGEST_TEXT + 100);
    expect(value).toContain('10000000 characters');
  });

  it('says of a decision which entry it is, and of other records from how many entries they were made', () => {
    const decision: RecordRef = { kind: 'decision', id: 'd', digest: null, index: 17 };
    const text = documentMarkdown(makeDocument(draft(field({ from: [decision, audit, system] })), head));
    expect(text).toContain('| decision | d | none | entry 17 |');
    expect(text).toMatch(/\| audit \| a1 \| sha256:1{64} \| made from 7 entries \|/);
    expect(text).toMatch(/\| system \| s \| sha256:2{64} \| none \|/);
  });

  it('is compared with another version of it: values, figures and records', () => {
    const before = makeDocument(draft(field({})), head);
    const other = { ...system, digest: `sha256:${'3'.repeat(64)}` };
    const after = makeDocument(draft(field({ value: 'else', from: [other] }), field({ id: 'g', from: [audit] })), head);
    expect(isSame(compareDocuments(before, before))).toBe(true);
    const found = compareDocuments(before, after);
    expect(found.fields).toEqual([
      { section: 's', field: 'f', before: ['said'], after: ['else'] },
      { section: 's', field: 'g', before: null, after: ['said'] },
    ]);
    expect(found.changedRecords).toEqual([other]);
    expect(found.newRecords).toEqual([audit]);
    expect(isSame(found)).toBe(false);
  });

  it('is another one where a figure of two tables of one name is, or where something speaks against a record now', () => {
    const tables = (...cells: number[]) =>
      cells.map((cell) => ({ caption: 'Rates', columns: [{ head: 'n' }], rows: [[cell]], from: [audit] }));
    const of = (cells: number[], because?: string) =>
      makeDocument(
        {
          ...{ title: 'Card', subject: 'x', sections: [{ id: 's', title: 'S', tables: tables(...cells) }] },
          stale: because === undefined ? [] : [{ record: audit, because }],
        },
        head,
      );
    expect(isSame(compareDocuments(of([1, 2]), of([1, 2])))).toBe(true);
    expect(compareDocuments(of([1, 2]), of([3, 2])).tables).toEqual([{ section: 's', caption: 'Rates' }]);
    const found = compareDocuments(of([1, 2]), of([1, 2], 'another policy is in force'));
    const stale = [{ kind: 'audit', id: 'a1', because: 'another policy is in force' }];
    expect([isSame(found), found.newlyStale, found.noLongerStale]).toEqual([false, stale, []]);
    expect(compareDocuments(of([1, 2], 'another policy is in force'), of([1, 2])).noLongerStale).toEqual(stale);
  });
});
