import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RecordDocument } from '../../console/src/api/record-document.js';
import {
  dayAt,
  isOnSlider,
  LAST_DAY,
  LAST_PLACE,
  nextDays,
  placeOf,
  type Status,
  shownControls,
} from '../../console/src/pages/controls/words.js';
import { compareDocuments, isSame } from '../../console/src/pages/documents/difference.js';
import { readDocument } from '../../console/src/pages/documents/saved-document.js';
import { byNeed, needText, type Standing, statusText } from '../../console/src/pages/documents/words.js';
import {
  hasSigned,
  isSignable,
  isTurnOf,
  missingText,
  signaturesGiven,
  turnText,
} from '../../console/src/pages/gates/words.js';
import {
  compareDocuments as comparedByService,
  type RecordDocument as Served,
} from '../../src/domain/record-documents/index.js';

describe('a gate in words', () => {
  const lack = { evidence: 'no drill ended in time', who: ['stop-authority'], since: null, unknown: false };
  it('says what is missing first, and how much more', () => {
    const signature = { ...lack, requirement: 'sign-off owner', evidence: 'unsigned' };
    expect(missingText([])).toBe('Nothing is missing.');
    expect(missingText([{ ...lack, requirement: 'drill' }, signature])).toBe(
      'drill: no drill ended in time; and 1 more',
    );
    expect(missingText([signature])).toBe('Nobody has signed as owner or deputy');
  });

  it('a signature waits for the accounts that may give it, and evidence for whoever has a role', () => {
    const ann = { name: 'ann', roles: ['validator'] };
    expect(isTurnOf(['validator', 'bea'], ann, 'validator')).toBe(false);
    expect(isTurnOf(['validator', 'ann'], ann, 'validator')).toBe(true);
    expect(isTurnOf(['validator', 'owner'], ann, null)).toBe(true);
    expect(turnText(['validator', 'ann', 'bea'], 'validator')).toBe('ann or bea');
    expect(turnText(['incident-lead', 'owner'], null)).toBe('incident lead or owner or deputy');
  });

  it('what was shown can be signed while the gate would stand on it, and not once that is something else', () => {
    const sets = { toSign: { digest: 'a' }, newest: { digest: 'b' } };
    expect(['a', 'b', 'c'].map((digest) => isSignable(digest, sets))).toEqual([true, true, false]);
    expect(isSignable('a', { toSign: null, newest: null })).toBe(false);
  });

  it('offers nobody to sign twice what they signed, until it is too old to count or was taken back', () => {
    const at = '2026-01-01T00:00:00.000Z';
    const ann = { by: 'ann', role: 'validator', version: 'v', evidence: 'e', counts: true, withdrawn: null, at };
    const wanted = { by: 'ann', role: 'validator', evidence: 'e' };
    const when = (day: number) => ({ nowMs: Date.parse(at) + day * 86_400_000, holdsDays: 10 });
    expect([hasSigned([ann], wanted, when(9)), hasSigned([ann], wanted, when(10))]).toEqual([true, false]);
    expect(hasSigned([{ ...ann, withdrawn: at }], wanted, when(1))).toBe(false);
    for (const other of [{ by: 'bea' }, { role: 'owner' }, { evidence: 'f' }])
      expect(hasSigned([ann], { ...wanted, ...other }, when(1))).toBe(false);
  });

  it('shows a signature where the service misses none, each of another person, and none that is too old to count', () => {
    const signature = (by: string, role = 'validator', more: object = {}) => ({
      ...{ by, role, version: 'v', evidence: 'e', counts: false, withdrawn: null },
      ...more,
    });
    const gate = { approvers: [{ role: 'owner' }, { role: 'validator' }, { role: 'validator' }] };
    const of = (missing: string[], ...signatures: ReturnType<typeof signature>[]) =>
      signaturesGiven(
        {
          ...{ gate, version: 'v', toSign: { digest: 'e' } },
          missing: missing.map((role) => ({ requirement: `sign-off ${role}`, evidence: '' })),
        },
        signatures,
      ).map((one) => one?.by ?? null);
    // Two sign as validator, of whom one is missing: ann, who signed twice, stands for one of them.
    expect(of(['owner', 'validator'], signature('ann'), signature('ann'))).toEqual([null, 'ann', null]);
    // The owner signed the same evidence so long ago that the service misses it.
    expect(of(['owner'], signature('ann'), signature('ann'), signature('bea'), signature('oda', 'owner'))).toEqual([
      ...[null, 'ann', 'bea'],
    ]);
    const counting = { counts: true };
    expect(
      of([], signature('cy'), signature('oda', 'owner', counting), signature('ann', 'validator', counting)),
    ).toEqual(['oda', 'ann', null]);
  });
});

