import type { FieldDraft } from '../../frame/index.js';
import { auditName, type SystemRecords } from '../../records/index.js';

/** Most audits that are named. */
const MOST_NAMED = 20;

/** Which audit the figures are of, and which others of the subject they are not of: a reader would take the one for all. */
export function whichAudit({ audits }: Pick<SystemRecords, 'audits'>): FieldDraft[] {
  const [first, ...others] = audits;
  if (first === undefined) return [];
  const asks = 'the figures are of one audit';
  const named = others.slice(0, MOST_NAMED).map(auditName);
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  const unshown: FieldDraft = {
    ...{ id: 'other-audits', label: 'Audits that are not in the figures', from: [first.ref], asks },
    value: `${named.join(', ')}${more}. Name one deployment, or give one file, to have its own document.`,
  };
  return [
    { id: 'audited', label: 'Audit of', value: auditName(first), from: [first.ref], asks },
    ...(others.length === 0 ? [] : [unshown]),
  ];
}
