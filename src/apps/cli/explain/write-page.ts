import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionRule, Explanation } from '../../../core/explain/index.js';
import { defaultOutput } from '../../../core/models/index.js';
import {
  type Audience,
  explanationPage,
  pageCutoff,
  renderExplanationHtml,
} from '../../../domain/documents/explanation/index.js';
import { type ExplanationContext, withModel } from '../../../domain/explanations/context/index.js';
import type { DecidedRow } from '../../../domain/explanations/rows/index.js';
import type { CliContext } from '../frame/context.js';
import { writeFiles } from '../frame/io.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { replayCommand } from './replay-command.js';

/** Refuses several rows before anything is computed, because a page is about one person. */
export function checkPageOptions(args: ParsedArguments, opened: ExplanationContext): void {
  if (text(args, 'html') === undefined) return;
  if (opened.indices.length > 1) {
    throw new TribuneError('USAGE', '--html writes the page of one row', { remedy: 'Name it: --row N.' });
  }
  if (defaultOutput(opened.model) === null && text(args, 'output') === undefined) {
    throw new TribuneError('USAGE', `--html writes the page of one output, the model has ${opened.model.numOutputs}`, {
      remedy: `Name it: --output 0 to ${opened.model.numOutputs - 1}.`,
    });
  }
}

/** Writes the page that `--html` and `--view` ask for. */
export async function writePage(
  opened: ExplanationContext,
  explanation: Explanation,
  decision: { readonly rule: DecisionRule | null; readonly decided: readonly DecidedRow[] },
  { args, context }: { readonly args: ParsedArguments; readonly context: CliContext },
): Promise<void> {
  const path = text(args, 'html');
  if (path === undefined) return;
  const { rule, decided } = decision;
  const isPublished = explanation.scale === 'linked' || opened.model.link === 'identity';
  const linked = isPublished ? null : await withModel(opened, (model) => model.predictLinked(opened.wanted));
  const page = explanationPage(opened, explanation, {
    cutoff: rule === null ? null : pageCutoff(opened.model, rule, decided[0]!, explanation.scale),
    version: context.version,
    replay: replayCommand('explain', args, REPLAYED),
    published: linked === null ? null : linked[explanation.outputs[0]!]!,
  });
  const view = (text(args, 'view') ?? 'reviewer') as Audience;
  await writeFiles(dirname(path), { [basename(path)]: renderExplanationHtml(page, view) });
}

const REPLAYED = [
  'background',
  'method',
  'groups',
  'scale',
  'output',
  'seed',
  'evaluations',
  'row',
  'unseen',
  'inputs',
  'categories',
  'rounds',
  'allow-host',
  'single-reference',
];
