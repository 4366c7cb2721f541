import type { ApplicantView } from './applicant.js';
import type { AuditorView } from './auditor.js';
import type { DeveloperView } from './developer.js';
import type { ReviewerView } from './reviewer.js';

/** View for one of the four kinds of readers of reasons; `domain/documents` makes a page of it. */
export type ReasonsView = ApplicantView | ReviewerView | AuditorView | DeveloperView;
