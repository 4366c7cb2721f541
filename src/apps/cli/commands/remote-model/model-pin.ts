import { createHash } from 'node:crypto';
import { isModelAddress, readHttpTemplate } from '../../../../adapters/model-servers/index.js';
import { agree, counted } from '../../../../core/base/counted.js';
import { digestText } from '../../../../core/base/digest.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { bindTable, inferFeature } from '../../../../domain/explanations/table/index.js';
import {
  demandTelling,
  type Endpoint,
  type Pin,
  printCanaries,
  printPin,
} from '../../../../domain/remote-models/pins/index.js';
import { fileTable } from '../../explain/file-table.js';
import { bindServer, type OpenedServer, openModel } from '../../explain/open-model.js';
import { decimalNumber, MODEL_OPTIONS, nameList, wholeNumber } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

/** Most canaries of a pin. */
const MOST_ROWS = 1000;

export const modelPinCommand: CommandSpec = {
  name: 'model pin',
  summary: 'make a version of a model behind a network: its address, and canaries by which it is known again',
  usage: ['tribune model pin ENDPOINT ROWS --out PIN.json --canaries CANARIES.json'],
  positionals: { name: 'ENDPOINT ROWS', min: 2, max: 2 },
  options: {
    out: { type: 'string', short: 'o', value: 'FILE', help: 'file for the pin; its digest is the version' },
    canaries: { type: 'string', value: 'FILE', help: 'file for the rows with their scores' },
    inputs: MODEL_OPTIONS.inputs,
    output: { type: 'string', value: 'N', help: 'the score that is meant, of several, from 0' },
    tolerance: {
      type: 'string',
      value: 'NUMBER',
      help: 'difference of scores that counts as none (default 0, to the bit)',
    },
    'allow-host': MODEL_OPTIONS['allow-host'],
    'timeout-ms': MODEL_OPTIONS['timeout-ms'],
    'batch-rows': MODEL_OPTIONS['batch-rows'],
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune model pin oip+http://127.0.0.1:8080/v2/models/credit canaries.csv --out credit-pin.json --canaries credit-canaries.json',
  ],
  notes: [
    'ENDPOINT is an address (oip+http://, mlflow+http://, tfserving+http://) or a template file (tribune: http-model/v1).',
    'ROWS holds 8 to 1,000 rows. Made-up people do as well as real ones; where they are real, put the canaries with --class background, so that they can be erased.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [address, rowsPath] = args.positionals as [string, string];
  const [out, canariesOut] = [demanded(args, 'out'), demanded(args, 'canaries')];
  const tolerance = decimalNumber(args, 'tolerance') ?? 0;
  if (tolerance < 0)
    throw new TribuneError('USAGE', `--tolerance ${tolerance}: less than none`, { remedy: 'Give 0 or more.' });
  const { served } = await openModel(address, args, context);
  if (served === null) {
    throw new TribuneError('USAGE', `${address} is a model file, whose bytes are a version by themselves`, {
      remedy: 'Register the digest of the file: tribune model inspect. A pin is for a model behind a network.',
    });
  }
  const endpoint = await endpointOf(address);
  const { inputs, texts, rows, scores, output } = await askedOf(served, rowsPath, args, context);
  const canaries = printCanaries(demandTelling({ rows, scores }, rowsPath, tolerance));
  const pin: Pin = { endpoint, inputs, texts, output, tolerance, canaries: digestOf(canaries) };
  const text = printPin(pin);
  for (const [path, written] of [
    [canariesOut, canaries],
    [out, text],
  ] as const) {
    await keepInputs(path, [rowsPath, address]);
    await writePieces(path, [written]);
  }
  const made = { version: digestOf(text), canaries: pin.canaries, rows: rows.length };
  if (flag(args, 'json')) context.out(`${JSON.stringify(made, null, 2)}\n`);
  else {
    const who = counted(rows.length, 'canary');
    context.out(`version   ${made.version}  ${printable(out)}\n`);
    context.out(
      `canaries  ${made.canaries}  ${printable(canariesOut)}, ${who} that ${agree(rows.length, 'was', 'were')} answered\n`,
    );
  }
  context.err(
    'Put both (tribune artifact put; the canaries with --class background where they are people), and register the version\n',
  );
  return EXIT.pass;
}

function demanded(args: ParsedArguments, name: string): string {
  const value = text(args, name);
  if (value !== undefined) return value;
  throw new TribuneError('USAGE', `model pin needs --${name} FILE`, { remedy: 'Say where to write it.' });
}

const digestOf = (written: string): string => digestText(createHash('sha256').update(written).digest());

/** The endpoint as the pin holds it. A template with headers is refused: they may be secrets, and a pin is read by many. */
async function endpointOf(path: string): Promise<Endpoint> {
  if (isModelAddress(path)) return { kind: 'address', address: path };
  const { value } = await readYamlFile(path, 'template', 'USAGE', (parsed) => readHttpTemplate(parsed, path));
  const { url, request, scores, acceptsMissing } = value;
  if (Object.keys(value.headers).length > 0) {
    throw new TribuneError('USAGE', `${path}: a pin holds no headers, which may be secrets`, {
      remedy: 'Leave them out, and give the service the token of the host: remoteModels.hosts in tribune.yaml.',
    });
  }
  return { kind: 'http', template: { url, request, scores, acceptsMissing } };
}

/** Asks the endpoint for all rows, after some were asked several times, and gives what a pin and its canaries hold. */
async function askedOf(served: OpenedServer, path: string, args: ParsedArguments, context: CliContext) {
  const named = nameList(args, 'inputs') ?? served.inputs;
  const table = await fileTable(path).read({ purpose: 'inputs', ...(named === null ? {} : { columns: named }) });
  if (table.rows > MOST_ROWS) {
    throw new TribuneError('DATA_TOO_LARGE', `${path} has ${table.rows} rows, more than ${MOST_ROWS}`, {
      remedy: 'Take a sample of them: every check asks for all.',
    });
  }
  const told = new Set((served.description.features ?? []).flatMap((one) => (one.categories ? [one.name] : [])));
  const features = table.columns.map((name, j) => inferFeature(name, table.cells[j]!, told.has(name)));
  const matrix = bindTable(table, features, { name: path, unseen: 'refuse' });
  const remote = await bindServer(served, { features, sample: matrix }, args, context);
  const answers = await remote.predictLater(matrix);
  const output = wholeNumber(args, 'output', 0) ?? null;
  if (remote.numOutputs > 1 && (output === null || output >= remote.numOutputs)) {
    throw new TribuneError('USAGE', `the endpoint answers ${remote.numOutputs} scores a row`, {
      remedy: `Say which is meant: --output 0 to ${remote.numOutputs - 1}. Of two chances the second is usually that of the outcome.`,
    });
  }
  const at = output ?? 0;
  const rows = Array.from({ length: matrix.rows }, (_, r) =>
    Object.fromEntries(
      features.map(({ name, categories }, j) => {
        const value = matrix.data[r * matrix.columns + j]!;
        return [name, Number.isNaN(value) ? null : categories === undefined ? value : (categories[value] ?? null)];
      }),
    ),
  );
  const scores = rows.map((_, r) => answers[r * remote.numOutputs + at]!);
  const texts = features.flatMap(({ name, categories }) => (categories === undefined ? [] : [name]));
  return { inputs: table.columns, texts, rows, scores, output };
}
