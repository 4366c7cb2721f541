import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Printed {
  readonly risk: { readonly score: number; readonly of: number; readonly highest: readonly string[] } | null;
  readonly harms: {
    readonly n: number;
    readonly open: number;
    readonly gravest: readonly {
      readonly stakeholder: string;
      readonly kind: string;
      readonly harm: string;
      readonly grade: number;
      readonly isOpen: boolean;
    }[];
  } | null;
  readonly choice: { readonly chosen: string; readonly reason: string; readonly dissents: number } | null;
  readonly principles: { readonly n: number; readonly enforced: number; readonly said: number };
  readonly challenges: { readonly n: number; readonly open: number };
}

export const controlsWorkshopsCommand: CommandSpec = {
  name: 'controls workshops',
  summary: 'what the workshops and choices of a system come to',
  usage: ['tribune controls workshops --system NAME --server URL'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'the registered system' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune controls workshops --system credit --server https://tribune.example'],
  notes: ['Records are kept by tribune controls record. Exit code 1: a harm or a challenge is open.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const system = text(args, 'system');
  if (system === undefined) throw new TribuneError('USAGE', 'no system is named', { remedy: 'Give --system NAME.' });
  const query = new URLSearchParams({ system });
  const found = (await withService(args, context, (admin) => admin.get(`/v1/controls/workshops?${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  return (found.harms?.open ?? 0) + found.challenges.open > 0 ? EXIT.fail : EXIT.pass;
}

function print({ risk, harms, choice, principles, challenges }: Printed, context: CliContext): void {
  context.out(
    risk === null
      ? 'risk       nobody filled in a form\n'
      : `risk       ${risk.score} of ${risk.of}, the highest: ${risk.highest.join(', ')}\n`,
  );
  context.out(
    harms === null
      ? 'harms      no workshop was held\n'
      : `harms      ${counted(harms.n, 'harm')}, ${harms.open} open\n`,
  );
  for (const { stakeholder, kind, harm, grade, isOpen } of harms?.gravest ?? [])
    context.out(`  ${grade} of 25  ${printable(stakeholder)}, ${kind}: ${printable(harm)}${isOpen ? ' (open)' : ''}\n`);
  context.out(
    choice === null
      ? 'metric     none was chosen\n'
      : `metric     ${printable(choice.chosen)}: ${printable(choice.reason)} (${counted(choice.dissents, 'dissent')})\n`,
  );
  context.out(
    `principles ${principles.n}, ${principles.enforced} bound to a control, ${principles.said} to something else as somebody says\n`,
  );
  context.out(`challenges ${challenges.n}, ${challenges.open} without an outcome\n`);
}
