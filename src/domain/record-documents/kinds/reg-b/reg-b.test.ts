import { describe, expect, it } from 'vitest';
import { compasAudit, compasRecords } from '../../../../../test/support/document-records.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { documentOf, kindNamed } from '../index.js';

const [record] = compasRecords().audits;
const made = (kind: string, value: AuditResult = record!.value) =>
  documentOf(kindNamed(kind), compasRecords({ audits: [{ ...record!, value }] }), {
    ...{ view: 'public', version: '1', options: { sex: null, race: null } },
  });
const sectionOf = (document: ReturnType<typeof made>, id: string) => document.sections.find((one) => one.id === id)!;

describe('the fair lending view', () => {
  it('divides by the reference that the audit compared with, and agrees with its differences', () => {
    const { comparisons } = compasAudit();
    for (const by of ['race', 'sex', 'age_cat']) {
      const { rows } = sectionOf(made('reg-b'), `by-${by}`).tables[0]!;
      const measured = comparisons.filter((one) => one.metric === 'favourable_rate' && one.by.join() === by);
      const reference = measured[0]!.reference[by]!;
      const rate = rows.find(([name]) => name === reference)![3] as number;
      expect(rows).toHaveLength(measured.length + 1);
      for (const [name, n, , own, ratio] of rows as [string, number, number, number, number][]) {
        const found = measured.find(({ group }) => group[by] === name);
        expect(ratio).toBeCloseTo(1 + (found?.estimate ?? 0) / rate, 8);
        if (found !== undefined) expect([n, own - rate]).toEqual([found.n, expect.closeTo(found.estimate!, 8)]);
      }
    }
    // 1346 of 3175 beside 1407 of 2103, the reference.
    const [first] = sectionOf(made('reg-b'), 'by-race').tables[0]!.rows;
    expect(first).toEqual(['African-American', 3175, 1346, 1346 / 3175, 1346 / 3175 / (1407 / 2103)]);
  });

  it('prints a standardised difference with the pair that it is of', () => {
    const audit = compasAudit();
    const [one] = audit.requirements;
    const smd = { ...one!, id: 'scores', metric: 'standardized_mean_difference' as const };
    const { rows } = sectionOf(made('reg-b', { ...audit, requirements: [smd] }), 'smd').tables[0]!;
    expect(rows).toEqual([['scores', 'race', 'African-American', 'Other', 0.532638805, 0.499534254, 0.571735335]]);
  });
});

describe('adverse impact by the Uniform Guidelines', () => {
  it('has the ratio of the requirement of four fifths', () => {
    const [one] = compasAudit().requirements;
    const { rows } = sectionOf(made('ugesp'), 'by-race').tables[0]!;
    const row = rows.find(([name]) => name === 'African-American')!;
    expect(row.slice(0, 4)).toEqual(['African-American', 'yes', 3175, 1346]);
    expect(row[5]).toBeCloseTo(one!.estimate!, 8);
  });

  it('names the attributes for whose tables there is no room, and asks what impact in them asks', () => {
    const audit = compasAudit();
    const cell = (attribute: string, name: string, tn: number) => {
      const counts = { tp: 100 - tn, fp: 0, fn: 0, tn, unlabelled: 0 };
      return { attributes: { [attribute]: name }, n: 100, counts, metrics: {} };
    };
    const groups = Array.from({ length: 52 }, (_, at) => [
      cell(`a${at}`, 'x', 50),
      cell(`a${at}`, 'y', at === 51 ? 30 : 50),
    ]).flat();
    const document = made('ugesp', { ...audit, groups });
    const left = sectionOf(document, 'audited').fields.find(({ id }) => id === 'untabled')!;
    expect(left.value).toEqual(['a50; a51: the audit has them.']);
    expect(document.sections.flatMap(({ tables }) => tables)).toHaveLength(50);
    expect(document.missing.map(({ field }) => field)).toContain('job-relatedness');
  });
});
