import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Printed {
  readonly days: number;
  readonly tasks: readonly {
    readonly system: string;
    readonly control: string;
    readonly why: 'begins' | 'runs-out';
    readonly day: string;
    readonly says: string;
  }[];
}

export const controlsTasksCommand: CommandSpec = {
  name: 'controls tasks',
  summary: 'controls that become open within some days: law that begins, records that grow too old or end',
  usage: ['tribune controls tasks [--system NAME] [--days 90] --server URL'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'only those of one registered system' },
    days: { type: 'string', value: 'N', help: 'how many days ahead are looked at (default 30)' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune controls tasks --days 400 --server https://tribune.example'],
  notes: ['Those of the next 30 days are alerts too, with the label kind=control-task. Exit code 1: there is one.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const query = new URLSearchParams();
  for (const name of ['system', 'days']) {
    const value = text(args, name);
    if (value !== undefined) query.set(name, value);
  }
  const found = (await withService(args, context, (admin) => admin.get(`/v1/controls/tasks?${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else {
    if (found.tasks.length === 0) context.out(`nothing becomes open within ${found.days} days\n`);
    for (const { system, control, why, day, says } of found.tasks)
      context.out(
        `${day}  ${printable(system)}  ${printable(control)} ${why === 'begins' ? 'begins' : 'runs out'}: ${printable(says)}\n`,
      );
  }
  return found.tasks.length > 0 ? EXIT.fail : EXIT.pass;
}
