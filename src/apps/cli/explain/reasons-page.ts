import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../core/base/errors.js';
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
  readNotice,
  reviewerView,
} from '../../../core/explain/index.js';
import { renderReasonsHtml } from '../../../domain/documents/reasons/index.js';
import { readTextFile, sha256Digest, writeFiles } from '../frame/io.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { type Setting, withModel } from './setting.js';
import { readYamlFile } from './yaml-file.js';

export interface ReasonsPage {
  readonly setting: Setting;
  readonly config: ReasonConfig;
  readonly result: ReasonResult;
  /** Of `--constraints`. */
  readonly recourse: RecourseRow | null;
  readonly args: ParsedArguments;
}

/** Writes the page that `--html` and `--view` ask for. */
export async function writeReasonsPage(page: ReasonsPage): Promise<void> {
  const path = text(page.args, 'html');
  if (path === undefined) return;
  const view = await viewOf(page);
  await writeFiles(dirname(path), { [basename(path)]: renderReasonsHtml(view) });
}

async function viewOf(page: ReasonsPage): Promise<ReasonsView> {
  const { setting, config, result, args } = page;
  const recourse = page.recourse === null ? {} : { recourse: page.recourse };
  const reference = (setting.background ?? setting.data).rows;
  switch (text(args, 'view')) {
    case 'applicant': {
      const context = await noticeOf(text(args, 'notice'), config);
      return applicantView(setting.model, config, result, { context, ...recourse });
    }
    case 'auditor':
      return auditor(page);
    case 'developer':
      return developerView(setting.model, result);
    default:
      return withModel(setting, (model) =>
        reviewerView(model, config, result, {
          reference,
          // In another file the row of that number is somebody else.
          ownRow: setting.background === null ? result.index : null,
          ...recourse,
        }),
      );
  }
}

async function auditor({ setting, config, result, recourse, args }: ReasonsPage): Promise<ReasonsView> {
  const { data, background, digest } = setting;
  const from = background ?? data;
  const { cutoff, scale, accept, output } = result.decision;
  const baselines = await withModel(setting, (model) =>
    compareBaselines(model, data.rows, config, {
      row: result.index - data.firstRow,
      reference: from.rows,
      decision: { cutoff, cutoffScale: scale, accept, output },
      ruleHits: result.ruleHits,
    }),
  );
  const reasonsFile = sha256Digest(await readTextFile(text(args, 'reasons')!, 'reasons', 'DATA_NOT_FOUND'));
  const digests = { model: digest, reference: from.digest, reasonsFile };
  return auditorView(config, result, { digests, baselines, ...(recourse === null ? {} : { recourse }) });
}

/** What a letter needs and no model knows, `tribune: notice/v1`. Throws REASONS_INVALID with line and column. */
async function noticeOf(path: string | undefined, config: ReasonConfig): Promise<NoticeContext> {
  if (path === undefined) {
    throw new TribuneError('USAGE', 'a letter needs its sender, dates and appeal', {
      remedy: 'Give them with --notice FILE (docs/guides/explanations.md, section Pages).',
    });
  }
  return (await readYamlFile(path, 'notice', 'REASONS_INVALID', (parsed) => readNotice(parsed, config.texts))).value;
}
