import { stat } from 'node:fs/promises';
import { counted } from '../../../../core/base/counted.js';
import { defined } from '../../../../core/base/defined.js';
import {
  defaultOutput,
  type Feature,
  type Model,
  numTrees,
  outputName,
  type Rounds,
  type TreeModel,
} from '../../../../core/models/index.js';
import { roundsOf } from '../../../../domain/explanations/context/index.js';
import { isHeldVersion } from '../../explain/held-version.js';
import { type OpenedServer, openModel } from '../../explain/open-model.js';
import { HELD_OPTIONS, MODEL_OPTIONS } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

/** Most outputs that the table names. */
const OUTPUTS_SHOWN = 6;
/** Most inputs that the table lists; `--json` has all. */
const INPUTS_SHOWN = 40;

export const modelInspectCommand: CommandSpec = {
  name: 'model inspect',
  summary: 'what a model file is: inputs, outputs, link, digest, size',
  usage: ['tribune model inspect MODEL [--json]'],
  positionals: { name: 'MODEL', min: 1, max: 1 },
  options: {
    json: { type: 'boolean', help: 'as JSON' },
    rounds: MODEL_OPTIONS.rounds,
    'allow-host': MODEL_OPTIONS['allow-host'],
    'timeout-ms': MODEL_OPTIONS['timeout-ms'],
    ...HELD_OPTIONS,
  },
  examples: ['tribune model inspect model.json'],
  run: inspect,
};

interface Inspection {
  readonly schemaVersion: '1';
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
  readonly format: string;
  readonly kind: Model['kind'];
  readonly link: Model['link'];
  /** Of the link `curve`. */
  readonly curve?: { readonly knots: number; readonly lowest: number; readonly highest: number };
  readonly outputs: number;
  /** Names of the published scores, unless there is only one without a name. */
  readonly outputNames?: readonly string[];
  /** The output that is meant when none is named; null when it has to be named. */
  readonly defaultOutput: number | null;
  readonly acceptsMissing: boolean;
  readonly inputs: readonly Feature[];
  readonly rounds?: Rounds;
  readonly trees?: TreeFacts;
}

interface TreeFacts {
  readonly trees: number;
  readonly nodes: number;
  readonly leaves: number;
  readonly depth: number;
  readonly inputsRoundedToFloat32: boolean;
  /** Whether nodes have cover, without which there are no path-dependent values. */
  readonly hasCover: boolean;
  readonly baseOffset: readonly number[];
}

async function inspect(args: ParsedArguments, context: CliContext): Promise<number> {
  const path = args.positionals[0]!;
  const opened = await openModel(path, args, context);
  if (opened.file === null) return inspectServed(opened.served, args, context);
  const { model, digest, size } = opened.file;
  const names = Array.from({ length: model.numOutputs }, (_, k) => outputName(model, k, 'linked'));
  const inspection: Inspection = {
    schemaVersion: '1',
    path,
    digest,
    bytes: isHeldVersion(path, args) ? size : (await stat(path)).size,
    format: model.format,
    kind: model.kind,
    link: model.link,
    ...curveOf(model),
    outputs: model.numOutputs,
    ...(names.every((name) => name !== null) ? { outputNames: names } : {}),
    defaultOutput: defaultOutput(model),
    acceptsMissing: model.acceptsMissing,
    inputs: model.features,
    ...roundsOf(model),
    ...(model.kind === 'tree-ensemble' ? { trees: treeFacts(model as TreeModel) } : {}),
  };
  context.out(flag(args, 'json') ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection));
  return EXIT.pass;
}

