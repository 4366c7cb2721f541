import {
  applicantView,
  auditorView,
  compareBaselines,
  developerView,
  type NoticeContext,
  type ReasonConfig,
  type ReasonResult,
  type ReasonsView,
  type RecourseRow,
  reviewerView,
} from '../../../core/explain/index.js';
import { type ExplanationContext, withModel } from '../context/index.js';

export interface ReasonsViewRequest {
  readonly config: ReasonConfig;
  readonly result: ReasonResult;
  readonly recourse: RecourseRow | null;
  readonly audience:
    | { readonly view: 'applicant'; readonly notice: NoticeContext }
    | { readonly view: 'reviewer' | 'developer' }
    /** The view for an auditor; `reasonsFile` is the digest of the reasons file. */
    | { readonly view: 'auditor'; readonly reasonsFile: string };
}

/** The reasons of a row as one kind of reader is shown them. */
export async function reasonsView(
  context: ExplanationContext,
  { config, result, audience, ...request }: ReasonsViewRequest,
): Promise<ReasonsView> {
  const { model, data, background } = context;
  const recourse = request.recourse === null ? {} : { recourse: request.recourse };
  switch (audience.view) {
    case 'applicant':
      return applicantView(model, config, result, { context: audience.notice, ...recourse });
    case 'auditor':
      return auditor(context, { config, result, reasonsFile: audience.reasonsFile, recourse });
    case 'developer':
      return developerView(model, result);
    default:
      return withModel(context, (asked) =>
        reviewerView(asked, config, result, {
          reference: (background ?? data).rows,
          // In another table the row of that number is another person.
          ownRow: background === null ? result.index : null,
          ...recourse,
        }),
      );
  }
}

interface AuditorRequest {
  readonly config: ReasonConfig;
  readonly result: ReasonResult;
  readonly reasonsFile: string;
  readonly recourse: { readonly recourse?: RecourseRow };
}

async function auditor(
  context: ExplanationContext,
  { config, result, reasonsFile, recourse }: AuditorRequest,
): Promise<ReasonsView> {
  const { data, background, digest } = context;
  const from = background ?? data;
  const { cutoff, scale, accept, output } = result.decision;
  const baselines = await withModel(context, (model) =>
    compareBaselines(model, data.rows, config, {
      row: result.index - data.firstRow,
      reference: from.rows,
      decision: { cutoff, cutoffScale: scale, accept, output },
      ruleHits: result.ruleHits,
    }),
  );
  return auditorView(config, result, {
    digests: { model: digest, reference: from.digest, reasonsFile },
    baselines,
    ...recourse,
  });
}
