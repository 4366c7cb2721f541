import process from 'node:process';
import {
  bindRemote,
  compareWithRuntime,
  isModelAddress,
  type ModelServer,
  oneScore,
  openOnnxRuntime,
  openServer,
  openTemplate,
  parseAddress,
  type RemoteModel,
  readHttpTemplate,
  type ServerDescription,
  type ServerOptions,
} from '../../../adapters/model-servers/index.js';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Feature, type Matrix, type Model, nameCategories } from '../../../core/models/index.js';
import { type CheckedEndpoint, demandNoOther } from '../../../domain/remote-models/index.js';
import { isPin, type Pin, readPin } from '../../../domain/remote-models/pins/index.js';
import type { CliContext } from '../frame/context.js';
import { list, type ParsedArguments, text } from '../frame/spec.js';
import { printable } from '../terminal/error.js';
import { type HeldVersion, isHeldVersion, withHeldVersion } from './held-version.js';
import { digestOfBytes, type LoadedFile, parseModelFile, readModelBytes } from './model-file.js';
import { nameList, wholeNumber } from './options.js';
import { readYamlFile } from './yaml-file.js';

/** A server that was found and described, but is not yet bound to data. */
export interface OpenedServer {
  readonly server: ModelServer;
  readonly description: ServerDescription;
  /** Columns of the data that are its inputs, in their order; null for all columns. */
  readonly inputs: readonly string[] | null;
  /** Inputs that are texts, beside those that the server says are; absent where only it says so. */
  readonly texts?: readonly string[];
  /** Digest of the file, where there is one. */
  readonly digest?: string;
}

export type OpenedModel =
  | { readonly file: LoadedFile; readonly served: null }
  | { readonly file: null; readonly served: OpenedServer };

