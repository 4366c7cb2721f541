import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Question {
  readonly id: string;
  readonly asks: string;
  readonly who: string;
}

interface Printed {
  readonly classes: readonly {
    readonly id: string;
    readonly name: string;
    readonly inForce: boolean;
    readonly from: string;
    readonly because: readonly string[];
  }[];
  readonly undecided: readonly { readonly name: string; readonly open: readonly Question[] }[];
  readonly route: { readonly route: string; readonly source: string } | null;
  readonly open: readonly Question[];
}

export const controlsScreenCommand: CommandSpec = {
  name: 'controls screen',
  summary: 'which classes of law a system falls in by the answers about it, and what nobody answered',
  usage: ['tribune controls screen --system NAME [--at DATE] --server URL'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'the registered system' },
    at: { type: 'string', value: 'DATE', help: 'the day that is looked at, such as 2027-12-02 (default: now)' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune controls screen --system credit --server https://tribune.example'],
  notes: [
    'Answers are kept by tribune controls record. What nobody answered is never taken for no.',
    'Exit code 1: it falls in a prohibited class that holds; 3: open questions leave a class undecided; 0: neither.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const system = text(args, 'system');
  if (system === undefined) throw new TribuneError('USAGE', 'no system is named', { remedy: 'Give --system NAME.' });
  const at = text(args, 'at');
  const query = new URLSearchParams({ system, ...(at === undefined ? {} : { at }) });
  const found = (await withService(args, context, (admin) => admin.get(`/v1/controls/screen?${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  if (found.classes.some(({ id, inForce }) => inForce && id.startsWith('prohibited'))) return EXIT.fail;
  return found.undecided.length > 0 ? EXIT.inconclusive : EXIT.pass;
}

function print({ classes, undecided, route, open }: Printed, context: CliContext): void {
  for (const { name, inForce, from, because } of classes)
    context.out(
      `${printable(name)}: ${inForce ? 'holds since' : 'holds from'} ${from}, because of ${because.join(', ')}\n`,
    );
  if (classes.length === 0) context.out('no class by the answers so far\n');
  if (route !== null) context.out(`conformity: ${printable(route.route)} (${printable(route.source)})\n`);
  for (const { name, open: of } of undecided)
    context.out(`undecided: ${printable(name)}, as ${of.map(({ id }) => id).join(', ')} is open\n`);
  for (const { id, asks, who } of open) context.out(`  open  ${id}, asks ${who}: ${printable(asks)}\n`);
}
