import { attributeSets, byLabel } from '../../../wording/index.js';
import type { FieldDraft } from '../../frame/index.js';
import type { AuditRecord } from '../../records/index.js';

/** Most sets of attributes that a document has a table of. */
const MOST_SETS = 50;
/** Most of the others that are named. */
const MOST_NAMED = 20;

/** The first attributes and intersections of an audit, in its order. */
export const tabledSets = ({ value }: AuditRecord): string[][] => attributeSets(value).slice(0, MOST_SETS);

/** Which attributes and intersections have no table for want of room, so that none is left out unsaid. */
export function untabledSets({ value, ref }: AuditRecord): FieldDraft[] {
  const left = attributeSets(value).slice(MOST_SETS);
  if (left.length === 0) return [];
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : '';
  return [
    {
      ...{ id: 'untabled', label: 'Attributes and intersections without a table here', from: [ref] },
      value: `${left.slice(0, MOST_NAMED).map(byLabel).join('; ')}${more}: the audit has them.`,
      asks: `a document has ${MOST_SETS} tables at most`,
    },
  ];
}
