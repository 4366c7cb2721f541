import { attributeSets, byLabel } from '../../../wording/index.js';
import type { SectionDraft } from '../../frame/index.js';
import type { AuditRecord } from '../../records/index.js';
import { stated } from '../../templates/index.js';
import { type DocumentKind, noAudit, staleOf, tabledSets, untabledSets, whichAudit } from '../base/index.js';
import { type CountedGroups, countedGroups, leftOut } from '../counted/index.js';
import { type FourFifths, fourFifths } from './four-fifths.js';

const RULE = '29 CFR 1607.4(D) and Questions and Answers 18 to 21';

/**
 * Adverse impact as the Uniform Guidelines on Employee Selection Procedures look at it: the rule of four fifths beside both tests, how few
 * people would turn it, and how many are lacking.
 */
export const ugesp: DocumentKind = {
  id: 'ugesp',
  about: 'registered',
  needsCounts: true,
  title: 'Adverse impact (Uniform Guidelines on Employee Selection Procedures)',
  summary: 'Four fifths of the highest rate, two tests, how few people would turn it, and how many are lacking.',
  draft(records) {
    const { title } = this;
    const [audit] = records.audits;
    const looks = audit === undefined ? [] : looksAt(audit);
    const hasImpact = looks.some(({ rows }) => rows.some(({ isUnder }) => isUnder === true));
    const need: SectionDraft = {
      id: 'after',
      title: 'What is asked where there is adverse impact',
      fields: ['job-relatedness', 'less-adverse-alternatives'].map((field) =>
        stated(field, records, { isNeeded: hasImpact }),
      ),
    };
    if (audit === undefined) return { title, subject: records.subject, sections: [noAudit(RULE), need] };
    const tabled = tabledSets(audit).length;
    return {
      ...{ title, subject: records.subject },
      sections: [
        { id: 'audited', title: 'What was audited', fields: [...whichAudit(records), ...untabledSets(audit)] },
        ...looks.slice(0, tabled).map((look) => sectionOf(look, audit)),
        need,
      ],
      stale: staleOf(records),
    };
  },
};

/** What the rule says of the categories of some attributes. */
interface Look {
  readonly by: readonly string[];
  readonly counted: CountedGroups;
  readonly rows: readonly FourFifths[];
}

/** Looks at every set of attributes, also at those without room for a table: impact there asks for the same. */
const looksAt = ({ value }: AuditRecord): Look[] =>
  attributeSets(value).flatMap((by) => {
    const counted = countedGroups(value, by);
    return counted === null ? [] : [{ by, counted, rows: fourFifths(counted) }];
  });

function sectionOf({ by, counted, rows }: Look, audit: AuditRecord): SectionDraft {
  const heads = [
    'People',
    'Selected',
    'Selection rate',
    'Impact ratio',
    'Standard deviations',
    'Fisher p-value',
    'Lacking for 4/5',
    'People who would turn it',
  ];
  return {
    id: `by-${by.join('-')}`,
    title: `By ${byLabel(by)}`,
    note: 'Against the category with the highest rate. The rule is one of thumb: small numbers may fail it by chance and large ones pass it with a real difference, so both tests stand beside it.',
    fields: leftOut(`by-${by.join('-')}`, counted, audit),
    tables: [
      {
        caption: `Four fifths by ${byLabel(by)}`,
        columns: [
          ...by.map((head) => ({ head })),
          { head: 'Under 4/5' },
          ...heads.map((head) => ({ head, numeric: true })),
        ],
        rows: rows.map((one) => [
          ...one.values,
          one.isUnder === null ? 'undefined' : one.isUnder ? 'yes' : 'no',
          ...[one.n, one.selected, one.rate, one.ratio, one.z, one.fisher, one.shortfall, one.flips],
        ]),
        from: [audit.ref],
      },
    ],
  };
}
