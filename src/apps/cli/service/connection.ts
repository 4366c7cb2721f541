import { existsSync } from 'node:fs';
import process from 'node:process';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { readConfiguration } from '../../configuration/index.js';
import { loadRooms, sectionsOf } from '../../rooms/index.js';
import { openInProcess } from '../../server/index.js';
import type { CliContext } from '../frame/context.js';
import { readTextFile } from '../frame/io.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { type ByteExchange, bytesInProcess, bytesOverNetwork } from './byte-exchange.js';
import { readConfigurationFile } from './configuration-file.js';
import { type ControlFile, readControlFile } from './control-file.js';
import { readDatabaseUrl } from './database-url.js';
import { folderOptions } from './folder-options.js';
import { adminOver, type HttpAdmin, httpAdmin } from './http-admin.js';
import { readRootKey } from './root-key.js';
import { serveOverrides } from './serve-overrides.js';

/** A service that a command talks to, over the network or in this process. */
export interface Connection {
  readonly admin: HttpAdmin;
  /** Sends and fetches bytes in pieces. */
  readonly bytes: ByteExchange;
  /** Where the service is, for messages: its address or its folder. */
  readonly name: string;
  /** Where people open the service; null where none runs. */
  readonly publicUrl: string | null;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** Whether `--config FILE`, or ./tribune.yaml, says where a service that does not run keeps its things. */
  readonly configured?: boolean;
  /** Whether the command is about what the service holds already, so that a folder that is not there is a mistake, and none is made. */
  readonly existing?: boolean;
  /** Longest wait for an answer of a running service, ms. */
  readonly timeoutMs?: number;
}

/** Opens the service: `--server URL` over HTTP, `--data DIR` through the one that runs there, or in this process when none does. */
export async function openConnection(
  args: ParsedArguments,
  context: CliContext,
  options: ConnectionOptions = {},
): Promise<Connection> {
  const server = text(args, 'server');
  const dataDir = text(args, 'data');
  if ((server === undefined) === (dataDir === undefined)) {
    throw new TribuneError('USAGE', 'give either --data DIR or --server URL', {
      remedy: '--data for the machine of the service, --server with an administrator key from elsewhere.',
    });
  }
  if (server !== undefined)
    return overNetwork(server, { key: await apiKey(text(args, 'key-file')), publicUrl: server }, options);
  const running = readControlFile(dataDir!);
  if (running !== null && (await answers(running))) return overNetwork(running.url, running, options);
  return inProcess(args, context, { ...options, dataDir: dataDir! });
}

const overNetwork = (
  url: string,
  { key, publicUrl }: Pick<ControlFile, 'key' | 'publicUrl'>,
  { timeoutMs }: ConnectionOptions,
): Connection => ({
  admin: httpAdmin(url, key, timeoutMs),
  bytes: bytesOverNetwork(url, key),
  name: url,
  publicUrl,
  close: async () => undefined,
});

const answers = async ({ url }: ControlFile): Promise<boolean> =>
  fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );

export async function apiKey(file: string | undefined): Promise<string> {
  const key = file === undefined ? process.env.TRIBUNE_API_KEY : await readTextFile(file, 'key file', 'USAGE');
  if (key !== undefined && key.trim() !== '') return key.trim();
  throw new TribuneError('USAGE', 'no API key is given', { remedy: 'Set TRIBUNE_API_KEY or use --key-file FILE.' });
}

/** While no service runs on the data folder, it is opened in this process and asked as it would be over the network. */
async function inProcess(
  args: ParsedArguments,
  context: CliContext,
  { configured = false, existing = false, dataDir }: ConnectionOptions & { readonly dataDir: string },
): Promise<Connection> {
  if (existing && !existsSync(dataDir))
    throw new TribuneError('USAGE', `--data ${dataDir}: there is no such folder`, {
      remedy: 'Name the data folder of the service; tribune serve makes one.',
    });
  const service = await openInProcess({
    version: context.version,
    onNotice: () => undefined,
    ...(configured ? await configuredFolder(args, context) : givenFolder(args, context, dataDir)),
  });
  return {
    admin: adminOver((request) => service.ask(request), service.localKey, dataDir),
    bytes: bytesInProcess(service, dataDir),
    name: dataDir,
    publicUrl: null,
    close: () => service.close(),
  };
}

const givenFolder = (args: ParsedArguments, context: CliContext, dataDir: string) => ({
  dataDir,
  ...defined({ databaseUrl: readDatabaseUrl(args, context), rootKey: readRootKey(text(args, 'root-key-command')) }),
});

async function configuredFolder(args: ParsedArguments, context: CliContext) {
  const file = readConfigurationFile(text(args, 'config'));
  if (file !== null) context.err(`Configuration: ${file.path}\n`);
  return folderOptions(readConfiguration(sectionsOf(await loadRooms()), file, serveOverrides(args, context)));
}
