import { comparisonOf } from '../../../../core/explain/index.js';
import { AUDIENCES } from '../../../../domain/documents/explanation/index.js';
import { type ExplanationContext, ROWS_SHOWN } from '../../../../domain/explanations/context/index.js';
import {
  decideRows,
  type ExplainedVersion,
  type ExplainRowsOptions,
  explainJson,
  explainRows,
  explainVersion,
} from '../../../../domain/explanations/rows/index.js';
import { cutoffRule } from '../../explain/cutoff-rule.js';
import { explainTable } from '../../explain/explain-table.js';
import { groupsOption } from '../../explain/groups-file.js';
import { isHeldVersion, withHeldVersion } from '../../explain/held-version.js';
import { threadsOf } from '../../explain/on-threads.js';
import { filesOf, givenModel, openFiles } from '../../explain/open-files.js';
import { openHeld } from '../../explain/open-model.js';
import { METHOD_OPTIONS, MODEL_OPTIONS, methodOptions } from '../../explain/options.js';
import { checkPageOptions, writePage } from '../../explain/write-page.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';

export const explainCommand: CommandSpec = {
  name: 'explain',
  summary: 'exact contributions of every input to the score of every row',
  usage: [
    'tribune explain MODEL DATA [--background DATA] [options]',
    'tribune explain NAME@LABEL DATA --server URL [--background DATA] [options]',
  ],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    ...METHOD_OPTIONS,
    row: { type: 'string', value: 'N', help: 'only this row of the data, from 0' },
    html: { type: 'string', value: 'FILE', help: 'write a page about the one row that --row names' },
    view: {
      type: 'string',
      value: 'WHO',
      choices: AUDIENCES,
      help: 'for whom the page is written (default reviewer)',
    },
    cutoff: { type: 'string', value: 'C', help: 'the score at which the decision changes: shown with every row' },
    'cutoff-scale': {
      type: 'string',
      value: 'SCALE',
      choices: ['raw', 'linked'],
      help: 'scale of the cutoff; required unless the two are the same',
    },
    accept: { type: 'string', value: 'SIDE', choices: ['above', 'below'], help: 'side of --cutoff that is accepted' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    workers: {
      type: 'string',
      value: 'N',
      help: 'threads that share the rows (default 1); the numbers are the same bits',
    },
    interactions: { type: 'boolean', help: 'also interaction values of every pair (--json)' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune explain model.json applicants.csv --background approved.csv --json',
    'tribune explain model.json applicants.csv --background approved.csv --groups families.yaml --row 17',
    'tribune explain lending@2026-11-1 applicants.csv --row 17 --data ./tribune-data',
  ],
  notes: [
    'MODEL: neutral JSON, XGBoost JSON or UBJSON, LightGBM text or JSON, CatBoost JSON, ONNX, PMML, EBM JSON, scorecard CSV;',
    'or a server: oip+http://host/v2/models/NAME, mlflow+http://host, tfserving+http://host/v1/models/NAME, or a template',
    'file (tribune: http-model/v1). Servers on other machines need --allow-host.',
    'With --server or --data, MODEL is a version whose bytes the service holds (tribune artifact put): NAME@LABEL or sha256:...',
    'auto: interventional where a background is given, else path-dependent for trees and exact for linear models.',
  ],
  run: explainCase,
};

/** Options that do not fit the model are refused before the rows are explained, which may take long. */
function demandFitting(args: ParsedArguments, opened: ExplanationContext): void {
  checkPageOptions(args, opened);
  cutoffRule(args, opened.model);
}

async function explainFile(
  options: ExplainRowsOptions,
  args: ParsedArguments,
  context: CliContext,
): Promise<ExplainedVersion> {
  const opened = await openFiles(args, context, { rowOnly: true });
  demandFitting(args, opened);
  return { context: opened, explanation: await explainRows(opened, options, threadsOf(args, opened)) };
}

/** Explains by a version that a service holds. */
function explainHeld(
  options: ExplainRowsOptions,
  args: ParsedArguments,
  context: CliContext,
): Promise<ExplainedVersion> {
  const [name] = args.positionals as [string, string];
  const beforeRows = (opened: ExplanationContext, bytes: Uint8Array) => {
    demandFitting(args, opened);
    return threadsOf(args, opened, async () => bytes);
  };
  const request = { ...filesOf(args, context), options, beforeRows };
  return withHeldVersion(name, { args, context }, (held) => {
    const open = async (bytes: Uint8Array) =>
      givenModel(name, await openHeld(bytes, name, held, { args, context }), args, context);
    return explainVersion(held.digest, request, { models: held.models, name, open });
  });
}

async function explainCase(args: ParsedArguments, context: CliContext): Promise<number> {
  const options = {
    ...methodOptions(args),
    ...(await groupsOption(args)),
    singleReference: flag(args, 'single-reference'),
    interactions: flag(args, 'interactions'),
  };
  const [model] = args.positionals as [string, string];
  const explain = isHeldVersion(model, args) ? explainHeld : explainFile;
  const { context: opened, explanation } = await explain(options, args, context);
  const rule = cutoffRule(args, opened.model);
  const decided = rule === null ? [] : await decideRows(opened, rule, ROWS_SHOWN);
  await writePage(opened, explanation, { rule, decided }, { args, context });
  const document = { context: opened, explanation };
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, explainJson(document));
  if (flag(args, 'json')) {
    for (const piece of explainJson(document)) context.out(piece);
    return EXIT.pass;
  }
  context.out(
    explainTable({
      explanation,
      model: opened.model,
      indices: opened.indices,
      features: opened.model.features,
      rows: opened.wanted,
      onFile: opened.onFile,
      comparison: comparisonOf(opened.model, explanation),
      rule,
      decided,
      paint: painter(context.outColour),
    }),
  );
  return EXIT.pass;
}
