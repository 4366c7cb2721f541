import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Printed {
  readonly date: string;
  readonly domain: string;
  readonly jurisdictions: readonly string[];
  readonly attributes: readonly {
    readonly id: string;
    readonly name: string;
    readonly inDecision: string;
    readonly because: readonly { readonly provision: string; readonly note: string | null }[];
  }[];
  readonly bounds: readonly { readonly min: number | null; readonly basis: string; readonly says: string }[];
  readonly rules: readonly { readonly id: string; readonly doubt: string | null }[];
  readonly asks: readonly string[];
}

export const controlsAttributesCommand: CommandSpec = {
  name: 'controls attributes',
  summary: 'the attributes that law of the place and field of a system protects, and bounds with their basis',
  usage: ['tribune controls attributes --system NAME --server URL'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'the registered system' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune controls attributes --system credit --server https://tribune.example'],
  notes: ['A proposal and no legal advice. Exit code 3: place or domain of the system is not known well enough.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const system = text(args, 'system');
  if (system === undefined) throw new TribuneError('USAGE', 'no system is named', { remedy: 'Give --system NAME.' });
  const query = new URLSearchParams({ system });
  const found = (await withService(args, context, (admin) => admin.get(`/v1/controls/attributes?${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  return found.asks.length > 0 ? EXIT.inconclusive : EXIT.pass;
}

function print({ date, domain, jurisdictions, attributes, bounds, rules, asks }: Printed, context: CliContext): void {
  context.out(`${printable(domain)} in ${printable(jurisdictions.join(', ')) || 'no place'}, as known on ${date}\n`);
  for (const { id, name, inDecision, because } of attributes) {
    context.out(`  ${id.padEnd(20)} in decisions: ${inDecision.padEnd(10)} ${printable(name)}\n`);
    for (const { provision, note } of because)
      context.out(`    ${printable(provision)}${note === null ? '' : `: ${printable(note)}`}\n`);
  }
  for (const { min, basis, says } of bounds) context.out(`  bound ${min ?? 'none'} (${basis}): ${printable(says)}\n`);
  for (const { id, doubt } of rules) if (doubt !== null) context.out(`  doubt ${id}: ${printable(doubt)}\n`);
  for (const ask of asks) context.out(`  asks: ${printable(ask)}\n`);
}
