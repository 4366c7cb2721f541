import { TribuneError } from '../../../core/base/errors.js';
import type { ReasonsView } from '../../../core/explain/index.js';
import { applicantLetter } from './applicant.js';
import { auditorPage } from './auditor.js';
import { code, letter } from './parts.js';
import { reviewerPage } from './reviewer.js';

/**
 * Renders a view of reasons as one accessible page without scripts; the same view gives the same bytes.
 *
 * @throws TribuneError INVALID_ARGUMENT for a value that is no view of reasons
 * @example renderReasonsHtml(applicantView(model, config, result, { context }));
 */
export function renderReasonsHtml(view: ReasonsView): string {
  switch (view?.audience) {
    case 'applicant':
      return applicantLetter(view);
    case 'reviewer':
      return reviewerPage(view);
    case 'auditor':
      return auditorPage(view);
    case 'developer':
      return letter('en', `Row ${view.index}: numbers`, code(view));
    default:
      throw new TribuneError('INVALID_ARGUMENT', 'renderReasonsHtml: view is no view of reasons', {
        remedy: 'Pass what applicantView, reviewerView, auditorView or developerView gives.',
      });
  }
}
