import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../../frame/spec.js';
import { deliverAdminLink } from '../../service/admin-link.js';
import { ADMIN_OPTIONS, openAdmin } from '../../service/admin-target.js';

export const adminLinkCommand: CommandSpec = {
  name: 'admin link',
  summary: 'make a one-time link for a new administrator, for an account that sees persons, or for a lost password',
  usage: [
    'tribune admin link --data DIR',
    'tribune admin link --role ROLE --data DIR',
    'tribune admin link --account NAME --data DIR',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    data: ADMIN_OPTIONS.data!,
    role: {
      type: 'string',
      value: 'ROLE',
      multiple: true,
      help: 'role of the new account, may be repeated; admin when not said',
    },
    account: { type: 'string', value: 'NAME', help: 'instead of a new account: a new password for this one' },
  },
  examples: ['tribune admin link --data ./tribune-data', 'tribune admin link --role legal --data ./tribune-data'],
  notes: [
    'Roles that see persons (legal, auditor, specialist) are not given by administrators, and their passwords not set by them.',
    'Works once, for 15 minutes, while the service runs; an earlier link for the same ends. It goes to a terminal, else to the file admin-link in the',
    'data folder (mode 0600), or account-link where it is for another account. Only who can read the data folder can make one, and the ledger keeps that it was made.',
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
    const roles = list(args, 'role');
    const account = text(args, 'account');
    const purpose = { ...(roles.length === 0 ? {} : { roles }), ...defined({ account }) };
    const does =
      account === undefined ? `make an account with the role ${roles.join(' and ')}` : `set the password of ${account}`;
    const link = await target.makeLink(purpose);
    if (Object.keys(purpose).length === 0) deliverAdminLink(link, dataDir, context);
    else deliverAdminLink(link, dataDir, context, does);
  } finally {
    await target.close();
  }
  return EXIT.pass;
}
