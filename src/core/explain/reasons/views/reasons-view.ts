import type { ApplicantView } from './applicant.js';
import type { AuditorView } from './auditor.js';
import type { DeveloperView } from './developer.js';
import type { ReviewerView } from './reviewer.js';

/** What one of the four readers of reasons gets; `domain/documents` makes a page of it. */
export type ReasonsView = ApplicantView | ReviewerView | AuditorView | DeveloperView;
