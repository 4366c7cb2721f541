import { TribuneError } from '../../../core/errors.js';
import type { CliContext } from '../context.js';
import { tellAdminLink } from '../service/admin-link.js';
import { ADMIN_OPTIONS, openAdmin } from '../service/admin-target.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../spec.js';

export const adminLinkCommand: CommandSpec = {
  name: 'admin link',
  summary: 'make a one-time link for a new administrator, when the first expired or every administrator is locked out',
  usage: ['tribune admin link --data DIR'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: { data: ADMIN_OPTIONS.data! },
  examples: ['tribune admin link --data ./tribune-data'],
  notes: [
    'Works once, for 15 minutes, while the service runs; an earlier link ends. It goes to a terminal, else to the file admin-link (mode',
    '0600) in the data folder. Only who can read the data folder can make one, and the ledger keeps that it was made.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const dataDir = text(args, 'data');
  if (dataDir === undefined) {
    throw new TribuneError('USAGE', 'tribune admin link needs --data DIR', {
      remedy: 'Run it on the machine of the service.',
    });
  }
  const target = await openAdmin(args, context);
  try {
    tellAdminLink(await target.makeLink(), dataDir, context);
  } finally {
    await target.close();
  }
  return EXIT.pass;
}