describe('the day that is looked at', () => {
  it('stands on the slider at its place, and comes back from it', () => {
    for (const day of ['2024-01-01', '2024-02-29', '2027-12-02', LAST_DAY]) expect(dayAt(placeOf(day))).toBe(day);
    expect([placeOf('1999-01-01'), placeOf('2100-01-01')]).toEqual([0, LAST_PLACE]);
    expect(['0002-12-02', '2024-01-01', LAST_DAY, '2031-01-01'].map(isOnSlider)).toEqual([false, true, true, false]);
  });

  it('has after it the days on which law begins, the next first, of all frameworks together', () => {
    const of = (name: string, ...comes: [string, number][]) => ({
      name,
      comes: comes.map(([from, controls]) => ({ from, controls })),
    });
    const frameworks = [of('b', ['2028-08-02', 1], ['2027-01-01', 2]), of('a', ['2027-01-01', 3])];
    expect(nextDays(frameworks, '2026-12-31')).toEqual([
      { from: '2027-01-01', controls: 5, names: ['b', 'a'] },
      { from: '2028-08-02', controls: 1, names: ['b'] },
    ]);
    expect(nextDays(frameworks, '2027-01-01').map(({ from }) => from)).toEqual(['2028-08-02']);
  });

  it('shows open controls first, and what is about others only where it is asked for', () => {
    const of = (id: string, status: Status, framework = 'f') => ({ id, status, framework });
    const all = [of('a', 'met'), of('b', 'not-applicable'), of('c', 'gap'), of('d', 'undecided', 'g')];
    const ids = (search: Parameters<typeof shownControls>[1]) => shownControls(all, search).map(({ id }) => id);
    expect(ids({})).toEqual(['c', 'd', 'a']);
    expect(ids({ status: 'not-applicable' })).toEqual(['b']);
    expect(ids({ framework: 'g' })).toEqual(['d']);
    expect(ids({ status: 'no such' })).toEqual(['c', 'd', 'a']);
  });
});

describe('documents in words', () => {
  const state = (more: Partial<Standing>): Standing => ({
    ...{ state: 'complete', missing: [], stale: [], because: null },
    ...more,
  });
  const missing = { field: 'f', label: 'Caveats', who: 'validator', how: 'say it' };

  it('say who can supply what is missing, and what is out of date', () => {
    expect(needText(state({}))).toBeNull();
    expect(needText(state({ state: 'incomplete', missing: [missing] }))).toContain('validator can say it');
    const two = [missing, { ...missing, field: 'g', who: 'owner' }];
    expect(needText(state({ state: 'incomplete', missing: two }))).toContain('2 fields are missing: validator, owner');
    const stale = [{ kind: 'audit', id: 'a1', because: 'it was judged by another policy' }];
    expect(needText(state({ state: 'stale', stale }))).toContain('another policy');
    expect(needText(state({ state: 'not-made', because: 'the audit has amounts' }))).toBe('the audit has amounts');
  });

  it('stand in the order of need', () => {
    const kinds = (['not-made', 'complete', 'stale', 'incomplete'] as const).map((one) => state({ state: one }));
    expect(byNeed(kinds).map((one) => one.state)).toEqual(['incomplete', 'stale', 'complete', 'not-made']);
  });

  it('a document that is complete and out of date says both', () => {
    expect(statusText({ missing: [], stale: [{ record: 0, because: 'old' }] })).toMatch(
      /^Complete.*Out of date: one record/,
    );
  });
});