/** Inspects a served model by the server's (or onnxruntime's) description of itself; nothing is scored. */
function inspectServed(
  { server, description, digest }: OpenedServer,
  args: ParsedArguments,
  context: CliContext,
): number {
  const { name, version, features, width, acceptsMissing } = description;
  const found = {
    schemaVersion: '1',
    address: server.address,
    ...defined({ digest }),
    name,
    version,
    inputs: features,
    numInputs: width,
    acceptsMissing,
  };
  const lines = [
    `address         ${server.address}`,
    `name            ${name}`,
    `version         ${version === null || version === '' ? 'not told' : version}`,
    ...(digest === undefined ? [] : [`digest          ${digest}`]),
    `inputs          ${features?.map((feature) => feature.name).join(', ') ?? width ?? 'not told: all columns of the data, or --inputs'}`,
    `missing values  ${acceptsMissing ? 'can be sent' : 'cannot be sent'}`,
  ];
  context.out(flag(args, 'json') ? `${JSON.stringify(found, null, 2)}\n` : `${lines.map(printable).join('\n')}\n`);
  return EXIT.pass;
}

function treeFacts({ ensemble }: TreeModel): TreeFacts {
  const leaves = ensemble.feature.reduce((count, feature) => count + (feature < 0 ? 1 : 0), 0);
  return {
    trees: numTrees(ensemble),
    nodes: ensemble.feature.length,
    leaves,
    depth: ensemble.maxDepth,
    inputsRoundedToFloat32: ensemble.float32,
    hasCover: ensemble.cover !== null,
    baseOffset: Array.from(ensemble.baseOffset),
  };
}

function outputsText({ outputs, outputNames, defaultOutput: meant }: Inspection): string {
  if (outputNames === undefined) return String(outputs);
  const named = `${outputs}: ${outputNames.slice(0, OUTPUTS_SHOWN).join(', ')}${outputs > OUTPUTS_SHOWN ? ', ...' : ''}`;
  return outputs > 1 && meant !== null ? `${named}; ${outputNames[meant]} unless --output names another` : named;
}

function curveOf({ curve }: Model): Pick<Inspection, 'curve'> {
  if (curve === undefined) return {};
  return { curve: { knots: curve.x.length, lowest: curve.y[0]!, highest: curve.y.at(-1)! } };
}

function linkText({ link, curve }: Inspection): string {
  if (link === 'identity') return 'identity (raw score = published score)';
  if (curve === undefined) return link;
  return `curve (${counted(curve.knots, 'knot')}, chances from ${curve.lowest} to ${curve.highest})`;
}

function inspectionText(found: Inspection): string {
  const facts: [string, string][] = [
    ['format', found.format],
    ['kind', found.kind],
    ['digest', found.digest],
    ['bytes', String(found.bytes)],
    ['outputs', outputsText(found)],
    ['link', linkText(found)],
    ['missing values', found.acceptsMissing ? 'accepted' : 'refused: the model has no rule for them'],
  ];
  if (found.trees !== undefined) {
    const { trees, leaves, depth, hasCover, inputsRoundedToFloat32 } = found.trees;
    if (found.rounds !== undefined) {
      const { used, inFile, best } = found.rounds;
      facts.push(['rounds', `${used} of ${inFile} used; stopped early, best ${best}`]);
    }
    facts.push(
      ['trees', `${trees}, ${counted(leaves, 'leaf')}, depth ${depth}`],
      ['arithmetic', inputsRoundedToFloat32 ? 'inputs are rounded to float32' : 'float64'],
      ['path-dependent', hasCover ? 'possible' : 'impossible: the file holds no cover'],
    );
  }
  facts.push(['inputs', String(found.inputs.length)]);
  const width = Math.max(...facts.map(([name]) => name.length));
  const inputs = found.inputs.slice(0, INPUTS_SHOWN).map((input) => {
    const codes =
      input.unnamed === undefined ? '' : '  (codes of categories that the file does not name: --categories)';
    const kind = input.categories === undefined ? codes : `  (${counted(input.categories.length, 'category')})`;
    return `  ${input.name}${kind}`;
  });
  const more = found.inputs.length - inputs.length;
  const lines = [
    ...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...inputs,
    ...(more > 0 ? [`  ... and ${more} more (--json)`] : []),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}
