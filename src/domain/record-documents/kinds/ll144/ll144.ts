import type { FieldDraft, SectionDraft, TableDraft } from '../../frame/index.js';
import type { AuditRecord, SystemRecords } from '../../records/index.js';
import { stated } from '../../templates/index.js';
import { type DocumentKind, noAudit, staleOf, whichAudit } from '../base/index.js';
import {
  attributeNamed,
  type Counted,
  type CountedGroups,
  countedGroups,
  highestRate,
  impactRatio,
  leftOut,
  rateOf,
  showsAll,
  unknownLabel,
} from '../counted/index.js';

/** Share of the audited data below which an auditor may leave a category out of the impact ratios (6 RCNY 5-301(d)). */
const SMALL_SHARE = 0.02;
const RULE = '6 RCNY 5-301 to 5-304 (New York City Local Law 144 of 2021)';

/**
 * The summary of results of a bias audit as New York City asks for it: selection rates and impact ratios by sex, by race and ethnicity, and
 * by both, with those of unknown category and the categories under 2 %.
 */
export const ll144: DocumentKind = {
  id: 'll144',
  about: 'registered',
  needsCounts: true,
  takesAttributes: true,
  title: 'Summary of results of a bias audit (New York City Local Law 144)',
  summary: 'Selection rates and impact ratios by sex, race/ethnicity and both; small and unknown categories counted.',
  draft(records, options) {
    const audit = records.audits[0];
    const title = this.title;
    if (audit === undefined)
      return { title, subject: records.subject, sections: [noAudit(RULE), about(records, null)] };
    const sex = attributeNamed('sex', options.sex, audit.value);
    const race = attributeNamed('race', options.race, audit.value);
    const parts = [
      part('sex', 'Sex', sex === null ? null : [sex], audit),
      part('race', 'Race and ethnicity', race === null ? null : [race], audit),
      part(
        'intersectional',
        'Race, ethnicity and sex together',
        race === null || sex === null ? null : [race, sex],
        audit,
      ),
    ];
    return {
      ...{ title, subject: records.subject },
      sections: [about(records, audit), ...parts.map(({ section }) => section), small(parts, records)],
      stale: staleOf(records),
    };
  },
};

interface Part {
  readonly section: SectionDraft;
  /** Whether its table shows every category that is known. */
  readonly isWhole: boolean;
  /** Categories under 2 % with what they are called. */
  readonly small: readonly (Counted & { readonly head: string; readonly share: number })[];
}

function part(id: string, head: string, by: readonly string[] | null, audit: AuditRecord): Part {
  const { value, ref } = audit;
  const counted = by === null ? null : countedGroups(value, by);
  const need = {
    who: 'whoever made the audit',
    how: `make it with ${id === 'intersectional' ? 'an intersection of sex and race' : `an attribute ${id}`}, or name it: --sex NAME, --race NAME`,
  };
  const asks = '6 RCNY 5-303(a)(1)';
  if (counted === null) {
    const none: FieldDraft = { id: `${id}-unknown`, label: unknownLabel(audit), value: null, from: [], need, asks };
    return { section: { id, title: head, fields: [none] }, isWhole: false, small: [] };
  }
  const [unknown, ...hidden] = leftOut(id, counted, audit);
  const fields = [{ ...unknown!, asks }, ...hidden];
  const isSmall = ({ n }: Counted): boolean => n < SMALL_SHARE * counted.total;
  const small = counted.groups.filter(isSmall).map((one) => ({ ...one, head, share: one.n / counted.total }));
  return {
    section: { id, title: head, fields, tables: [ratios(head, counted, isSmall, ref)] },
    isWhole: showsAll(counted, audit),
    small,
  };
}

function ratios(
  caption: string,
  { by, groups }: CountedGroups,
  isSmall: (one: Counted) => boolean,
  ref: AuditRecord['ref'],
): TableDraft {
  const kept = highestRate(groups.filter((one) => !isSmall(one)));
  const all = highestRate(groups);
  const numeric = true;
  return {
    caption,
    columns: [
      ...by.map((head) => ({ head })),
      ...['Applicants', 'Selected', 'Selection rate', 'Impact ratio', 'Impact ratio with all categories'].map(
        (head) => ({ head, numeric }),
      ),
    ],
    rows: groups.map((one) => {
      const rate = rateOf(one);
      const ratio = isSmall(one) ? 'left out: under 2 %' : impactRatio(rate, kept);
      return [...one.values, one.n, one.selected, rate, ratio, impactRatio(rate, all)];
    }),
    from: [ref],
  };
}

/** Where tables are lacking or leave categories out, nothing is said of what they would have held. */
function noneSmall(parts: readonly Part[]): string {
  const tabled = parts.filter(({ section: { tables = [] } }) => tables.length > 0);
  if (tabled.length === 0) return 'The audit counts none of these categories, so that nothing is known of small ones.';
  const isWhole = tabled.length === parts.length && tabled.every(({ isWhole: all }) => all);
  return `No category ${isWhole ? 'is' : 'that the tables above show is'} under 2 % of the audited data.`;
}

function small(parts: readonly Part[], records: SystemRecords): SectionDraft {
  const found = parts.flatMap((one) => one.small);
  const justification = stated('ll144-small-categories', records);
  return {
    id: 'small',
    title: 'Categories left out of the impact ratios',
    note:
      found.length === 0
        ? noneSmall(parts)
        : 'A category under 2 % of the audited data may be left out of the impact ratios; the reason must be given with its counts. The last column of the tables above has the ratios with nothing left out.',
    fields: found.length === 0 ? [] : [justification],
    tables:
      found.length === 0
        ? []
        : [
            {
              caption: 'Categories under 2 %',
              columns: [
                { head: 'Table' },
                { head: 'Category' },
                ...['Applicants', 'Share of the data', 'Selected', 'Selection rate'].map((head) => ({
                  head,
                  numeric: true,
                })),
              ],
              rows: found.map((one) => [one.head, one.values.join(', '), one.n, one.share, one.selected, rateOf(one)]),
              from: records.audits.slice(0, 1).map(({ ref }) => ref),
            },
          ],
  };
}

function about(records: SystemRecords, audit: AuditRecord | null): SectionDraft {
  const from = audit === null ? [] : [audit.ref];
  const need = { who: 'whoever makes the audit', how: 'make it: tribune audit, or POST /v1/audits' };
  const sources = audit?.value.data.sources.map(({ path, rows }) => `${path}: ${rows} rows`) ?? null;
  return {
    id: 'about',
    title: 'About the audit',
    fields: [
      ...whichAudit(records),
      {
        id: 'audit-date',
        label: 'Date of the most recent bias audit',
        value: audit?.value.evaluatedOn ?? null,
        from,
        need,
        asks: '6 RCNY 5-303(a)(1)',
      },
      {
        id: 'audited-people',
        label: 'People audited',
        value: audit === null ? null : String(audit.value.overall.n),
        from,
        need,
        asks: '6 RCNY 5-301(b)',
      },
      { id: 'data-source', label: 'Source of the data', value: sources, from, need, asks: '6 RCNY 5-303(a)(1)' },
      ...['ll144-data-explanation', 'll144-data-kind', 'll144-distribution-date', 'independent-auditor'].map((field) =>
        stated(field, records),
      ),
    ],
  };
}
