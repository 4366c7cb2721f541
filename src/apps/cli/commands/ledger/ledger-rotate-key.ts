import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { ADMIN_OPTIONS, openAdmin } from '../../service/admin-target.js';

const LOGS = ['main', 'reads'] as const;

export const ledgerRotateKeyCommand: CommandSpec = {
  name: 'ledger rotate-key',
  summary: 'hand a log over to a new signing key, which the old one vouches for',
  usage: [
    'tribune ledger rotate-key --data DIR [--log main] [--overlap-days N]',
    'tribune ledger rotate-key --server URL [--log main] [--overlap-days N]',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    log: { type: 'string', value: 'LOG', choices: LOGS, help: 'which log (default main)' },
    'overlap-days': {
      type: 'string',
      value: 'N',
      help: 'days that both keys sign (default 30); 0 ends the old key within a minute, after a theft',
    },
    json: { type: 'boolean', help: 'print the change as JSON' },
    ...ADMIN_OPTIONS,
  },
  examples: [
    'tribune ledger rotate-key --data ./tribune-data',
    'tribune ledger rotate-key --data ./tribune-data --overlap-days 0',
  ],
  notes: [
    'Works while the service runs and while it does not. Standard output is the new verifier key; give it to witnesses and verifiers',
    'before the old key ends. `tribune verify` follows the statement that the log publishes at /ledger/LOG/rotations.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const log = LOGS.find((name) => name === text(args, 'log')) ?? 'main';
  const overlapDays = parseDays(text(args, 'overlap-days'));
  const target = await openAdmin(args, context);
  try {
    const change = await target.rotateLedgerKey({ log, ...defined({ overlapDays }) });
    if (flag(args, 'json')) {
      context.out(`${JSON.stringify(change, null, 2)}\n`);
      return EXIT.pass;
    }
    context.out(`${change.newKey}\n`);
    context.err(
      `Log ${log} has this key from entry ${change.fromSize} on. The old one signs until ${change.retiresAt}:\n`,
    );
    context.err(`  ${change.oldKey}\n`);
  } finally {
    await target.close();
  }
  return EXIT.pass;
}

function parseDays(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const days = Number(value);
  if (value.trim() !== '' && Number.isInteger(days) && days >= 0 && days <= 3650) return days;
  throw new TribuneError('USAGE', `--overlap-days ${value}: not 0 to 3650`, {
    remedy: 'For example --overlap-days 30.',
  });
}
