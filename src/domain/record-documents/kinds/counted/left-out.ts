import type { FieldDraft } from '../../frame/index.js';
import type { AuditRecord } from '../../records/index.js';
import type { CountedGroups } from './counted-groups.js';

/** Whether small categories of an audit were put together with the people of unknown category, so that nobody is recognised. */
const isPooled = ({ sight, value }: AuditRecord): boolean =>
  sight === 'groups' || (sight === null && value.requirements.some(({ reason }) => reason === 'withheld'));

/** Whether every category that is known stands in the counts: none is hidden, and none may be among the unknown. */
export const showsAll = ({ hidden, unknown }: CountedGroups, audit: AuditRecord): boolean =>
  hidden === 0 && (unknown === 0 || !isPooled(audit));

/** What the people are called whom an audit counts in no category. */
export const unknownLabel = (audit: AuditRecord): string =>
  isPooled(audit)
    ? 'People of unknown category, or of categories too small for this audit to show'
    : 'People of unknown category';

/** How many people stand in no row of a table of categories, so that nobody is dropped uncounted. */
export function leftOut(id: string, { unknown, hidden, total }: CountedGroups, audit: AuditRecord): FieldDraft[] {
  const from = [audit.ref];
  const unshown: FieldDraft = {
    ...{ id: `${id}-hidden`, label: 'People of categories too small for this audit to show', from },
    ...{ value: String(hidden), asks: 'The figures leave these out; an audit by whoever may see every cell has them.' },
  };
  return [
    {
      ...{ id: `${id}-unknown`, label: unknownLabel(audit), from, value: `${unknown} of ${total}` },
      asks: 'The figures leave these out.',
    },
    ...(hidden === 0 ? [] : [unshown]),
  ];
}
