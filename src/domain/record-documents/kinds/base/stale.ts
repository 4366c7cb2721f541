import type { StaleDraft } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';

/** Audits that no longer count for what the document is about; of those that nothing is taken from the document says nothing. */
export const staleOf = ({ audits }: Pick<SystemRecords, 'audits'>): StaleDraft[] =>
  audits.flatMap(({ ref, staleBecause }) => (staleBecause === null ? [] : [{ record: ref, because: staleBecause }]));
