import { TribuneError } from '../../../../core/base/errors.js';

import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { readYaml } from '../../frame/yaml.js';
import { PERSON_OPTIONS, type PersonSession, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';

export const agreementProposeCommand: CommandSpec = {
  name: 'agreement propose',
  summary: 'propose settings, the roles of an account, or that a closed account is opened; another person confirms',
  usage: [
    'tribune agreement propose --settings FILE --server URL --account NAME',
    'tribune agreement propose --of NAME --role ROLE ... --server URL --account NAME',
    'tribune agreement propose --open NAME --server URL --account NAME',
  ],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    settings: { type: 'string', value: 'FILE', help: 'YAML with the settings by name, as in the file of admin apply' },
    of: { type: 'string', value: 'NAME', help: 'the account that gets other roles' },
    role: { type: 'string', value: 'ROLE', multiple: true, help: 'with --of: every role that it has from then on' },
    open: { type: 'string', value: 'NAME', help: 'the account that is opened again' },
    ...PERSON_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune agreement propose --of dan --role owner --role developer --server https://tribune.example --account ann',
  ],
  notes: [
    'Nothing changes until another person confirms. Where it is changed otherwise meanwhile, the proposal is refused then.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [settings, of, open] = [text(args, 'settings'), text(args, 'of'), text(args, 'open')];
  const roles = list(args, 'role');
  if ([settings, of, open].filter((one) => one !== undefined).length !== 1)
    throw usage('agreement propose takes one of --settings, --of, --open', 'Propose one thing at a time.');
  if ((of === undefined) !== (roles.length === 0))
    throw usage('--of NAME and --role ROLE go together', 'Name every role that the account has from then on.');
  const own = settings === undefined ? null : await settingsOf(settings);
  const person = await signIn(args);
  try {
    const body = own ?? (await aboutAccount(person, { of, open, roles }));
    const { id, expiresAt } = (await person.post('/v1/agreements', body)) as {
      readonly id: string;
      readonly expiresAt: string;
    };
    const said = `proposed; nothing changes until another person confirms, by ${expiresAt}: tribune agreement confirm ${id}`;
    context.out(
      flag(args, 'json') ? `${JSON.stringify({ proposal: id, expiresAt }, null, 2)}\n` : `${printable(said)}\n`,
    );
    return EXIT.pass;
  } finally {
    await person.close().catch(() => undefined);
  }
}

async function settingsOf(path: string): Promise<object> {
  const remedy = 'Write the settings by name, as in the file of admin apply: docs/guides/accounts.md has an example.';
  const value = readYaml(await readTextFile(path, 'settings file', 'DATA_NOT_FOUND'), path, { code: 'USAGE', remedy });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage(`${path} holds no settings`, remedy);
  return { settings: 'settings' in value ? value.settings : value };
}

interface AboutAccount {
  readonly of: string | undefined;
  readonly open: string | undefined;
  readonly roles: readonly string[];
}

async function aboutAccount(person: PersonSession, { of, open, roles }: AboutAccount): Promise<object> {
  const name = (of ?? open)!;
  const { accounts } = (await person.get('/v1/accounts')) as {
    readonly accounts: readonly { readonly id: string; readonly name: string }[];
  };
  const found = accounts.find((one) => one.name === name || one.id === name);
  if (found === undefined)
    throw new TribuneError('NOT_FOUND', `there is no account ${JSON.stringify(name.slice(0, 80))}`, {
      remedy: `There are ${accounts
        .slice(0, 20)
        .map((one) => one.name)
        .join(', ')}.`,
    });
  return open === undefined ? { account: found.id, roles } : { open: found.id };
}

const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });
