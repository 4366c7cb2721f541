import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Printed {
  readonly questions: readonly { readonly id: string; readonly asks: string }[];
  readonly vendors: readonly {
    readonly id: string;
    readonly name: string;
    readonly systems: readonly string[];
    readonly unknownSystems: readonly string[];
    readonly contractEnds: string | null;
    readonly isOver: boolean;
    readonly open: readonly string[];
  }[];
  readonly foundationModels: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly provider: string;
    readonly licence: string;
    readonly limits: readonly string[];
    readonly systems: readonly string[];
    readonly unknownSystems: readonly string[];
    readonly isVendorKnown: boolean | null;
  }[];
}

export const vendorsCommand: CommandSpec = {
  name: 'vendors',
  summary: 'vendors of parts of systems with the questions that they left open, and models of others',
  usage: ['tribune vendors [--system NAME] --server URL'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'only those of this system' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune vendors --system credit --server https://tribune.example'],
  notes: [
    '`tribune admin apply` registers them, under `vendors:` and `foundation-models:`. Exit code 1: a question is open, a contract is over, or a name is not registered.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const system = text(args, 'system');
  const query = system === undefined ? '' : `?${new URLSearchParams({ system })}`;
  const found = (await withService(args, context, (admin) => admin.get(`/v1/vendors${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  const isOpen =
    found.vendors.some((one) => one.isOver || one.open.length + one.unknownSystems.length > 0) ||
    found.foundationModels.some((one) => one.isVendorKnown === false || one.unknownSystems.length > 0);
  return isOpen ? EXIT.fail : EXIT.pass;
}

function print({ questions, vendors, foundationModels }: Printed, context: CliContext): void {
  const out: Out = (line) => context.out(`${printable(line)}\n`);
  if (vendors.length + foundationModels.length === 0) out('no vendor and no model of others is registered');
  const asks = new Map(questions.map((one) => [one.id, one.asks]));
  printVendors(vendors, asks, out);
  printModels(foundationModels, out);
}

type Out = (line: string) => void;

function printVendors(vendors: Printed['vendors'], asks: ReadonlyMap<string, string>, out: Out): void {
  for (const { id, name, systems, unknownSystems, contractEnds, isOver, open } of vendors) {
    const contract =
      contractEnds === null ? 'no end of contract told' : `contract ${isOver ? 'ended' : 'until'} ${contractEnds}`;
    out(`vendor ${id}  ${name}  for ${systems.join(', ') || 'no system'}  ${contract}`);
    for (const question of open) out(`  open  ${question}: ${asks.get(question) ?? ''}`);
    for (const gone of unknownSystems) out(`  not registered: system ${gone}`);
  }
}

function printModels(models: Printed['foundationModels'], out: Out): void {
  for (const { id, name, version, provider, licence, limits, systems, unknownSystems, isVendorKnown } of models) {
    out(`model  ${id}  ${name} ${version} of ${provider}, ${licence}  for ${systems.join(', ') || 'no system'}`);
    for (const limit of limits) out(`  limit ${limit}`);
    for (const gone of unknownSystems) out(`  not registered: system ${gone}`);
    if (isVendorKnown === false) out('  not registered: the vendor that it comes through');
  }
}