/** Beginning of a template file; only a file that begins so is read as YAML instead of as a model. */
const TEMPLATE_MARK = /^\s*(#.*\n\s*)*\{?\s*"?tribune"?:\s*"?http-model\//;
const MARK_BYTES = 4096;

/** Opens MODEL: a model file, a version that a service holds, the address of a model server, or a template file of one. */
export async function openModel(path: string, args: ParsedArguments, context: CliContext): Promise<OpenedModel> {
  if (isHeldVersion(path, args)) {
    return withHeldVersion(path, { args, context }, async (held) =>
      openHeld(await held.models.get(held.digest), path, held, { args, context }),
    );
  }
  if (isModelAddress(path))
    return { file: null, served: await describe(openServer(parseAddress(path), serverOptions(args)), args) };
  const bytes = await readModelBytes(path);
  const head = new TextDecoder().decode(bytes.subarray(0, MARK_BYTES));
  if (!TEMPLATE_MARK.test(head)) return openBytes(bytes, path, args, context);
  const { value } = await readYamlFile(path, 'template', 'USAGE', (parsed) => readHttpTemplate(parsed, path));
  const server = openTemplate(value, { ...serverOptions(args), environment: process.env });
  return { file: null, served: await describe(server, args) };
}

/**
 * Opens the bytes of a version that a service holds. Where they are an endpoint, the service asks it for its canaries first, and it is refused
 * where it answers otherwise than when it was pinned.
 */
export async function openHeld(
  bytes: Uint8Array,
  name: string,
  { digest, admin }: Pick<HeldVersion, 'digest' | 'admin'>,
  { args, context }: { readonly args: ParsedArguments; readonly context: CliContext },
): Promise<OpenedModel> {
  if (!isPin(bytes)) return openBytes(bytes, name, args, context);
  demandNoOther((await admin.post('/v1/remote-models/check', { version: digest })) as CheckedEndpoint);
  return openPinned({ digest, pin: readPin(bytes, digest) }, args);
}

/** Opens the endpoint of a version that answered its canaries as when it was pinned; of several scores it gives the one that the pin means. */
async function openPinned(
  { digest, pin }: { readonly digest: string; readonly pin: Pin },
  args: ParsedArguments,
): Promise<OpenedModel> {
  const { endpoint, inputs, texts, output } = pin;
  if (output !== null && text(args, 'output') !== undefined) {
    throw new TribuneError('USAGE', `--output: the version ${digest} is pinned to output ${output} of its endpoint`, {
      remedy: 'Leave --output out. To explain another score, name the address itself in place of the version.',
    });
  }
  const server =
    endpoint.kind === 'address'
      ? openServer(parseAddress(endpoint.address), serverOptions(args))
      : openTemplate(readHttpTemplate({ tribune: 'http-model/v1', ...endpoint.template }, digest), serverOptions(args));
  const meant = output === null ? server : oneScore(server, output);
  return { file: null, served: { ...(await describe(meant, args)), inputs, texts, digest } };
}

/** An ONNX ModelProto starts with field 1, `ir_version`. */
const ONNX_FIRST_BYTE = 0x08;

/** Opens bytes that are read natively, otherwise an ONNX graph with onnxruntime. */
export async function openBytes(
  bytes: Uint8Array,
  path: string,
  args: ParsedArguments,
  context: CliContext,
): Promise<OpenedModel> {
  try {
    const rounds = roundsWanted(args);
    const parsed = parseModelFile(bytes, path, rounds);
    const file = { ...parsed, model: nameCategories(parsed.model, categoriesGiven(args)) };
    if (rounds === undefined) warnOfRounds(file.model, path, context);
    if (file.model.format === 'onnx') await compareWithRuntime(file.model, bytes, path);
    return { file, served: null };
  } catch (cause) {
    // A damaged file stays an error of the file; the runtime is for whole graphs with other operators.
    const isGraph =
      bytes[0] === ONNX_FIRST_BYTE && cause instanceof TribuneError && /not read natively/.test(cause.message);
    if (!isGraph) throw cause;
    const served = await describe(await openOnnxRuntime(bytes, path, { unread: cause }), args);
    return { file: null, served: { ...served, digest: digestOfBytes(bytes) } };
  }
}

/** Categories by name from `--categories NAME=A,B,C`. Throws USAGE. */
function categoriesGiven(args: ParsedArguments): Record<string, readonly string[]> {
  const entries = list(args, 'categories').map((given) => {
    const at = given.indexOf('=');
    if (at < 1 || at === given.length - 1) {
      throw new TribuneError('USAGE', `--categories ${given}: not NAME=A,B,C`, {
        remedy: 'Name the input, then its categories in the order of their codes.',
      });
    }
    return [given.slice(0, at), given.slice(at + 1).split(',')] as const;
  });
  if (new Set(entries.map(([name]) => name)).size < entries.length)
    throw new TribuneError('USAGE', '--categories names an input twice', { remedy: 'Name each input once.' });
  return Object.fromEntries(entries);
}

export const roundsWanted = (args: ParsedArguments): 'best' | 'all' | undefined =>
  text(args, 'rounds') as 'best' | 'all' | undefined;

/**
 * Warns of a boosting that was stopped early, because two programs load such a file as two models, and nobody should learn that by
 * comparing scores.
 */
function warnOfRounds({ rounds }: Model, path: string, context: CliContext): void {
  if (rounds === undefined) return;
  const { inFile, best } = rounds;
  context.err(
    `warning ${printable(path)} was stopped early: of its ${inFile} rounds the best are the first ${best}. All ${inFile} are used, as XGBoost's ` +
      `Booster does; its scikit-learn models predict with ${best}. Say --rounds best or --rounds all\n`,
  );
}

async function describe(server: ModelServer, args: ParsedArguments): Promise<OpenedServer> {
  if (list(args, 'categories').length > 0) {
    throw new TribuneError('USAGE', '--categories names what a model file leaves out; this model is asked with texts', {
      remedy: 'Leave --categories out.',
    });
  }
  const description = await server.describe();
  const named = description.features?.map((feature) => feature.name);
  return { server, description, inputs: nameList(args, 'inputs') ?? named ?? null };
}

function serverOptions(args: ParsedArguments): ServerOptions {
  const timeoutMs = wholeNumber(args, 'timeout-ms', 1);
  return { allowHosts: list(args, 'allow-host'), ...defined({ timeoutMs }) };
}

/** Binds a server to the inputs of the data; warnings go to standard error. */
export function bindServer(
  { server, description }: OpenedServer,
  bound: { features: readonly Feature[]; sample: Matrix },
  args: ParsedArguments,
  context: CliContext,
): Promise<RemoteModel> {
  const batchRows = wholeNumber(args, 'batch-rows', 1);
  return bindRemote(server, description, bound, {
    ...defined({ batchRows }),
    warn: (message) => context.err(`warning ${message}\n`),
  });
}
