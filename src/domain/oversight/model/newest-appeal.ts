import type { CaseRecord } from '../../../core/oversight/index.js';
import type { StoredCase } from './stored-case.js';

/** The newest appeal among the cases about a decision, the oldest first, without cases that only repeat one for readers; null for none. */
export const newestAppeal = (about: readonly Pick<StoredCase, 'record'>[]): CaseRecord | null =>
  about.findLast(({ record }) => record.origin === 'appeal' && record.known === undefined)?.record ?? null;
