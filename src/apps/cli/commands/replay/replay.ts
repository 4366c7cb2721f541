import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { decimalNumber, wholeNumber } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { demandOneKind, replaySample } from './replay-sample.js';

/** Most decisions of one command. */
const MAX_IDS = 1000;
/** Longest wait for one decision, ms: its model may be large. */
const TIMEOUT_MS = 300_000;

export const replayCommand: CommandSpec = {
  name: 'replay',
  summary: 'run recorded decisions again by the bytes of their version; exit 1 where one comes out otherwise',
  usage: [
    'tribune replay ID... --data DIR',
    'tribune replay ID... --server URL',
    'tribune replay --sample N [--from TIME] [--to TIME] --server URL',
  ],
  positionals: { name: 'ID', min: 0, max: MAX_IDS },
  options: {
    sample: { type: 'string', value: 'N', help: 'run so many decisions that are drawn at random, instead of ids' },
    from: { type: 'string', value: 'TIME', help: 'with --sample: received at this time or later' },
    to: { type: 'string', value: 'TIME', help: 'with --sample: received before this time (default now)' },
    tolerance: {
      type: 'string',
      value: 'NUMBER',
      help: 'greatest difference of scores that counts as none (default 0: to the bit)',
    },
    output: { type: 'string', value: 'N', help: 'the output whose score was recorded, of a model with several' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune replay 0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60 --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune replay 0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60 --server https://tribune.example --json',
    'tribune replay --sample 100000 --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --data ./tribune-data',
  ],
  notes: [
    'The bytes of the version must be held: tribune artifact put FILE. The decision must have been recorded with its inputs.',
    'A key needs the scope decisions:read. Each replay leaves an entry in the log of reads; a sample one for each 2,000 decisions, and one for each that came out otherwise.',
    'A sample exits 3 where nothing could be run: nothing compared is no "same".',
  ],
  run,
};

interface Replayed {
  readonly id: string;
  readonly equal: boolean;
  readonly version: string;
  readonly recorded: { readonly score: number | null; readonly outcome: unknown };
  readonly replayed: { readonly score: number; readonly outcome: number | null };
  readonly tolerance: number;
  readonly differences: readonly { readonly of: string; readonly detail: string }[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  demandOneKind(args);
  const tolerance = decimalNumber(args, 'tolerance') ?? 0;
  if (tolerance < 0)
    throw new TribuneError('USAGE', `--tolerance ${tolerance} is below 0`, { remedy: 'Give 0 or more.' });
  const output = wholeNumber(args, 'output', 0);
  const body = { tolerance, ...(output === undefined ? {} : { output }) };
  const service = await openConnection(args, context, { configured: true, timeoutMs: TIMEOUT_MS });
  if (args.options.sample !== undefined) {
    return replaySample(service.admin, { args, compared: body, context }).finally(() => service.close());
  }
  const found: Replayed[] = [];
  try {
    for (const id of args.positionals) {
      const replay = (await service.admin.post(`/v1/decisions/${encodeURIComponent(id)}/replay`, body)) as Replayed;
      found.push(replay);
      if (!flag(args, 'json')) print(replay, context);
    }
  } finally {
    await service.close();
    // Of ids of which one cannot be run, those before it were run and stand in the log: they are told all the same.
    if (flag(args, 'json') && found.length > 0)
      context.out(`${JSON.stringify(args.positionals.length === 1 ? found[0] : found, null, 2)}\n`);
    const left = args.positionals.length - found.length;
    if (left > 1) context.err(`${counted(found.length, 'decision')} run again, ${left} not\n`);
  }
  return found.every(({ equal }) => equal) ? EXIT.pass : EXIT.fail;
}

function print(
  { id, equal, version, recorded, replayed, tolerance, differences }: Replayed,
  context: CliContext,
): void {
  const how = tolerance === 0 ? 'to the bit' : `within ${tolerance}`;
  context.out(`${equal ? 'same' : 'DIFFERS'}  ${printable(id)}  ${equal ? how : `not the same ${how}`}\n`);
  context.out(`  version   ${version}\n`);
  context.out(`  score     recorded ${recorded.score ?? 'none'}, run again ${replayed.score}\n`);
  context.out(
    `  outcome   recorded ${printable(String(recorded.outcome ?? 'none'))}, run again ${replayed.outcome ?? 'none'}\n`,
  );
  for (const { of, detail } of differences) context.out(`  ${of.padEnd(9)} ${printable(detail)}\n`);
}
