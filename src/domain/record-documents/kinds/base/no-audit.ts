import type { SectionDraft } from '../../frame/index.js';

/** The place of the figures where there is no audit. */
export const noAudit = (asks: string): SectionDraft => ({
  id: 'audit',
  title: 'Audit',
  fields: [
    {
      ...{ id: 'audit', label: 'Audit', value: null, from: [], asks },
      need: {
        who: 'a validator or an auditor',
        how: 'make one of the recorded decisions (POST /v1/audits), or give the file of one: --audit audit.json',
      },
    },
  ],
});
