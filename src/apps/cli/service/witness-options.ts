import process from 'node:process';
import { nodeLedgerCrypto } from '../../../adapters/ledger-crypto/index.js';
import { httpWitness } from '../../../adapters/ledger-witness/index.js';
import { HOUR_MS, SECOND_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from '../../../core/ledger/index.js';
import type { LedgerOptions } from '../../../domain/log/publish/index.js';
import { list, type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

const VARIABLE = 'TRIBUNE_WITNESSES';
/** A checkpoint holds at most 64 signatures; half of them are left to the log's own keys and to others. */
const MAX_WITNESSES = 32;

/** Options of `serve` about witnesses, checkpoints and checks. */
export const LEDGER_OPTIONS = {
  witness: {
    type: 'string',
    value: 'VKEY,URL',
    multiple: true,
    help: `witness that signs checkpoints: its verifier key, a comma, its address; else ${VARIABLE}, separated by spaces`,
  },
  'witness-quorum': {
    type: 'string',
    value: 'N',
    help: 'signatures that make a checkpoint witnessed (default: more than half)',
  },
  'witness-interval': {
    type: 'string',
    value: 'SECONDS',
    help: 'shortest time between two requests to a witness (default 10)',
  },
  'witness-wait': {
    type: 'string',
    value: 'SECONDS',
    help: 'how long a checkpoint waits for witnesses before it is shown without (default 5)',
  },
  'public-interval': {
    type: 'string',
    value: 'SECONDS',
    help: 'time between checkpoints while the ledger is public (default 0.5); longer tells less of the traffic',
  },
  'check-interval': {
    type: 'string',
    value: 'HOURS',
    help: 'time between two checks of every entry (default 24; 0 for none)',
  },
} as const satisfies Record<string, OptionSpec>;

/** Throws `USAGE`. */
export function readLedgerOptions(args: ParsedArguments): LedgerOptions {
  const given = list(args, 'witness');
  const named = given.length > 0 ? given : (process.env[VARIABLE] ?? '').split(/\s+/).filter((word) => word !== '');
  const ports = named.map((one) => httpWitness(parseWitness(one)));
  if (ports.length > MAX_WITNESSES) throw mistake(`${ports.length} witnesses`, `Name at most ${MAX_WITNESSES}.`);
  const names = new Set(ports.map(({ key }) => `${key.name}+${key.keyId}`));
  if (names.size < ports.length) throw mistake('a witness is named twice', 'Name each once.');
  const quorum = text(args, 'witness-quorum');
  return {
    ...(ports.length === 0 ? {} : { witnesses: { ports, crypto: nodeLedgerCrypto } }),
    ...(quorum === undefined ? {} : { quorum: parseQuorum(quorum, ports.length) }),
    ...time(args, 'witness-interval', { as: 'witnessIntervalMs', unitMs: SECOND_MS, least: 0.1, most: 3600 }),
    ...time(args, 'witness-wait', { as: 'witnessWaitMs', unitMs: SECOND_MS, least: 0.1, most: 600 }),
    ...time(args, 'public-interval', { as: 'publicIntervalMs', unitMs: SECOND_MS, least: 0.1, most: 86_400 }),
    ...time(args, 'check-interval', { as: 'checkIntervalMs', unitMs: HOUR_MS, least: 0, most: 8760 }),
  };
}

function parseWitness(given: string): { key: VerifierKey; url: URL } {
  const comma = given.indexOf(',');
  const [vkey, address] = [given.slice(0, comma), given.slice(comma + 1)];
  if (comma < 0 || !/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw mistake(
      `--witness ${given}: not VKEY,URL`,
      'For example auditor.example/w1+df1c0a35+BIE5...,https://w1.example',
    );
  }
  const key = parseVerifierKey(vkey.trim());
  if (key.type !== SIGNATURE_TYPES.cosignatureV1) {
    throw mistake(`${key.name} is the key of a log`, 'Give the key that `tribune witness` prints.');
  }
  return { key, url: new URL(address) };
}

function parseQuorum(value: string, witnesses: number): number {
  const n = Number(value);
  if (Number.isInteger(n) && n >= 1 && n <= witnesses) return n;
  throw mistake(`--witness-quorum ${value}: not 1 to ${witnesses}`, 'It cannot exceed the number of witnesses.');
}

interface TimeOption {
  readonly as: keyof LedgerOptions;
  readonly unitMs: number;
  readonly least: number;
  readonly most: number;
}

function time(args: ParsedArguments, name: string, { as, unitMs, least, most }: TimeOption): Partial<LedgerOptions> {
  const value = text(args, name);
  if (value === undefined) return {};
  const n = Number(value);
  if (value.trim() !== '' && Number.isFinite(n) && n >= least && n <= most) return { [as]: Math.round(n * unitMs) };
  throw mistake(`--${name} ${value}: not ${least} to ${most}`, 'Give a number.');
}

const mistake = (what: string, remedy: string): TribuneError => new TribuneError('USAGE', what, { remedy });
