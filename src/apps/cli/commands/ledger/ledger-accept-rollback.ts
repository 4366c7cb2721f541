import { acceptRollback, openStore, type StoreOptions } from '../../../../adapters/postgres/index.js';
import { agree, counted } from '../../../../core/base/counted.js';
import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { loadRooms, tablesOf } from '../../../rooms/index.js';
import { openControlPlane } from '../../../server/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { ADMIN_OPTIONS } from '../../service/admin-target.js';
import { DATABASE_OPTIONS, readDatabaseUrl } from '../../service/database-url.js';
import { readRootKey } from '../../service/root-key.js';

const { data, 'root-key-command': rootKeyCommand } = ADMIN_OPTIONS;

export const ledgerAcceptRollbackCommand: CommandSpec = {
  name: 'ledger accept-rollback',
  summary: 'go on from a database that was deliberately restored to an older state',
  usage: ['tribune ledger accept-rollback --data DIR --reason TEXT'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    data: data!,
    ...DATABASE_OPTIONS,
    'root-key-command': rootKeyCommand!,
    reason: { type: 'string', value: 'TEXT', help: 'why; becomes an entry of the log' },
  },
  examples: [
    'tribune ledger accept-rollback --data ./tribune-data --reason "disk lost, restored backup of 2026-11-21"',
  ],
  notes: [
    'Only while the service does not run. What was acknowledged after the backup is gone, and everyone who kept a receipt, a head or',
    'a witness sees a rollback, rightly: tell them. The head that is given up stays in keys/ as evidence.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [dataDir, reason] = [text(args, 'data'), text(args, 'reason')];
  if (dataDir === undefined || reason === undefined || reason.trim() === '') {
    throw new TribuneError('USAGE', 'tribune ledger accept-rollback needs --data and --reason', {
      remedy: 'The reason becomes an entry of the log: say what was restored, from when, and why.',
    });
  }
  const databaseUrl = readDatabaseUrl(args, context);
  const rootKey = readRootKey(text(args, 'root-key-command'));
  const options: StoreOptions = {
    dataDir,
    createPostgresUser: true,
    ...defined({ databaseUrl, rootKey }),
  };
  const store = await openStore({
    ...options,
    isSetBack: true,
    onNotice: (line) => context.err(`${line}\n`),
    rooms: tablesOf(await loadRooms()),
  });
  const accepted = await acceptRollback(store, { reason, by: 'command line' }).finally(() => store.close());
  if (accepted.length === 0) {
    context.err('nothing to accept: the database holds every head that was signed\n');
    return EXIT.pass;
  }
  // Opening the service writes the entry.
  await (await openControlPlane({ ...options, version: context.version })).close();
  for (const { log, lostSize, keptSize, evidence } of accepted) {
    context.out(
      `log ${log} goes on from ${counted(keptSize, 'entry')}; ${lostSize - keptSize} ${agree(lostSize - keptSize, 'was', 'were')} given up\n`,
    );
    context.out(`the head that was given up is kept in ${evidence}\n`);
  }
  return EXIT.pass;
}
