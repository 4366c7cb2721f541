import type { ReasonsView } from '../../../core/explain/index.js';

/** A reader of explanations and reasons; docs/guides/explanations.md (Pages) says what each must have and must be spared. */
export type Audience = ReasonsView['audience'];

/** All readers, from the person decided about to the maker of the model. */
export const AUDIENCES: readonly Audience[] = ['applicant', 'reviewer', 'auditor', 'developer'];
