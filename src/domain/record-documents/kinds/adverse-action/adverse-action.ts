import { type NoticeContext, statementsFor } from '../../../../core/explain/reasons/notice/index.js';
import type { FieldDraft, RecordRef, SectionDraft } from '../../frame/index.js';
import type { DecisionFact, Known, SystemRecords, ToldExplanation } from '../../records/index.js';
import { stated } from '../../templates/index.js';
import type { DocumentKind } from '../base/index.js';

const RULE = '12 CFR 1002.9';

/**
 * The notice of an adverse action: the reasons that the recorded explanation gave, with the values that they are about, and the statements
 * that the law of the place asks for. A reason that nobody recorded is missing, and never made up.
 */
export const adverseAction: DocumentKind = {
  id: 'adverse-action',
  about: 'decision',
  title: 'Notice of adverse action',
  summary:
    'Why a recorded decision went against a person, by its recorded explanation, with the statements of the law.',
  draft(records) {
    const { decision } = records;
    return {
      title: this.title,
      subject: records.subject,
      sections: [decided(decision), reasons(decision), ways(decision), sender(records), ...statements(records)],
    };
  },
};

type Decided = Known<DecisionFact> | null;

const NEED = { who: 'whoever records decisions', how: 'record it: POST /v1/decisions' };

const refs = (decision: Decided): RecordRef[] => (decision === null ? [] : [decision.ref]);

const OUTCOMES: Readonly<Record<ToldExplanation['outcome'], string>> = {
  adverse: 'The decision went against the person.',
  favourable: 'The decision was in favour of the person: no notice is due.',
  other: 'The decision is neither for nor against the person.',
};

function decided(decision: Decided): SectionDraft {
  const outcome = decision?.value.explanation?.outcome;
  const field = (id: string, label: string, value: string | null): FieldDraft => ({
    ...{ id, label, value, from: refs(decision), asks: RULE, need: NEED },
  });
  return {
    id: 'decision',
    title: 'Decision',
    fields: [
      field('decision-id', 'Decision', decision?.value.id ?? null),
      field('decided-on', 'Decided on', decision?.value.decidedAt.slice(0, 10) ?? null),
      { ...field('outcome', 'Outcome', outcome === undefined ? null : OUTCOMES[outcome]), need: explain(decision) },
    ],
  };
}

const explain = (decision: Decided): NonNullable<FieldDraft['need']> => ({
  who: 'a developer',
  how: decision?.value.notExplained ?? 'register with what the version is explained: tribune admin apply, `explain:`',
});

function reasons(decision: Decided): SectionDraft {
  const explanation = decision?.value.explanation ?? null;
  const said = explanation?.reasons;
  const note = said?.note;
  const rows = (said?.sentences ?? []).flatMap(({ values }) =>
    values.map(({ name, unit, value }) => [
      name,
      value === null ? 'not given' : `${value}${unit === null ? '' : ` ${unit}`}`,
    ]),
  );
  return {
    id: 'reasons',
    title: 'Principal reasons',
    ...(note == null ? {} : { note }),
    fields: [
      {
        ...{ id: 'principal-reasons', label: 'Reasons', from: refs(decision), asks: `${RULE}(b)(2)` },
        value: said?.sentences.map(({ sentence }) => sentence) ?? null,
        need:
          explanation?.outcome === 'favourable'
            ? undefined
            : { ...explain(decision), ...(note == null ? {} : { how: note }) },
      },
    ],
    tables:
      rows.length === 0
        ? []
        : [
            {
              caption: 'What is on file for these',
              columns: [{ head: 'What' }, { head: 'On file' }],
              rows,
              from: refs(decision),
            },
          ],
  };
}

function ways(decision: Decided): SectionDraft {
  const recourse = decision?.value.explanation?.recourse;
  const all = recourse?.ways ?? [];
  return {
    id: 'changes',
    title: 'What would have led to another outcome',
    fields: [
      {
        ...{
          id: 'changes',
          label: 'Changes',
          from: refs(decision),
          asks: 'practice of this product; no law of the notice asks for it',
        },
        value: all.map((way) =>
          Object.entries(way)
            .map(([name, { from, to }]) => `${name}: ${String(to)} in place of ${String(from)}`)
            .join('; '),
        ),
      },
    ],
    ...(recourse === undefined ? {} : { note: recourse.note }),
  };
}

const sender = (records: SystemRecords): SectionDraft => ({
  id: 'sender',
  title: 'Who decided, and how to contest',
  fields: ['creditor-name', 'creditor-address', 'contestation', 'contact'].map((field) =>
    stated(field, records, { isNeeded: field !== 'contact', source: `${RULE}(a)(2)` }),
  ),
});

/** The statements that a notice of credit in the United States carries, filled in with what was said. */
function statements(records: SystemRecords): SectionDraft[] {
  const { system } = records;
  const isUs = system?.value.jurisdictions.some((place) => place === 'US' || place.startsWith('US-')) === true;
  if (!isUs || system?.value.domain !== 'credit') return [];
  const said = (field: string) => records.statements.get(field)?.value.text ?? null;
  const [name, address, own] = ['ecoa-agency-name', 'ecoa-agency-address', 'creditor-address'].map(said);
  const fields = ['ecoa-agency-name', 'ecoa-agency-address'].map((field) =>
    stated(field, records, { source: `${RULE}(b)(1)` }),
  );
  const parts = ['ecoa-agency-name', 'ecoa-agency-address', 'creditor-address'].flatMap(
    (field) => records.statements.get(field)?.ref ?? [],
  );
  const isKnown = name != null && address != null && own != null;
  const context = { address: own ?? '', agency: { name: name ?? '', address: address ?? '' }, consumerReport: null };
  const texts = statementsFor({ domain: 'credit', jurisdiction: 'US' }).filter(({ id }) => id === 'us-ecoa-notice');
  return texts.map(({ id, heading, basis, version, date, paragraphs }) => ({
    ...{ id, title: heading },
    fields: [
      ...fields,
      {
        ...{ id: `${id}-text`, label: 'Statement', from: parts, asks: `${basis}; text ${version} of ${date}` },
        value: isKnown ? paragraphs(context as NoticeContext) : null,
      },
    ],
  }));
}
