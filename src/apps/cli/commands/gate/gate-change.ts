import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { readYaml } from '../../frame/yaml.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';
import { settle } from './gate-waive.js';
import { SECOND_OPTIONS, usage } from './printed-gate.js';

export const gateChangeCommand: CommandSpec = {
  name: 'gate change',
  summary: 'change what a gate asks for, or whether it is enforced: one person proposes, another confirms',
  usage: [
    'tribune gate change FILE.yaml --dry-run --server URL --account NAME',
    'tribune gate change FILE.yaml --server URL --account NAME',
    'tribune gate change --confirm PROPOSAL --server URL --account NAME',
    'tribune gate change --withdraw PROPOSAL --server URL --account NAME',
  ],
  positionals: { name: 'FILE', min: 0, max: 1 },
  options: {
    'dry-run': {
      type: 'boolean',
      help: 'propose nothing: say which evidence the gate would have found on each of the last 90 days',
    },
    ...SECOND_OPTIONS,
    ...PERSON_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['TRIBUNE_PASSWORD=... tribune gate change gate.yaml --server https://tribune.example --account ann'],
  notes: [
    'The file holds one gate, as it stands under gates: in the document of admin apply. Whatever was signed before counts no longer, unless only the mode is another.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [file] = args.positionals;
  const [confirm, withdraw] = [text(args, 'confirm'), text(args, 'withdraw')];
  if ([file, confirm, withdraw].filter((one) => one !== undefined).length !== 1)
    throw usage('gate change takes FILE, --confirm or --withdraw', 'One person proposes a file, another one confirms.');
  if (flag(args, 'dry-run') && file === undefined)
    throw usage('--dry-run is of a FILE', 'What was proposed already is confirmed or withdrawn.');
  const gate = file === undefined ? null : gateFrom(await readTextFile(file, 'gate', 'DATA_NOT_FOUND'), file);
  const person = await signIn(args);
  try {
    if (gate === null) {
      await settle(person, { confirm, withdraw });
      context.out(confirm === undefined ? 'turned down\n' : 'changed; what was signed before may count no longer\n');
      return EXIT.pass;
    }
    if (flag(args, 'dry-run')) return tellDryRun(await person.post('/v1/gate-dry-runs', { gate }), args, context);
    const answer = (await person.post('/v1/gate-changes', { gate })) as {
      readonly id: string;
      readonly expiresAt: string;
    };
    const said = `proposed; the gate stays as it is until another person confirms, by ${answer.expiresAt}: tribune gate change --confirm ${answer.id}`;
    context.out(flag(args, 'json') ? `${JSON.stringify(answer, null, 2)}\n` : `${printable(said)}\n`);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}

interface DryRun {
  readonly deployment: string;
  readonly whole: number;
  readonly days: readonly {
    readonly at: string;
    readonly evidence: string;
    readonly lacks: Readonly<Record<string, string>>;
  }[];
}

/** Says on how many days evidence was whole, and what was missing how often. */
function tellDryRun(answer: unknown, args: ParsedArguments, context: CliContext): number {
  const { deployment, whole, days } = answer as DryRun;
  if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
  else {
    const lacks = new Map<string, number>();
    for (const day of days) for (const id of Object.keys(day.lacks)) lacks.set(id, (lacks.get(id) ?? 0) + 1);
    const lines = [
      `${deployment}: the evidence was whole on ${whole} of ${days.length} days; signatures are not looked at`,
      ...[...lacks].map(
        ([id, n]) => `  ${id}: missing or not known on ${n} days; today: ${days[0]?.lacks[id] ?? 'there'}`,
      ),
    ];
    for (const line of lines) context.out(`${printable(line)}\n`);
  }
  return EXIT.pass;
}

/** Reads a file with one gate, also where it is the only one under `gates:`. */
function gateFrom(source: string, path: string): unknown {
  const remedy = 'Mend the line; docs/guides/gates.md has a whole gate.';
  const value = readYaml(source, path, { code: 'USAGE', remedy });
  if (typeof value !== 'object' || value === null)
    throw usage(`${path} holds no gate`, 'Begin with `deployment:`; docs/guides/gates.md has a whole gate.');
  if (!('gates' in value)) return value;
  const { gates } = value as { readonly gates: unknown };
  if (Array.isArray(gates) && gates.length === 1) return gates[0];
  throw usage(
    `${path} holds ${Array.isArray(gates) ? gates.length : 'no'} gates`,
    'One is changed at a time: name a file with one.',
  );
}
