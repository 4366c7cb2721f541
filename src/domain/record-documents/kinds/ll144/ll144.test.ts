import { describe, expect, it } from 'vitest';
import { compasAudit, compasRecords, saying } from '../../../../../test/support/document-records.js';
import { type DocumentOptions, documentOf, kindNamed } from '../index.js';

const options: DocumentOptions = { sex: null, race: null };
const made = (records = compasRecords(), given = options) =>
  documentOf(kindNamed('ll144'), records, { view: 'public', version: '1', options: given });
const tableOf = (id: string, document = made()) => document.sections.find((one) => one.id === id)!.tables[0]!;

describe('the LL144 summary', () => {
  it('has three tables whose figures are recomputed from counts and equal to the audit', () => {
    const { groups } = compasAudit();
    for (const [id, by] of [
      ['sex', ['sex']],
      ['race', ['race']],
      ['intersectional', ['race', 'sex']],
    ] as const) {
      const { rows } = tableOf(id);
      const measured = groups.filter(
        ({ attributes }) => Object.keys(attributes).sort().join() === [...by].sort().join(),
      );
      expect(rows).toHaveLength(measured.length);
      for (const row of rows) {
        const group = measured.find(({ attributes }) => by.every((name, at) => attributes[name] === row[at]))!;
        const { tn, fn } = group.counts!;
        const [n, selected, rate] = row.slice(by.length) as number[];
        expect([n, selected]).toEqual([group.n, tn + fn]);
        expect(rate).toBeCloseTo(group.metrics.favourable_rate!.estimate!, 8);
      }
    }
  });

  it('divides by the highest rate of the categories that are not small, and shows the ratio with none left out', () => {
    const rows = Object.fromEntries(tableOf('race').rows.map(([race, ...rest]) => [race, rest]));
    // 273 of 343 are the highest rate of the categories of at least 2 % (124 of 6172 people); Asian (31) and Native American (11) are smaller.
    expect(rows.Other).toEqual([343, 273, 273 / 343, 1, 1]);
    expect(rows['African-American']![3]).toBeCloseTo(1346 / 3175 / (273 / 343), 12);
    expect(rows.Asian![3]).toBe('left out: under 2 %');
    expect(rows['Native American']![4]).toBeCloseTo(3 / 11 / (273 / 343), 12);
  });

  it('lists small categories with their counts, and needs a justification for leaving them out', () => {
    const small = tableOf('small').rows;
    expect(small).toContainEqual(['Race and ethnicity', 'Asian', 31, 31 / 6172, 24, 24 / 31]);
    expect(made().missing.map(({ field }) => field)).toContain('ll144-small-categories');
    const said = compasRecords({ statements: new Map([saying('ll144-small-categories', 'Too few to tell.')]) });
    expect(made(said).missing.map(({ field }) => field)).not.toContain('ll144-small-categories');
  });

  it('counts people of unknown category and never ranks them', () => {
    const audit = compasAudit();
    const groups = audit.groups.map((one) =>
      one.attributes.race === 'Other' && !('sex' in one.attributes) ? { ...one, attributes: { race: null } } : one,
    );
    const [record] = compasRecords().audits;
    const document = made(compasRecords({ audits: [{ ...record!, value: { ...audit, groups } }] }));
    const section = document.sections.find(({ id }) => id === 'race')!;
    expect(section.fields[0]!.value).toEqual(['343 of 6172']);
    expect(section.tables[0]!.rows.map(([race]) => race)).not.toContain('null');
  });

  it('says where small categories stand with the unknown, and of which of several audits it is', () => {
    const [record] = compasRecords().audits;
    const labelOf = (document: ReturnType<typeof made>) =>
      document.sections.find(({ id }) => id === 'race')!.fields.find(({ id }) => id === 'race-unknown')!.label;
    expect(labelOf(made())).toBe('People of unknown category');
    const groups = { ...record!, sight: 'groups' as const };
    const both = made(compasRecords({ audits: [groups, { ...record!, deployment: 'compas/trial' }] }));
    expect(labelOf(both)).toContain('or of categories too small');
    const [audited, others] = both.sections[0]!.fields;
    expect([audited!.value, others!.value]).toEqual([['compas/prod'], [expect.stringContaining('compas/trial.')]]);
  });

  it('says that no category is small only where its tables show every one', () => {
    const audit = compasAudit();
    const [record] = compasRecords().audits;
    const noteOf = (groups: typeof audit.groups, sight: 'persons' | 'groups' = 'persons') =>
      made(compasRecords({ audits: [{ ...record!, sight, value: { ...audit, groups } }] })).sections.at(-1)!.note;
    const large = audit.groups.filter(({ n }) => n >= 0.02 * audit.overall.n);
    expect(noteOf(large)).toBe('No category that the tables above show is under 2 % of the audited data.');
    expect(noteOf([])).toContain('nothing is known of small ones');
    const cells = (['Male', 'Female'] as const).flatMap((sex, at) => {
      const own = { n: at === 0 ? 4000 : 2172, counts: undefined, metrics: {} };
      const rate = { favourable_rate: { ...audit.overall.metrics.favourable_rate!, estimate: 0.5 } };
      return [{ sex }, { race: sex }, { race: sex, sex }].map((attributes) => ({ ...own, attributes, metrics: rate }));
    });
    expect(noteOf(cells as never)).toBe('No category is under 2 % of the audited data.');
    const unknown = cells.map((one) => ({
      ...one,
      attributes: { ...one.attributes, ...(one.n < 4000 && { race: null }) },
    }));
    expect(noteOf(unknown as never, 'groups')).toContain('that the tables above show');
  });

  it('is incomplete without an audit, without the attributes, and refuses a misspelt one by name', () => {
    const none = made(compasRecords({ audits: [] }));
    expect(none.missing.map(({ field }) => field)).toContain('audit');
    expect(() => made(compasRecords(), { sex: null, race: 'rase' })).toThrow('no attribute "rase"');
  });

  it('refuses an audit that does not count whole people', () => {
    const audit = compasAudit();
    const [record] = compasRecords().audits;
    const groups = audit.groups.map((one) => ({ ...one, n: one.n + 0.5 }));
    expect(() => made(compasRecords({ audits: [{ ...record!, value: { ...audit, groups } }] }))).toThrow(
      'whole people',
    );
    // Weights that come out whole are no people either.
    const weighted = { ...audit, data: { ...audit.data, weightKind: 'sampling' as const } };
    expect(() => made(compasRecords({ audits: [{ ...record!, value: weighted }] }))).toThrow('sampling weights');
  });
});
