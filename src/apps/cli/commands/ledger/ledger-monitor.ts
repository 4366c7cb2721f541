import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { lockFolder } from '../../../../adapters/data-folder/index.js';
import { nodeLedgerCrypto as crypto } from '../../../../adapters/ledger-crypto/index.js';
import { openLog, reportUnreadable } from '../../../../adapters/ledger-source/index.js';
import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  type Checkpoint,
  followRotations,
  observe,
  openCheckpoint,
  quorumMet,
  type ReadTile,
  rewrittenRows,
  TileReader,
  type TrustPolicy,
  treeHasher,
} from '../../../../core/ledger/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { copyLog, localReader, writeDurably } from '../../ledger/copy-log.js';
import { LOG_OPTIONS, logAccess, readTrust, TRUST_OPTIONS } from '../../ledger/trust.js';
import { printable } from '../../terminal/error.js';

const DEFAULT_INTERVAL_S = 60;
/** Number of unwitnessed observations that make an alarm: a witness that restarts is away for a moment, one that stays away is an alarm. */
const UNWITNESSED_LOOKS = 3;

export const ledgerMonitorCommand: CommandSpec = {
  name: 'ledger monitor',
  summary: 'watch a ledger from outside: rollback, fork, rewritten rows',
  usage: ['tribune ledger monitor --log URL_OR_DIR --key VKEY --data DIR [--interval SECONDS | --once]'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    ...LOG_OPTIONS,
    ...TRUST_OPTIONS,
    data: { type: 'string', value: 'DIR', help: 'where the own copy of heads and tiles is kept; one for each log' },
    state: { type: 'string', value: 'DIR', help: 'older name of --data' },
    interval: { type: 'string', value: 'SECONDS', help: `time between looks (default ${DEFAULT_INTERVAL_S})` },
    once: { type: 'boolean', help: 'look once and exit' },
  },
  examples: ['tribune ledger monitor --log https://tribune.example/ledger/main --key vkey.txt --data ./seen --once'],
  notes: [
    'Run it on another machine than the log, under another administrator. Exit codes: 0 as it should be, 1 the log misbehaved, 2 it',
    'could not be read. What was seen before is never replaced by a head that contradicts it: both are kept as evidence.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const log = text(args, 'log');
  const state = text(args, 'data') ?? text(args, 'state');
  if (log === undefined || state === undefined) {
    throw new TribuneError('USAGE', 'tribune ledger monitor needs --log and --data', {
      remedy: 'For example: tribune ledger monitor --log URL --key VKEY --data ./seen',
    });
  }
  const policy = await readTrust(args, 'tribune ledger monitor');
  const access = await logAccess(args);
  const intervalMs = parseInterval(text(args, 'interval')) * 1000;
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(state);
  try {
    for (let unwitnessed = 0; ; ) {
      const found = await reportUnreadable(async () => {
        const { read } = await openLog(log, access);
        return look({ read, policy: await followed(read, policy), state }, context);
      });
      unwitnessed = found === 'unwitnessed' ? unwitnessed + 1 : 0;
      const patience = flag(args, 'once') ? 1 : UNWITNESSED_LOOKS;
      if (found === 'alarm' || unwitnessed >= patience) return EXIT.fail;
      if (flag(args, 'once')) return EXIT.pass;
      await pause(intervalMs);
    }
  } finally {
    unlock();
  }
}

/** The policy with the keys that took over the log. */
async function followed(read: ReadTile, policy: TrustPolicy): Promise<TrustPolicy> {
  const rotations = await read('rotations');
  return rotations === null ? policy : (await followRotations(rotations, policy, crypto)).policy;
}

interface Watch {
  readonly read: ReadTile;
  readonly policy: TrustPolicy;
  readonly state: string;
}

/**
 * Result of an observation. `good`: the log is unchanged or has grown. `unwitnessed`: the same, but the quorum did not sign its present
 * checkpoint.
 */
type Found = 'good' | 'unwitnessed' | 'alarm';

async function look({ read, policy, state }: Watch, context: CliContext): Promise<Found> {
  const own = localReader(state);
  const kept = await own('checkpoint');
  const keysOnly = { ...policy, quorum: 'none' };
  const before = kept === null ? null : (await openCheckpoint(kept, keysOnly, crypto)).checkpoint;
  const note = await read('checkpoint');
  try {
    if (note === null) throw new TribuneError('LEDGER_INVALID', 'the log shows no checkpoint');
    const { checkpoint: head, cosigners } = await openCheckpoint(note, keysOnly, crypto);
    if (before !== null && !(await extendsWhatWasSeen({ own, read, state }, { before, head, note }, context)))
      return 'alarm';
    await copyLog(state, read, { head, note, fromSize: before?.size ?? 0 });
    context.out(
      `ok ${head.origin}: ${counted(head.size, 'entry')}${before === null ? ', first look' : `, ${head.size - before.size} new`}\n`,
    );
    if (quorumMet(policy, new Set(cosigners.map(({ name }) => name)))) return 'good';
    context.out(`UNWITNESSED the quorum ${policy.quorum} did not sign the head of ${counted(head.size, 'entry')}\n`);
    return 'unwitnessed';
  } catch (error) {
    if (!(error instanceof TribuneError) || error.code !== 'LEDGER_INVALID') throw error;
    context.out(`ALARM ${printable(error.message)}\n`);
    return 'alarm';
  }
}

async function extendsWhatWasSeen(
  place: { own: ReadTile; read: ReadTile; state: string },
  heads: { before: Checkpoint; head: Checkpoint; note: Uint8Array },
  context: CliContext,
): Promise<boolean> {
  const { before, head, note } = heads;
  const reader = new TileReader(treeHasher(crypto.sha256, crypto.lanes), place.read, head);
  const { status, detail } = await observe(before, head, reader);
  if (status === 'grown' || status === 'unchanged') return true;
  context.out(`ALARM ${status}: ${printable(detail)}\n`);
  await writeDurably(
    `${place.state}/evidence/checkpoint-${head.size}-${Buffer.from(head.root).toString('hex').slice(0, 16)}`,
    note,
  );
  if (status === 'fork') {
    const size = Math.min(before.size, head.size);
    const rows = await rewrittenRows({ before: place.own, now: cutTo(place.read, head.size), size });
    context.out(
      `rewritten entries: ${rows.slice(0, 20).join(', ')}${rows.length > 20 ? ` and ${rows.length - 20} more` : ''}\n`,
    );
  }
  context.out(`both heads are kept in ${place.state}: together they are evidence\n`);
  return false;
}

/**
 * Cuts tiles to the width of an older size. A log need not keep partial tiles of older sizes, because the present, wider tiles begin with
 * them.
 */
function cutTo(read: ReadTile, size: number): ReadTile {
  return async (path) => {
    const exact = await read(path);
    const partial = /^(tile\/(\d+)\/(.*))\.p\/(\d+)$/.exec(path);
    if (exact !== null || partial === null) return exact;
    const width = Math.floor(size / 256 ** Number(partial[2])) % 256;
    const wider = width === 0 ? null : await read(`${partial[1]}.p/${width}`);
    return wider === null ? null : wider.subarray(0, Number(partial[4]) * 32);
  };
}

function parseInterval(value: string | undefined): number {
  const seconds = value === undefined ? DEFAULT_INTERVAL_S : Number(value);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new TribuneError('USAGE', `--interval ${value}: not 1 to 86400 seconds`, {
    remedy: 'For example --interval 60.',
  });
}
