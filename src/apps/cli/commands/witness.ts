import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import process from 'node:process';
import { nodeSigning } from '../../../adapters/store/signing-keys.js';
import { TribuneError } from '../../../core/errors.js';
import {
  type NoteSigner,
  parsePrivateKey,
  parseVerifierKey,
  printPrivateKey,
  printVerifierKey,
  SIGNATURE_TYPES,
  signerFromPrivateKey,
  verifierKey,
} from '../../../core/ledger/index.js';
import type { CliContext } from '../context.js';
import { readTextFile } from '../io.js';
import { Witness, witnessServer } from '../ledger/witness-server.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../spec.js';

const DEFAULT_PORT = 8081;
const OTHERS_MAY = 0o077;

export const witnessCommand: CommandSpec = {
  name: 'witness',
  summary: 'vouch for a ledger of somebody else (C2SP tlog-witness)',
  usage: [
    'tribune witness --key-file FILE --log VKEY --state DIR [--port N]',
    'tribune witness --key-file FILE --make NAME',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    'key-file': { type: 'string', value: 'FILE', help: 'private key of the witness, mode 0600' },
    make: { type: 'string', value: 'NAME', help: 'make the key file, print the verifier key, and exit' },
    log: { type: 'string', value: 'VKEY', multiple: true, help: 'verifier key of a log to watch' },
    state: {
      type: 'string',
      value: 'DIR',
      help: 'where the last head of each log is kept; losing it is starting anew',
    },
    port: { type: 'string', value: 'N', help: `port (default ${DEFAULT_PORT})` },
    host: { type: 'string', value: 'ADDRESS', help: 'address to listen on (default 127.0.0.1)' },
  },
  examples: [
    'tribune witness --key-file witness.key --make auditor.example/w1',
    'tribune witness --key-file witness.key --log "$VKEY" --state ./witness',
  ],
  notes: [
    'Run it on another machine than the log, under another administrator: only then does its signature say something.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const keyFile = demandOption(args, 'key-file');
  const make = text(args, 'make');
  if (make !== undefined) {
    context.out(`${await makeKey(keyFile, make)}\n`);
    return EXIT.pass;
  }
  const logs = list(args, 'log').map((key) => parseVerifierKey(key.trim()));
  if (logs.length === 0)
    throw new TribuneError('USAGE', 'tribune witness needs --log VKEY', { remedy: 'The key of each log to watch.' });
  const signer = await readSigner(keyFile);
  const state = demandOption(args, 'state');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const server = witnessServer(new Witness({ signer, logs, state, nowMs: () => Date.now() }));
  server.listen(Number(text(args, 'port') ?? DEFAULT_PORT), text(args, 'host') ?? '127.0.0.1');
  await once(server, 'listening');
  const { port, address } = server.address() as AddressInfo;
  context.out(`witness ${printVerifierKey(signer.key)} listens on http://${address}:${port}\n`);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  server.close();
  server.closeIdleConnections();
  return EXIT.pass;
}

function demandOption(args: ParsedArguments, name: string): string {
  const value = text(args, name);
  if (value !== undefined) return value;
  throw new TribuneError('USAGE', `tribune witness needs --${name}`, { remedy: 'See tribune witness --help.' });
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
