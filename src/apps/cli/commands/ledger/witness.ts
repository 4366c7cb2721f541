import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { lockFolder, nodeSigning } from '../../../../adapters/data-folder/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  type NoteSigner,
  parsePrivateKey,
  printPrivateKey,
  printVerifierKey,
  SIGNATURE_TYPES,
  signerFromPrivateKey,
  verifierKey,
} from '../../../../core/ledger/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../../frame/spec.js';
import { readVerifierKey } from '../../ledger/trust.js';
import { Witness, witnessServer } from '../../ledger/witness-server.js';
import { aborted, stopSignal } from '../../service/stop-signal.js';

const DEFAULT_PORT = 8081;
const OTHERS_MAY = 0o077;

export const witnessCommand: CommandSpec = {
  name: 'witness',
  summary: 'vouch for a ledger of somebody else (C2SP tlog-witness)',
  usage: ['tribune witness --data DIR --make NAME', 'tribune witness --data DIR --log VKEY [--port N]'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    data: {
      type: 'string',
      value: 'DIR',
      help: 'data folder: the key, and the last head seen of each log; losing it is starting anew',
    },
    'key-file': {
      type: 'string',
      value: 'FILE',
      help: 'private key of the witness, mode 0600 (default DIR/witness.key)',
    },
    make: { type: 'string', value: 'NAME', help: 'make the key file, print the verifier key, and exit' },
    log: {
      type: 'string',
      value: 'VKEY',
      multiple: true,
      help: 'verifier key of a log to watch, or a file that holds it; old and new key while a log changes its key',
    },
    state: { type: 'string', value: 'DIR', help: 'older name of --data' },
    port: { type: 'string', value: 'N', help: `port (default ${DEFAULT_PORT}; 0 for any free one)` },
    host: { type: 'string', value: 'ADDRESS', help: 'address to listen on (default 127.0.0.1)' },
  },
  examples: [
    'tribune witness --data ./witness --make auditor.example/w1',
    'tribune witness --data ./witness --log "$VKEY" --port 8081',
  ],
  notes: [
    'Run it on another machine than the log, under another administrator: only then does its signature say something.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const state = text(args, 'data') ?? text(args, 'state');
  const keyFile = text(args, 'key-file') ?? (state === undefined ? undefined : join(state, 'witness.key'));
  if (keyFile === undefined) throw missing('data');
  const make = text(args, 'make');
  if (make !== undefined) {
    context.out(`${await makeKey(keyFile, make)}\n`);
    return EXIT.pass;
  }
  if (state === undefined) throw missing('data');
  const logs = await Promise.all(list(args, 'log').map(readVerifierKey));
  if (logs.length === 0)
    throw new TribuneError('USAGE', 'tribune witness needs --log VKEY', { remedy: 'The key of each log to watch.' });
  const signer = await readSigner(keyFile);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const stop = stopSignal();
  // Two witnesses that read and store the same head could sign two histories.
  const unlock = lockFolder(state);
  try {
    const server = witnessServer(new Witness({ signer, logs, state, nowMs: () => Date.now() }));
    const where = { port: parsePort(text(args, 'port')), host: text(args, 'host') ?? '127.0.0.1' };
    const { port, address } = await listen(server, where);
    context.out(`witness ${printVerifierKey(signer.key)} listens on http://${address}:${port}\n`);
    await aborted(stop);
    server.close();
    // No request takes longer than a moment here, so idle connections are not waited for.
    server.closeAllConnections();
  } finally {
    unlock();
  }
  return EXIT.pass;
}

const missing = (name: string): TribuneError =>
  new TribuneError('USAGE', `tribune witness needs --${name}`, { remedy: 'See tribune witness --help.' });

function parsePort(value: string | undefined): number {
  const port = Number(value ?? DEFAULT_PORT);
  if (value !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new TribuneError('USAGE', `--port ${value}: not a port`, { remedy: 'Give a number from 0 to 65535.' });
}

async function listen(server: Server, { port, host }: { port: number; host: string }): Promise<AddressInfo> {
  server.listen(port, host);
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw new TribuneError('USAGE', `cannot listen on ${host}:${port}: ${cause.code ?? cause.message}`, {
      remedy: 'Choose another port: --port N, or --port 0 for any free one.',
      cause,
    });
  });
  return server.address() as AddressInfo;
}

async function makeKey(path: string, name: string): Promise<string> {
  if (existsSync(path)) {
    throw new TribuneError('USAGE', `${path} is there already`, {
      remedy: 'A key is never overwritten: choose another file.',
    });
  }
  const seed = new Uint8Array(randomBytes(32));
  const key = verifierKey(name, SIGNATURE_TYPES.cosignatureV1, await nodeSigning.publicKeyEd25519(seed));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${printPrivateKey({ ...key, seed })}\n`, { mode: 0o600, flag: 'wx' });
  return printVerifierKey(key);
}

async function readSigner(path: string): Promise<NoteSigner> {
  const source = await readTextFile(path, 'key file', 'USAGE');
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_MAY) !== 0) {
    throw new TribuneError('KEY_MISSING', `${path} can be read by others`, { remedy: `chmod 600 ${path}` });
  }
  return signerFromPrivateKey(parsePrivateKey(source.trim()), nodeSigning);
}
