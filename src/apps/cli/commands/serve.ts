import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { TribuneError } from '../../../core/errors.js';
import { startServer } from '../../server/start.js';
import type { CliContext } from '../context.js';
import { writeControlFile } from '../service/control-file.js';
import { readOpenIdFile } from '../service/openid-file.js';
import { readRootKey } from '../service/root-key.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../spec.js';

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
    database: { type: 'string', value: 'URL', help: 'postgres://... instead of the embedded PostgreSQL' },
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
    openid: { type: 'string', value: 'FILE', help: 'identity provider to sign in with; YAML of mode 0600' },
    'log-level': {
      type: 'string',
      value: 'LEVEL',
      choices: LEVELS,
      help: 'structured log on standard error (default warn)',
    },
  },
  examples: [
    'tribune serve --data ./tribune-data --port 8080',
    'tribune serve --database postgres://localhost/tribune',
  ],
  notes: [
    'Stops on SIGTERM or Ctrl-C after everything taken in is durable and published.',
    'Commands on the same folder (tribune admin ...) work while it runs and while it does not.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const dataDir = resolve(text(args, 'data') ?? 'tribune-data');
  const rootKey = readRootKey(text(args, 'root-key-command'));
  const stop = stopSignal();
  const server = await startServer({
    dataDir,
    host: text(args, 'host') ?? '127.0.0.1',
    port: parsePort(text(args, 'port')),
    version: context.version,
    log: { level: parseLevel(text(args, 'log-level')), write: (line) => context.err(line) },
    ...optional('databaseUrl', text(args, 'database')),
    ...optional('origin', text(args, 'origin')),
    ...optional('trustProxy', text(args, 'trust-proxy')),
    ...optional('rootKey', rootKey),
    ...optional('openId', readOpenIdFile(text(args, 'openid'))),
  });
  const removeControl = writeControlFile(dataDir, { pid: process.pid, url: server.url, key: server.localKey });
  context.out(`Tribune listens on ${server.url}\n`);
  context.out(`Ledger key: ${server.plane.deps.service.verifierKey('main')}\n`);
  if (server.adminToken !== null) tellAdminLink(`${server.url}/setup#${server.adminToken}`, dataDir, context);
  await stop;
  context.err('stopping: finishing what was taken in\n');
  removeControl();
  await server.close();
  return EXIT.pass;
}

const optional = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, V>);

/** To a terminal or to a file only the owner reads; never to standard output or a log that others collect. */
function tellAdminLink(link: string, dataDir: string, context: CliContext): void {
  if (context.errIsTerminal) {
    context.err(`Make the first administrator within 15 minutes: ${link}\n`);
    return;
  }
  const path = join(dataDir, 'admin-link');
  writeFileSync(path, `${link}\n`, { mode: 0o600 });
  context.out(`A link to make the first administrator, good for 15 minutes, is in ${path}\n`);
}

/** Resolves at the first SIGTERM or SIGINT; the second ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((done) => {
    let told = false;
    const onSignal = (): void => {
      if (told) process.exit(EXIT.fault);
      told = true;
      done();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

function parsePort(value: string | undefined): number {
  if (value === undefined) return DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TribuneError('USAGE', `--port ${value}: not a port`, { remedy: 'Give a number from 0 to 65535.' });
}

function parseLevel(value: string | undefined): (typeof LEVELS)[number] {
  return LEVELS.find((level) => level === value) ?? 'warn';
}
