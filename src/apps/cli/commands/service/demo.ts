import { join, resolve } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import { readConfiguration } from '../../../configuration/index.js';
import { loadRooms, sectionsOf } from '../../../rooms/index.js';
import { DEFAULT_PORT } from '../../../server/service/configuration/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, type ParsedArguments, text } from '../../frame/spec.js';
import { freePort } from '../../sample/free-port.js';
import { runSample } from '../../sample/run-sample.js';
import { readRootKey } from '../../service/root-key.js';
import { serveUntilStopped } from '../../service/serving.js';

const HOST = '127.0.0.1';
/** Decisions per second: a steady stream that a person can watch; the sample then takes two minutes. */
const PER_SECOND = 50;
const MOST_PER_SECOND = 10_000;

export const demoCommand: CommandSpec = {
  name: 'demo',
  summary: 'run the control plane with the COMPAS sample replayed as a live stream',
  usage: ['tribune demo [--data DIR] [--port N] [--rate N]'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    data: { type: 'string', value: 'DIR', help: 'data folder (default ./tribune-sample); made if absent' },
    port: { type: 'string', value: 'N', help: 'port (default 8080, or the next that is free)' },
    rate: { type: 'string', value: 'N', help: 'decisions a second (default 50)' },
    people: { type: 'string', value: 'N', help: 'replay only the first N people of the stream (default all, 6,172)' },
  },
  examples: ['tribune demo', 'tribune demo --data /tmp/sample --rate 500'],
  notes: [
    'Run again on the same folder, it goes on where it stopped: nothing is recorded twice.',
    'SIGTERM, SIGHUP or Ctrl-C stops it after everything taken in is durable and published.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const dataDir = resolve(text(args, 'data') ?? 'tribune-sample');
  const perSecond = count(args, 'rate', MOST_PER_SECOND) ?? PER_SECOND;
  const limit = count(args, 'people', Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY;
  const wanted = parsePort(text(args, 'port'));
  const port = text(args, 'port') === undefined ? await freePort(wanted, HOST) : wanted;
  const rootKey = readRootKey(undefined);
  const log = { level: 'warn', write: (line: string) => context.err(line) } as const;
  // Under a port that is not known yet there is no address for a message to lead to.
  const outbox = port === 0 ? null : join(dataDir, 'outbox');
  const configuration = readConfiguration(
    sectionsOf(await loadRooms()),
    outbox === null ? null : { text: sampleConfiguration(port, outbox), path: 'the sample' },
  );
  const own = { dataDir, host: HOST, port, version: context.version, configuration };
  const options = { ...own, log, ...(rootKey && { rootKey }) };
  return serveUntilStopped(options, context, (server, signal) =>
    runSample(server, { dataDir, perSecond, limit, outbox }, { context, signal }),
  );
}

/** The sample tells people by files in a folder: nobody needs a mail server to see what they are told. */
const sampleConfiguration = (port: number, outbox: string): string => `tribune: service/v1
http: { publicUrl: "http://localhost:${port}" }
notices: { contact: "the sample, at nobody@tribune.invalid" }
messages:
  sender: { name: "The court of the sample", address: "1 Sample Street, 00000 Nowhere" }
  folder: ${JSON.stringify(outbox)}
`;

function count(args: ParsedArguments, option: string, most: number): number | null {
  const value = text(args, option);
  if (value === undefined) return null;
  const n = Number(value);
  if (Number.isSafeInteger(n) && n >= 1 && n <= most) return n;
  throw new TribuneError('USAGE', `--${option} ${value}: not a whole number from 1 to ${most}`, {
    remedy: `For example --${option} 100.`,
  });
}

/** A port number, by default 8080. Throws `USAGE`. */
function parsePort(value: string | undefined): number {
  if (value === undefined) return DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TribuneError('USAGE', `--port ${value}: not a port`, { remedy: 'Give a number from 0 to 65535.' });
}
