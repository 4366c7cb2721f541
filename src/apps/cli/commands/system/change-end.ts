import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { type ToldEnd, tellEnd } from './printed-end.js';

const SHARED = { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } } as const;
const NOTES = ['A key needs the scope registry:write. docs/guides/system-ends.md says what holds in each state.'];

export const announceEndCommand: CommandSpec = {
  name: 'system announce-end',
  summary: 'announce the end of a system: from a moment on no decision of it is taken',
  usage: ['tribune system announce-end SYSTEM --decisions-until TIME --reason TEXT --told TEXT [--successor SYSTEM]'],
  positionals: { name: 'SYSTEM', min: 1, max: 1 },
  options: {
    'decisions-until': { type: 'string', value: 'TIME', help: 'such as 2027-06-30T22:00:00Z; required' },
    reason: { type: 'string', value: 'TEXT', help: 'why it ends; required' },
    told: { type: 'string', value: 'TEXT', help: 'how people are told; required' },
    successor: { type: 'string', value: 'SYSTEM', help: 'the registered system that takes its place' },
    ...SHARED,
  },
  examples: [
    'tribune system announce-end credit --decisions-until 2027-06-30T22:00:00Z --reason "replaced" --told "by letter" --data ./tribune-data',
  ],
  notes: NOTES,
  run: (args, context) =>
    change(args, context, '/v1/system-end', {
      decisionsUntil: demanded(args, 'decisions-until'),
      reason: demanded(args, 'reason'),
      told: demanded(args, 'told'),
      successor: text(args, 'successor') ?? null,
    }),
};

export const withdrawEndCommand: CommandSpec = {
  name: 'system withdraw-end',
  summary: 'take the announced end of a system back: decisions are taken again',
  usage: ['tribune system withdraw-end SYSTEM --reason TEXT'],
  positionals: { name: 'SYSTEM', min: 1, max: 1 },
  options: { reason: { type: 'string', value: 'TEXT', help: 'why; required' }, ...SHARED },
  examples: ['tribune system withdraw-end credit --reason "the successor is late" --data ./tribune-data'],
  notes: NOTES,
  run: (args, context) => change(args, context, '/v1/system-end/withdraw', { reason: demanded(args, 'reason') }),
};

export const retireCommand: CommandSpec = {
  name: 'system retire',
  summary: 'retire a frozen system on which nothing that is open depends; a refusal names what does',
  usage: ['tribune system retire SYSTEM'],
  positionals: { name: 'SYSTEM', min: 1, max: 1 },
  options: SHARED,
  examples: ['tribune system retire credit --data ./tribune-data'],
  notes: NOTES,
  run: (args, context) => change(args, context, '/v1/system-end/retire', {}),
};

async function change(args: ParsedArguments, context: CliContext, path: string, body: object): Promise<number> {
  const [system] = args.positionals as [string];
  const told = await withService(args, context, (admin) => admin.post(path, { system, ...body }));
  tellEnd(told as ToldEnd, args, context);
  return EXIT.pass;
}

function demanded(args: ParsedArguments, name: string): string {
  const given = text(args, name);
  if (given !== undefined) return given;
  throw new TribuneError('USAGE', `--${name} is missing`, { remedy: `Give --${name}.` });
}
