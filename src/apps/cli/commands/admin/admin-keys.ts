import { TribuneError } from '../../../../core/base/errors.js';
import { MAX_OVERLAP_DAYS } from '../../../../domain/identity/index.js';
import type { PrintedKey } from '../../../server/base/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { ADMIN_OPTIONS, type AdminTarget, openAdmin } from '../../service/admin-target.js';

export const adminKeysCommand: CommandSpec = {
  name: 'admin keys',
  summary: 'list API keys, succeed one, end one',
  usage: [
    'tribune admin keys --data DIR',
    'tribune admin keys --data DIR --rotate ID [--overlap DAYS]',
    'tribune admin keys --data DIR --revoke ID',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    rotate: { type: 'string', value: 'ID', help: 'make a successor with the same scopes and print it, once' },
    overlap: {
      type: 'string',
      value: 'DAYS',
      help: 'with --rotate: how long the old key still works (default 7, 0 to 30)',
    },
    revoke: { type: 'string', value: 'ID', help: 'end a key now' },
    json: { type: 'boolean', help: 'print the list as JSON' },
    ...ADMIN_OPTIONS,
  },
  examples: [
    'tribune admin keys --data ./tribune-data',
    'KEY=$(tribune admin keys --data ./tribune-data --rotate h93gtw23gCjs)',
  ],
  notes: [
    'The id of a key stands between `trb_` and the next `_`. A revoked key stops within five seconds everywhere.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [rotate, revoke] = [text(args, 'rotate'), text(args, 'revoke')];
  if (rotate !== undefined && revoke !== undefined) {
    throw new TribuneError('USAGE', 'give either --rotate or --revoke', { remedy: 'One key and one act at a time.' });
  }
  const overlapDays = parseOverlap(text(args, 'overlap'), rotate);
  const target = await openAdmin(args, context);
  try {
    if (rotate !== undefined) {
      context.out(`${await target.rotateKey(rotate, overlapDays)}\n`);
      context.err('Keep it now: it is not shown again.\n');
    } else if (revoke !== undefined) {
      await target.revokeKey(revoke);
      context.err(`the key ${revoke} has ended\n`);
    } else {
      await printKeys(target, flag(args, 'json'), context);
    }
  } finally {
    await target.close();
  }
  return EXIT.pass;
}

async function printKeys(target: AdminTarget, json: boolean, context: CliContext): Promise<void> {
  const keys = await target.listKeys();
  if (json) context.out(`${JSON.stringify({ keys }, null, 2)}\n`);
  else for (const key of keys) context.out(`${lineOf(key)}\n`);
  if (keys.length === 0) context.err('there are no keys: tribune admin key\n');
}

const dayOf = (time: string): string => time.slice(0, 10);

function lineOf({ id, name, scopes, expiresAt, lastUsedAt, revokedAt, replaces }: PrintedKey): string {
  const end =
    revokedAt === null ? `expires ${expiresAt === null ? 'never' : dayOf(expiresAt)}` : `ended ${dayOf(revokedAt)}`;
  const used = lastUsedAt === null ? 'never used' : `last used ${dayOf(lastUsedAt)}`;
  const after = replaces === null ? '' : `  succeeds ${replaces}`;
  return `${id}  ${scopes.join(',')}  ${end}  ${used}  ${name}${after}`;
}

function parseOverlap(value: string | undefined, rotate: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const remedy = 'For example --rotate ID --overlap 1.';
  if (rotate === undefined) throw new TribuneError('USAGE', '--overlap is given without --rotate', { remedy });
  const days = Number(value);
  if (/^\d+$/.test(value) && days <= MAX_OVERLAP_DAYS) return days;
  throw new TribuneError('USAGE', `--overlap ${value}: not a whole number of days from 0 to ${MAX_OVERLAP_DAYS}`, {
    remedy,
  });
}
