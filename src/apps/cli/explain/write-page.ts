import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionRule, Explanation } from '../../../core/explain/index.js';
import { defaultOutput } from '../../../core/models/index.js';
import { type ExplanationAudience, renderExplanationHtml } from '../../../domain/documents/explanation/index.js';
import type { CliContext } from '../frame/context.js';
import { writeFiles } from '../frame/io.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { type DecidedRow, pageCutoff } from './explain-decision.js';
import { explanationPage } from './explain-page.js';
import { replayCommand } from './replay-command.js';
import { type Setting, withModel } from './setting.js';

/** A page is about one person: refused before anything is computed. */
export function checkPageOptions(args: ParsedArguments, setting: Setting): void {
  if (text(args, 'html') === undefined) return;
  if (setting.indices.length > 1) {
    throw new TribuneError('USAGE', '--html writes the page of one row', { remedy: 'Name it: --row N.' });
  }
  if (defaultOutput(setting.model) === null && text(args, 'output') === undefined) {
    throw new TribuneError('USAGE', `--html writes the page of one output, the model has ${setting.model.numOutputs}`, {
      remedy: `Name it: --output 0 to ${setting.model.numOutputs - 1}.`,
    });
  }
}

/** Writes the page that `--html` and `--view` ask for. */
export async function writePage(
  setting: Setting,
  explanation: Explanation,
  decision: { readonly rule: DecisionRule | null; readonly decided: readonly DecidedRow[] },
  { args, context }: { readonly args: ParsedArguments; readonly context: CliContext },
): Promise<void> {
  const path = text(args, 'html');
  if (path === undefined) return;
  const { rule, decided } = decision;
  const isPublished = explanation.scale === 'linked' || setting.model.link === 'identity';
  const linked = isPublished ? null : await withModel(setting, (model) => model.predictLinked(setting.wanted));
  const page = explanationPage(setting, explanation, {
    cutoff: rule === null ? null : pageCutoff(setting.model, rule, decided[0]!, explanation.scale),
    version: context.version,
    replay: replayCommand('explain', args, REPLAYED),
    published: linked === null ? null : linked[explanation.outputs[0]!]!,
  });
  const view = (text(args, 'view') ?? 'reviewer') as ExplanationAudience;
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
