import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../core/base/errors.js';
import {
  type NoticeContext,
  type ReadingAge,
  type ReasonConfig,
  type ReasonResult,
  type RecourseRow,
  readNotice,
} from '../../../core/explain/index.js';
import { renderReasonsHtml } from '../../../domain/documents/index.js';
import type { ExplanationContext } from '../../../domain/explanations/context/index.js';
import { type ReasonsViewRequest, reasonsView } from '../../../domain/explanations/reasons/index.js';
import { readTextFile, sha256Digest, writeFiles } from '../frame/io.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { readYamlFile } from './yaml-file.js';

export interface ReasonsPage {
  readonly context: ExplanationContext;
  readonly config: ReasonConfig;
  readonly result: ReasonResult;
  /** Recourse for the constraints of `--constraints`. */
  readonly recourse: RecourseRow | null;
  readonly args: ParsedArguments;
}

/** Writes the page that `--html` and `--view` ask for. Gives how hard it reads where it is a letter, which no other page is measured for. */
export async function writeReasonsPage({ context, args, ...page }: ReasonsPage): Promise<ReadingAge | null> {
  const path = text(args, 'html');
  if (path === undefined) return null;
  const view = await reasonsView(context, { ...page, audience: await audienceOf(args, page.config) });
  await writeFiles(dirname(path), { [basename(path)]: renderReasonsHtml(view) });
  return view.audience === 'applicant' ? view.reading : null;
}

/** At what age a letter reads with ease, for whoever sends it; that nobody knows is said, too. */
export function readingText({ age, formula, status }: ReadingAge, locale: string): string {
  if (age === null)
    return `the reading age of the letter is not known: ${formula === null ? `there is no formula for ${locale}` : 'it has no words'}\n`;
  const years = Math.round(age);
  return status === 'ok'
    ? `the letter reads with ease at ${years} years (${formula})\n`
    : `warning the letter is hard to read: with ease at ${years} years only (${formula})\n`;
}

async function audienceOf(args: ParsedArguments, config: ReasonConfig): Promise<ReasonsViewRequest['audience']> {
  const view = text(args, 'view');
  switch (view) {
    case 'applicant':
      return { view, notice: await noticeOf(text(args, 'notice'), config) };
    case 'auditor':
      return {
        view,
        reasonsFile: sha256Digest(await readTextFile(text(args, 'reasons')!, 'reasons', 'DATA_NOT_FOUND')),
      };
    case 'developer':
      return { view };
    default:
      return { view: 'reviewer' };
  }
}

/** Facts for a letter from the notice file, `tribune: notice/v1`. Throws REASONS_INVALID with line and column. */
async function noticeOf(path: string | undefined, config: ReasonConfig): Promise<NoticeContext> {
  if (path === undefined) {
    throw new TribuneError('USAGE', 'a letter needs its sender, dates and appeal', {
      remedy: 'Give them with --notice FILE (docs/guides/explanations.md, section Pages).',
    });
  }
  return (await readYamlFile(path, 'notice', 'REASONS_INVALID', (parsed) => readNotice(parsed, config.texts))).value;
}
