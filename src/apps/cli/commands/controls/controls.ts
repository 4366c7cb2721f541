import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

const STATUSES = [
  'gap',
  'undecided',
  'waived',
  'stated',
  'met',
  'not-yet-in-force',
  'not-applicable',
  'repealed',
] as const;
type Status = (typeof STATUSES)[number];

/** An answer as far as it is printed. */
interface Printed {
  readonly system: string;
  readonly at: string;
  readonly asOf: { readonly entries: number | null };
  readonly wording: string;
  readonly frameworks: readonly {
    readonly framework: string;
    readonly name: string;
    readonly kind: string;
    readonly date: string;
    readonly counts: Readonly<Record<Status, number>>;
    readonly comes: readonly { readonly from: string; readonly controls: number }[];
  }[];
  readonly controls: readonly {
    readonly id: string;
    readonly framework: string;
    readonly status: Status;
    readonly because: string;
    readonly provision: string;
    readonly duty: string;
    readonly byRecords: string;
    readonly asks: readonly { readonly what: string; readonly who: string }[];
    readonly checks: readonly {
      readonly evidence: readonly { readonly says: string; readonly entry: number | null }[];
    }[];
  }[];
}

export const controlsCommand: CommandSpec = {
  name: 'controls',
  summary: 'what the records of a system say to law and standards, on a day',
  usage: [
    'tribune controls --system NAME --server URL',
    'tribune controls --system NAME --at 2027-12-02 --jurisdiction EU --data DIR',
  ],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'the registered system' },
    at: {
      type: 'string',
      value: 'DATE',
      help: 'the day that is looked at, such as 2027-12-02 (default: now); law and age of records are those of it',
    },
    jurisdiction: { type: 'string', value: 'PLACE', help: 'only what holds there, such as EU, US-CO or GB' },
    framework: { type: 'string', value: 'NAME', help: 'only one framework, such as eu-ai-act or iso-42001' },
    status: { type: 'string', value: 'STATUS', help: 'only controls of one status', choices: STATUSES },
    evidence: { type: 'boolean', help: 'also the records that each control stands on' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON, with every check and its evidence' },
  },
  examples: [
    'tribune controls --system credit --server https://tribune.example',
    'tribune controls --system credit --at 2027-12-02 --jurisdiction EU --data ./tribune-data',
  ],
  notes: [
    'Met says that records are evidence for a control, and never that law is complied with; stated that a person says so, which nobody checked. A key needs the scope registry:read.',
    'Exit code 1: a control that holds has a gap; 3: none has, and records do not decide one; 0: neither. --status narrows what is printed, and not the exit code; --status not-applicable names each that does not apply.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const system = text(args, 'system');
  if (system === undefined)
    throw new TribuneError('USAGE', 'no system is named', {
      remedy: 'Give --system NAME: tribune admin apply registers systems.',
    });
  const query = new URLSearchParams({ system });
  for (const name of ['at', 'jurisdiction', 'framework']) {
    const value = text(args, name);
    if (value !== undefined) query.set(name, value);
  }
  const answer = (await withService(args, context, (admin) => admin.get(`/v1/controls?${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
  else print(answer, { status: text(args, 'status'), withEvidence: flag(args, 'evidence') }, context);
  const has = (status: Status): boolean => answer.controls.some((one) => one.status === status);
  return has('gap') ? EXIT.fail : has('undecided') ? EXIT.inconclusive : EXIT.pass;
}

const GAP_WIDTH = 18;

function print(
  { system, at, asOf, wording, frameworks, controls }: Printed,
  { status, withEvidence }: { readonly status: string | undefined; readonly withEvidence: boolean },
  context: CliContext,
): void {
  context.out(
    `${printable(system)} on ${at.slice(0, 'YYYY-MM-DD'.length)}, by the log of ${asOf.entries ?? 0} entries\n${wording}\n`,
  );
  for (const { framework, name, kind, date, counts, comes } of frameworks) {
    const told = STATUSES.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one.replaceAll('-', ' ')}`);
    context.out(`\n${printable(name)} (${kind}, as known on ${date}): ${told.join(', ')}\n`);
    for (const { from, controls: n } of comes) context.out(`  from ${from}: ${n} more\n`);
    const own = controls.filter(
      (one) => one.framework === framework && (status === undefined || one.status === status),
    );
    for (const order of STATUSES) {
      const alike = own.filter((control) => control.status === order);
      if (order === 'not-applicable' && status === undefined) printReasons(alike, context);
      else for (const one of alike) printControl(one, withEvidence, context);
    }
  }
}

/** What does not apply is told by its reasons: a law of another place has tens of controls, and all of them for the same one. */
function printReasons(controls: Printed['controls'], context: CliContext): void {
  const ids = new Map<string, string[]>();
  for (const { because, id } of controls) ids.set(because, [...(ids.get(because) ?? []), id]);
  for (const [because, own] of ids) {
    const which = own.length > 1 ? `${own.length} controls` : own[0]!;
    context.out(`  ${'not-applicable'.padEnd(GAP_WIDTH)}${printable(which)}: ${printable(because)}\n`);
  }
}

function printControl(one: Printed['controls'][number], withEvidence: boolean, context: CliContext): void {
  const later = one.status === 'not-yet-in-force' ? `, ${one.byRecords} by the records of today` : '';
  context.out(
    `  ${one.status.padEnd(GAP_WIDTH)}${printable(one.id)}  ${printable(one.provision)}: ${printable(one.because)}${later}\n`,
  );
  for (const { what, who } of one.asks) context.out(`    asks ${who}: ${printable(what)}\n`);
  if (!withEvidence) return;
  for (const { says, entry } of one.checks.flatMap(({ evidence }) => evidence))
    context.out(`    stands on: ${printable(says)}${entry === null ? '' : `, entry ${entry}`}\n`);
}
