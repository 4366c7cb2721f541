import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CardFormat, ForeignCard } from '../../../../domain/foreign-cards/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { type MlflowWanted, readSource } from '../../imports/read-source.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Imported {
  readonly id: string;
  readonly provenance: string;
  readonly namesVersion: boolean | null;
  readonly said: ForeignCard;
  readonly unknown: readonly { readonly at: string; readonly value: string }[];
  readonly cut: { readonly unknown: number; readonly listed: number; readonly texts: number };
}

const OPTIONS = {
  system: { type: 'string', value: 'NAME', help: 'the registered system that it is about' },
  version: { type: 'string', value: 'DIGEST', help: 'the registered version that it is about, as you say' },
  ...SERVICE_OPTIONS,
  json: { type: 'boolean', help: 'as JSON' },
} as const;

const NOTES = [
  'What a document says is kept with who imported it and when, and shown as said: it opens no gate, and no control is met by it.',
  'What is not understood is kept and shown. Exit code 1: the document names other bytes than the version has. A key needs the scope registry:write.',
];

export const importMlflowCommand: CommandSpec = {
  name: 'import mlflow',
  summary: 'import what a run or a registered model of MLflow says, from a server, an export or the folder of a run',
  usage: [
    'tribune import mlflow FILE_OR_FOLDER --system NAME --server URL',
    'tribune import mlflow URL --run ID --system NAME --server URL',
    'tribune import mlflow URL --model NAME --model-version N --system NAME --server URL',
  ],
  positionals: { name: 'SOURCE', min: 1, max: 1 },
  options: {
    run: { type: 'string', value: 'ID', help: 'a run of the server of MLflow' },
    model: { type: 'string', value: 'NAME', help: 'a registered model of the server of MLflow' },
    'model-version': { type: 'string', value: 'N', help: 'the version of that model' },
    ...OPTIONS,
  },
  examples: [
    'tribune import mlflow mlruns/1/3f2c9d1e --system credit --data ./tribune-data',
    'tribune import mlflow http://127.0.0.1:5000 --model lending --model-version 7 --system credit --server https://tribune.example',
  ],
  notes: [
    ...NOTES,
    '`tribune lineage import` tells from which data a version was made, by the same documents. A token for the server of MLflow is read from MLFLOW_TRACKING_TOKEN.',
  ],
  run: (args, context) =>
    importCard('mlflow', args, context, {
      ...{ run: text(args, 'run'), model: text(args, 'model'), version: text(args, 'model-version') },
    }),
};

export const importHuggingFaceCommand: CommandSpec = {
  name: 'import huggingface',
  summary: 'import what a card of the Hugging Face Hub says of a model',
  usage: ['tribune import huggingface FILE_OR_URL --system NAME --server URL'],
  positionals: { name: 'SOURCE', min: 1, max: 1 },
  options: OPTIONS,
  examples: ['tribune import huggingface README.md --system credit --data ./tribune-data'],
  notes: [
    ...NOTES,
    'The front matter is read, and the text under headings such as "Direct Use" and "Out-of-Scope Use". A token is read from HF_TOKEN. Redirects are not followed.',
  ],
  run: (args, context) => importCard('huggingface', args, context),
};

export const importCycloneDxCommand: CommandSpec = {
  name: 'import cyclonedx',
  summary: 'import what a CycloneDX bill of materials (1.5 to 1.7, JSON) says of a model',
  usage: ['tribune import cyclonedx FILE_OR_URL --system NAME --server URL'],
  positionals: { name: 'SOURCE', min: 1, max: 1 },
  options: OPTIONS,
  examples: ['tribune import cyclonedx card.cdx.json --system credit --data ./tribune-data'],
  notes: [...NOTES, 'The bill names one component of the type machine-learning-model; others may stand beside it.'],
  run: (args, context) => importCard('cyclonedx', args, context),
};

async function importCard(
  format: CardFormat,
  args: ParsedArguments,
  context: CliContext,
  wanted: MlflowWanted = {},
): Promise<number> {
  const system = text(args, 'system');
  if (system === undefined)
    throw new TribuneError('USAGE', 'no --system: an import is about the model of a system', {
      remedy: 'Give --system NAME; `tribune admin apply` registers systems.',
    });
  const source = await readSource(format, args.positionals[0]!, wanted);
  const body = { system, format, version: text(args, 'version') ?? null, ...source };
  const found = (await withService(args, context, (admin) => admin.post('/v1/imports', body))) as Imported;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  return found.namesVersion === false ? EXIT.fail : EXIT.pass;
}

function print({ id, provenance, namesVersion, said, unknown, cut }: Imported, context: CliContext): void {
  const line = (name: string, value: string | null): void => {
    if (value !== null && value !== '') context.out(`  ${name.padEnd(14)}${printable(value)}\n`);
  };
  context.out(`kept ${id}\n${printable(provenance)}\n`);
  line('model', [said.name, said.version].filter((one) => one !== null).join(' '));
  line('licences', said.licences.join(', '));
  line('made of', said.madeOf.join(', '));
  line('data sets', said.datasets.map(({ name }) => name).join(', '));
  line('parameters', said.parameters.map(({ name, value }) => `${name}=${value}`).join(', '));
  line('metrics', said.metrics.length === 0 ? null : counted(said.metrics.length, 'value'));
  line('intended use', said.intendedUse.join(' | '));
  line('limitations', said.limitations.join(' | '));
  for (const { at, value } of unknown) context.out(`  not understood: ${printable(at)} = ${printable(value)}\n`);
  const more = cut.unknown + cut.listed + cut.texts;
  if (more > 0)
    context.out(`  ${counted(more, 'further value')} that were cut or left out stand in the document alone\n`);
  if (namesVersion === false)
    context.err('the document names other bytes than those of the version: it may be about another model\n');
}
