import { defined } from '../../../../core/base/defined.js';
import { printConfiguration, readConfiguration, type ServiceConfiguration } from '../../../configuration/index.js';
import { loadRooms, sectionsOf } from '../../../rooms/index.js';
import { LOG_LEVELS } from '../../../server/base/index.js';
import { openIdConfiguration } from '../../../server/identity/configuration/index.js';
import type { StartOptions } from '../../../server/index.js';
import { ledgerConfiguration } from '../../../server/ledger/configuration/index.js';
import { httpConfiguration, logConfiguration } from '../../../server/service/configuration/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { readConfigurationFile } from '../../service/configuration-file.js';
import { DATABASE_OPTIONS } from '../../service/database-url.js';
import { folderOptions } from '../../service/folder-options.js';
import { serveOverrides } from '../../service/serve-overrides.js';
import { serveUntilStopped } from '../../service/serving.js';
import { LEDGER_OPTIONS } from '../../service/witness-options.js';

export const serveCommand: CommandSpec = {
  name: 'serve',
  summary: 'run the control plane: decisions in, durable, provable, erasable',
  usage: ['tribune serve [--config FILE] [--data DIR] [--port N] [--database URL]'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    config: {
      type: 'string',
      value: 'FILE',
      help: 'YAML file with what stands below and more (default ./tribune.yaml where it is there); flags go before it',
    },
    'print-config': {
      type: 'boolean',
      help: 'print what is in force, each value with where it comes from, and start nothing',
    },
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
      help: 'https://NAME whose pages may send records and follow the stop switch with an API key; repeat (default none)',
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
      choices: LOG_LEVELS,
      help: 'structured log on standard error (default warn)',
    },
  },
  examples: [
    'tribune serve --data ./tribune-data --port 8080',
    'tribune serve --config /etc/tribune/tribune.yaml',
    'tribune serve --database postgres://tribune@localhost/tribune',
  ],
  notes: [
    'Stops on SIGTERM, SIGHUP or Ctrl-C after everything taken in is durable and published.',
    'Commands on the same folder (tribune admin ...) work while it runs and while it does not.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const file = readConfigurationFile(text(args, 'config'));
  const sections = sectionsOf(await loadRooms());
  const configuration = readConfiguration(sections, file, serveOverrides(args, context));
  if (file !== null) context.err(`Configuration: ${file.path}\n`);
  if (flag(args, 'print-config')) {
    context.out(printConfiguration(configuration));
    return EXIT.pass;
  }
  return serveUntilStopped(startOptions(configuration, context), context);
}

function startOptions(configuration: ServiceConfiguration, context: CliContext): StartOptions {
  const { host, port, publicUrl, trustProxy, allowOrigin } = configuration.read(httpConfiguration);
  const { options: ledger } = configuration.read(ledgerConfiguration);
  const { level } = configuration.read(logConfiguration);
  return {
    ...folderOptions(configuration),
    host,
    port,
    allowOrigin,
    service: { ledger },
    version: context.version,
    log: { level, write: (line) => context.err(line) },
    ...defined({ trustProxy, publicUrl, openId: configuration.read(openIdConfiguration) }),
  };
}
