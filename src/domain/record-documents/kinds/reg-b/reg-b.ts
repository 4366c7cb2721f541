import { byLabel, groupLabel, sameBy } from '../../../wording/index.js';
import type { SectionDraft } from '../../frame/index.js';
import type { AuditRecord } from '../../records/index.js';
import { stated } from '../../templates/index.js';
import { type DocumentKind, noAudit, staleOf, tabledSets, untabledSets, whichAudit } from '../base/index.js';
import { countedGroups, impactRatio, leftOut, rateOf } from '../counted/index.js';

const RULE = '12 CFR 1002 (Regulation B)';

/** Gaps in credit as fair-lending work looks at them: ratio of approval rates to the reference group, and standardised differences of scores. */
export const regB: DocumentKind = {
  id: 'reg-b',
  about: 'registered',
  needsCounts: true,
  title: 'Fair lending view (ECOA, Regulation B)',
  summary:
    'Adverse impact ratios against the reference group, and standardised mean differences where the audit measured them.',
  draft(records) {
    const { title } = this;
    const [audit] = records.audits;
    const asked: SectionDraft = {
      id: 'need',
      title: 'Need and alternatives',
      note: 'The final rule of 2026, in force since 2026-07-21, no longer reads an effects test into Regulation B; states and other laws may. These figures are evidence, not a finding of law.',
      fields: ['business-necessity', 'less-adverse-alternatives'].map((field) =>
        stated(field, records, { isNeeded: false }),
      ),
    };
    if (audit === undefined) return { title, subject: records.subject, sections: [noAudit(RULE), asked] };
    return {
      ...{ title, subject: records.subject },
      sections: [
        { id: 'audited', title: 'What was audited', fields: [...whichAudit(records), ...untabledSets(audit)] },
        ...tabledSets(audit).flatMap((by) => ratiosOf(by, audit)),
        ...standardised(audit),
        asked,
      ],
      stale: staleOf(records),
    };
  },
};

/** The reference of an attribute set is the one that the audit compared with. */
function referenceOf(by: readonly string[], { value }: AuditRecord): readonly string[] | null {
  const found = value.comparisons.find((one) => one.metric === 'favourable_rate' && sameBy(one.by, by));
  return found === undefined ? null : by.map((name) => String(found.reference[name]));
}

function ratiosOf(by: readonly string[], audit: AuditRecord): SectionDraft[] {
  const counted = countedGroups(audit.value, by);
  const reference = referenceOf(by, audit);
  if (counted === null) return [];
  const id = `by-${by.join('-')}`;
  const title = `By ${byLabel(by)}`;
  const fields = leftOut(id, counted, audit);
  if (reference === null) {
    const note = 'The audit compared no categories here, so that there is no reference to divide by.';
    return [{ id, title, note, fields }];
  }
  const key = JSON.stringify(reference);
  const control = counted.groups.find(({ values }) => JSON.stringify(values) === key);
  const rate = control === undefined ? null : rateOf(control);
  const numeric = true;
  return [
    {
      ...{ id, title, fields },
      tables: [
        {
          caption: `Adverse impact ratio by ${byLabel(by)}, against ${reference.join(', ')}`,
          columns: [
            ...by.map((head) => ({ head })),
            ...['Applicants', 'Favourable', 'Rate', 'Adverse impact ratio'].map((head) => ({ head, numeric })),
          ],
          rows: counted.groups.map((one) => [
            ...one.values,
            one.n,
            one.selected,
            rateOf(one),
            impactRatio(rateOf(one), rate),
          ]),
          from: [audit.ref],
        },
      ],
    },
  ];
}

/** Standardised differences stand in requirements only: they need the spread of scores, which a result does not list for each group. */
function standardised(audit: AuditRecord): SectionDraft[] {
  const found = audit.value.requirements.filter(({ metric }) => metric === 'standardized_mean_difference');
  if (found.length === 0)
    return [
      {
        id: 'smd',
        title: 'Standardised mean differences',
        note: 'The policy of this audit asks for none. A requirement with `metric: standardized_mean_difference` measures them.',
      },
    ];
  return [
    {
      id: 'smd',
      title: 'Standardised mean differences',
      tables: [
        {
          caption: 'Difference of mean scores over their standard deviation, of the pair that decided each requirement',
          columns: [
            { head: 'Requirement' },
            ...['By', 'Category', 'Against'].map((head) => ({ head })),
            ...['Estimate', 'From', 'To'].map((head) => ({ head, numeric: true })),
          ],
          rows: found.map(({ id, by, group, reference, estimate, lower, upper }) => [
            ...[id, byLabel(by), groupLabel(group), groupLabel(reference), estimate, lower, upper],
          ]),
          from: [audit.ref],
        },
      ],
    },
  ];
}
