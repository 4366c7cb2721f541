import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { readTime } from '../../../../core/base/time.js';
import { wholeNumber } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import type { openConnection } from '../../service/connection.js';
import { printable } from '../../terminal/error.js';

type Admin = Awaited<ReturnType<typeof openConnection>>['admin'];

interface Other {
  readonly id: string;
  readonly version: string;
  readonly differs: readonly string[];
}

interface Part {
  readonly from: string;
  readonly to: string;
  readonly of: number;
  readonly drawn: number;
  readonly next: number | null;
  readonly same: number;
  readonly other: number;
  readonly gone: number;
  readonly notRun: Readonly<Record<string, number>>;
  readonly damaged: number;
  readonly others: readonly Other[];
  readonly tolerance: number;
}

/** Decisions that are named on the terminal; `--json` has all that the service named. */
const SHOWN = 10;

/** Refuses options of a sample without one, and ids beside it. */
export function demandOneKind({ positionals, options }: ParsedArguments): void {
  const isSample = options.sample !== undefined;
  if (isSample && positionals.length > 0)
    throw usage('ids and --sample are two ways to say which decisions are run', 'Give one of them.');
  if (!isSample && positionals.length === 0)
    throw usage('replay needs ids of decisions, or --sample N', 'Say which decisions are run again.');
  const stray = ['from', 'to'].find((name) => options[name] !== undefined);
  if (!isSample && stray !== undefined) throw usage(`--${stray} is for a sample`, 'Give --sample N as well.');
}

/**
 * Runs a sample part by part, and tells what came of all of it: exit 0 where all that could be run came out the same, 1 where one did not or is
 * damaged, 3 where none could be run.
 */
export async function replaySample(
  admin: Admin,
  {
    args,
    compared,
    context,
  }: { readonly args: ParsedArguments; readonly compared: object; readonly context: CliContext },
): Promise<number> {
  const sample = wholeNumber(args, 'sample', 1)!;
  let wanted: Record<string, unknown> = { ...compared, sample, ...timeOf(args, 'from'), ...timeOf(args, 'to') };
  let all: Part | null = null;
  do {
    const part = (await admin.post('/v1/replays', wanted)) as Part;
    all = all === null ? part : joined(all, part);
    wanted = { ...wanted, from: part.from, to: part.to, first: part.next };
    if (context.errIsTerminal && part.next !== null) context.err(`${part.next} of ${part.drawn}\n`);
  } while (all.next !== null);
  if (flag(args, 'json')) context.out(`${JSON.stringify(all, null, 2)}\n`);
  else print(all, context);
  if (all.other + all.damaged > 0) return EXIT.fail;
  return all.same > 0 ? EXIT.pass : EXIT.inconclusive;
}

function joined(a: Part, b: Part): Part {
  const notRun = { ...a.notRun };
  for (const [reason, n] of Object.entries(b.notRun)) notRun[reason] = (notRun[reason] ?? 0) + n;
  return {
    ...b,
    notRun,
    same: a.same + b.same,
    other: a.other + b.other,
    gone: a.gone + b.gone,
    damaged: a.damaged + b.damaged,
    others: [...a.others, ...b.others],
  };
}

function print(part: Part, context: CliContext): void {
  const { from, to, of, drawn, same, other, gone, notRun, damaged, others, tolerance } = part;
  const line = (words: string, n: number, more = ''): void =>
    context.out(`  ${words.padEnd(14)}${String(n).padStart(9)}${more === '' ? '' : `  ${more}`}\n`);
  context.out(`${counted(drawn, 'decision')} of ${of} received from ${from} on and before ${to}\n`);
  line('same', same, tolerance === 0 ? 'to the bit' : `within ${tolerance}`);
  line('OTHERWISE', other);
  for (const [reason, n] of Object.entries(notRun)) line('not run', n, printable(reason));
  line('erased', gone);
  line('damaged', damaged, damaged === 0 ? '' : 'the record, or the bytes of its version, are not what was stored');
  for (const { id, version, differs } of others.slice(0, SHOWN))
    context.out(`  ${printable(id)}  ${differs.join(', ')}  by ${printable(version)}\n`);
  if (other > SHOWN) context.out(`  and ${other - SHOWN} more; --json names those that have an entry\n`);
  if (same + other === 0) context.out('Nothing could be run: nothing is known of them.\n');
}

function timeOf(args: ParsedArguments, name: 'from' | 'to'): Record<string, string> {
  const given = text(args, name);
  if (given === undefined) return {};
  if (readTime(given) !== null) return { [name]: given };
  throw usage(`--${name} ${given} is no time`, 'Write it as 2026-11-01T00:00:00Z.');
}

const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });
