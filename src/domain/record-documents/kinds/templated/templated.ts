import { DOCUMENT_TEMPLATES, type DocumentTemplate, fillTemplate } from '../../templates/index.js';
import { type DocumentKind, type MachineForm, staleOf } from '../base/index.js';
import { modelCardForms } from '../model-card/index.js';

/** Machine formats by the template whose document they are. */
const FORMS: Readonly<Record<string, Readonly<Record<string, MachineForm>>>> = { 'model-card': modelCardForms };

/** What a template is about that is not about something registered as it is. */
const ABOUT: Readonly<Record<string, DocumentKind['about']>> = { datasheet: 'data', 'transparency-report': 'period' };

/** The kinds that a template describes: what they ask for is dated data, and nothing of them is code but their machine formats. */
export const templatedKinds: readonly DocumentKind[] = DOCUMENT_TEMPLATES.map(kindOf);

function kindOf(template: DocumentTemplate): DocumentKind {
  const { id, title, summary } = template;
  const forms = FORMS[id];
  return {
    ...{ id, title, summary, about: ABOUT[id] ?? 'registered' },
    ...(forms === undefined ? {} : { forms }),
    draft: (records) => ({
      ...{ title, subject: records.subject },
      sections: fillTemplate(template, records),
      stale: staleOf(records),
    }),
  };
}