describe('two documents', () => {
  const document = (value: string, digest: string, ...rows: number[]): Served => ({
    ...{
      schemaVersion: '1',
      kind: 'card',
      title: 'Card',
      subject: 'x',
      view: 'internal',
      asOf: null,
      isComplete: true,
    },
    ...{ tool: { name: 'tribune', version: '1' }, missing: [], stale: [] },
    records: [
      { kind: 'audit', id: 'a', digest, index: 7 },
      ...(rows.length > 1 ? [{ kind: 'run', id: 'r', digest, index: null }] : []),
    ],
    sections: [
      {
        ...{ id: 's', title: 'S', fields: [{ id: 'f', label: 'Field', value: [value], from: [0], asks: 'a paper' }] },
        tables: [{ caption: 'Rates', columns: [{ head: 'n' }], rows: rows.map((n) => [n]), from: [0] }],
      },
    ],
  });

  it('are of the form that the service makes', () => {
    expectTypeOf<Served>().toExtend<RecordDocument>();
  });

  it('differ in what the service says that they differ in', () => {
    const [before, after] = [document('one', 'd1', 1), document('two', 'd2', 1, 2)];
    const [here, there] = [compareDocuments(before, after), comparedByService(before, after)];
    expect(here.fields.map(({ before: was, after: is }) => [was, is])).toEqual(
      there.fields.map((one) => [one.before, one.after]),
    );
    expect(here.tables.map(({ caption }) => caption)).toEqual(there.tables.map(({ caption }) => caption));
    expect(here).toMatchObject({
      changedRecords: there.changedRecords,
      newRecords: there.newRecords,
      goneRecords: there.goneRecords,
    });
    expect(isSame(here)).toBe(false);
    expect(isSame(compareDocuments(before, before))).toBe(true);
  });

  it('are not the same where a record of the one is out of date, which the service tells too', () => {
    const before = document('one', 'd1', 1);
    const after = { ...before, stale: [{ record: 0, because: 'there is a newer audit' }] };
    const stale = [{ kind: 'audit', id: 'a', because: 'there is a newer audit' }];
    for (const compared of [compareDocuments, comparedByService]) {
      expect(compared(before, after)).toMatchObject({ newlyStale: stale, noLongerStale: [] });
      expect(compared(after, before)).toMatchObject({ newlyStale: [], noLongerStale: stale });
    }
    expect(isSame(compareDocuments(before, after))).toBe(false);
  });

  it('one of a file is read where it is whole, and refused by the name of the file where it is anything else', () => {
    const whole = document('one', 'd1', 1);
    const read = (value: unknown) => readDocument(JSON.stringify(value), { name: 'a.json', kind: 'card' });
    expect(read(whole)).toEqual(whole);
    const [section] = whole.sections;
    const broken: unknown[] = [
      ...[null, [], 7, { ...whole, kind: 'other' }, { ...whole, view: 'x' }, { ...whole, stale: [{ record: 9 }] }],
      { ...whole, records: [{ kind: 'audit', id: 7, digest: null }] },
      { ...whole, sections: [{ ...section, fields: [{ ...section!.fields[0], value: 'one' }] }] },
      { ...whole, sections: [{ ...section, tables: [{}] }] },
    ];
    for (const one of broken) expect(() => read(one)).toThrow('a.json is no document of the kind card');
    expect(() => readDocument('{', { name: 'a.json', kind: 'card' })).toThrow('a.json is no JSON');
  });
});
