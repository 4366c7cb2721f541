import { resolve } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import type { StartOptions } from '../../../server/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, list, type ParsedArguments, text } from '../../frame/spec.js';
import { DATABASE_OPTIONS, readDatabaseUrl } from '../../service/database-url.js';
import { readOpenIdFile } from '../../service/openid-file.js';
import { readRootKey } from '../../service/root-key.js';
import { serveUntilStopped } from '../../service/serving.js';
import { LEDGER_OPTIONS, readLedgerOptions } from '../../service/witness-options.js';

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const DEFAULT_PORT = 8080;

export const serveCommand: CommandSpec = {
  name: 'serve',
  summary: 'run the control plane: decisions in, durable, provable, erasable',
  usage: ['tribune serve [--data DIR] [--port N] [--database URL]'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    data: { type: 'string', value: 'DIR', help: 'data folder (default ./tribune-data); made if absent' },
    port: { type: 'string', value: 'N', help: 'port (default 8080; 0 for any free one)' },
    host: {
      type: 'string',
      value: 'ADDRESS',
      help: 'address to listen on (default 127.0.0.1); put TLS in front of others',
    },
    ...DATABASE_OPTIONS,
    origin: {
      type: 'string',
      value: 'NAME',
      help: 'name of the logs, fixed at the first start, such as tribune.example',
    },
    'root-key-command': {
      type: 'string',
      value: 'CMD',
      help: 'prints the root key that wraps the key files; else TRIBUNE_ROOT_KEY',
    },
    'trust-proxy': { type: 'string', value: 'LIST', help: 'addresses of proxies whose X-Forwarded-For is believed' },
    'allow-origin': {
      type: 'string',
      value: 'ORIGIN',
      multiple: true,
      help: 'https://NAME whose pages may send records with an API key; repeat (default none)',
    },
    'public-url': {
      type: 'string',
      value: 'URL',
      help: 'where people open it, https://NAME; passkeys belong to it (default http://localhost:PORT on this machine)',
    },
    openid: { type: 'string', value: 'FILE', help: 'identity provider to sign in with; YAML of mode 0600' },
    ...LEDGER_OPTIONS,
    'log-level': {
      type: 'string',
      value: 'LEVEL',
      choices: LEVELS,
      help: 'structured log on standard error (default warn)',
    },
  },
  examples: [
    'tribune serve --data ./tribune-data --port 8080',
    'tribune serve --database postgres://tribune@localhost/tribune',
  ],
  notes: [
    'Stops on SIGTERM, SIGHUP or Ctrl-C after everything taken in is durable and published.',
    'Commands on the same folder (tribune admin ...) work while it runs and while it does not.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const dataDir = resolve(text(args, 'data') ?? 'tribune-data');
  const rootKey = readRootKey(text(args, 'root-key-command'));
  const options: StartOptions = {
    dataDir,
    host: text(args, 'host') ?? '127.0.0.1',
    port: parsePort(text(args, 'port')),
    service: { ledger: readLedgerOptions(args) },
    version: context.version,
    log: { level: parseLevel(text(args, 'log-level')), write: (line) => context.err(line) },
    ...optional('databaseUrl', readDatabaseUrl(args, context)),
    ...optional('origin', text(args, 'origin')),
    ...optional('trustProxy', text(args, 'trust-proxy')),
    allowOrigin: list(args, 'allow-origin'),
    ...optional('publicUrl', text(args, 'public-url')),
    ...optional('rootKey', rootKey),
    ...optional('openId', readOpenIdFile(text(args, 'openid'))),
  };
  return serveUntilStopped(options, context);
}

const optional = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, V>);

/** A port number, 8080 by default. Throws `USAGE`. */
export function parsePort(value: string | undefined): number {
  if (value === undefined) return DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TribuneError('USAGE', `--port ${value}: not a port`, { remedy: 'Give a number from 0 to 65535.' });
}

function parseLevel(value: string | undefined): (typeof LEVELS)[number] {
  return LEVELS.find((level) => level === value) ?? 'warn';
}
