import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { DURATION, durationMs } from '../../../../core/base/durations.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { readTime } from '../../../../core/base/time.js';
import {
  type GroupShares,
  groupShares,
  MOST_ITEMS,
  type ShownResult,
  shownConcentration,
  type VersionCounts,
} from '../../../../domain/feedback-loops/index.js';
import type { TableColumn } from '../../../../domain/learning/ports/index.js';
import { engineOptions } from '../../audit/source-options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { sharesText, shownText } from '../../loops/sign-text.js';
import { painter } from '../../terminal/paint.js';

const LEVEL = 0.05;
const TOP = 10;
const MOST_PERIODS = 500;

export const measureLoopCommand: CommandSpec = {
  name: 'measure loop',
  summary: 'what a feedback loop leaves in data: shrinking shares of groups, and concentration of what is shown',
  usage: [
    'tribune measure loop TRAINING... --by COLUMN [--fall SHARE]',
    'tribune measure loop DECISIONS --by COLUMN --version COLUMN [--fall SHARE]',
    'tribune measure loop SHOWN --item COLUMN --list COLUMN [--time COLUMN --period 7d] [--catalogue N] [--top N]',
  ],
  positionals: { name: 'DATA (files or globs: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 1000 },
  options: {
    by: { type: 'string', value: 'COLUMN', help: 'the column of groups, whose shares are followed' },
    version: {
      type: 'string',
      value: 'COLUMN',
      help: 'the column of the version that decided, in the order in which they come; without it each file is the training table of a version',
    },
    fall: {
      type: 'string',
      value: 'SHARE',
      help: 'by how much a share has to have fallen to be told, 0 to 1; 0 unless given',
    },
    item: { type: 'string', value: 'COLUMN', help: 'the column of what was shown, a row for each place of each list' },
    list: {
      type: 'string',
      value: 'COLUMN',
      help: 'the column of the list, or of whoever it was shown to: its places hang together',
    },
    time: { type: 'string', value: 'COLUMN', help: 'when it was shown; without it all is one period' },
    period: { type: 'string', value: 'TIME', help: 'length of a period, such as 7d' },
    catalogue: {
      type: 'string',
      value: 'N',
      help: 'how many items could have been shown; those that were unless given',
    },
    top: { type: 'string', value: 'N', help: `how many items the share of the top ones is about; ${TOP} unless given` },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine, such as 512MB or 4GB' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine' },
  },
  examples: [
    'tribune measure loop train-2025.csv train-2026.csv train-2027.csv --by sex',
    'tribune measure loop decisions.parquet --by sex --version model_version --fall 0.02',
    'tribune measure loop shown.parquet --item article --list request --time shown_at --period 7d --catalogue 5000',
  ],
  notes: [
    'Each answer is holds, does not hold, or not known, false with a chance of at most 5 %; intervals are of 95 %.',
    'Exit codes: 0 nothing is shown to have shrunk or concentrated, 1 something is, 2 wrong use or data.',
  ],
  run: measureLoop,
};

async function measureLoop(args: ParsedArguments, context: CliContext): Promise<number> {
  const [by, item] = [text(args, 'by'), text(args, 'item')];
  if ((by === undefined) === (item === undefined))
    throw new TribuneError('USAGE', 'tribune measure loop needs either --by COLUMN or --item COLUMN', {
      remedy: 'Name the column of groups (--by sex), or that of what was shown (--item article --list request).',
    });
  refuseForeign(args, by === undefined ? ['version', 'fall'] : ['list', 'time', 'period', 'catalogue', 'top']);
  return by === undefined ? measureShown(args, item!, context) : measureShares(args, by, context);
}

/** Options of the other question say nothing here, and were meant. */
function refuseForeign(args: ParsedArguments, names: readonly string[]): void {
  const given = names.find((name) => text(args, name) !== undefined);
  if (given !== undefined)
    throw new TribuneError('USAGE', `--${given} says nothing here`, {
      remedy: '--version and --fall belong to --by; --list, --time, --period, --catalogue and --top to --item.',
    });
}

async function measureShares(args: ParsedArguments, by: string, context: CliContext): Promise<number> {
  const version = text(args, 'version');
  const fall = numberOf(args, 'fall', { from: 0, below: 1, unless: 0 });
  const names = version === undefined ? [by] : [version, by];
  const versions: VersionCounts[] = [];
  let missing = 0;
  for (const path of args.positionals) {
    const [groups, of = null] = (await read(path, names, args)).toReversed() as [TableColumn, TableColumn?];
    const counts = new Map<number, Map<string, number>>();
    groups.values.forEach((code, row) => {
      const which = of === null ? 0 : of.values[row]!;
      if (Number.isNaN(code) || Number.isNaN(which)) {
        missing++;
        return;
      }
      const own = counts.get(which) ?? new Map<string, number>();
      const group = groups.categories![code]!;
      counts.set(which, own.set(group, (own.get(group) ?? 0) + 1));
    });
    for (const [which, found] of counts)
      versions.push({ version: of === null ? path : of.categories![which]!, groups: found });
  }
  if (new Set(versions.map((one) => one.version)).size < 2)
    throw new TribuneError('DATA_TOO_FEW', 'there are no two versions whose people could be compared', {
      remedy:
        'Give the training table of each version as a file of its own, or name the column of versions: --version.',
    });
  const shares = groupShares(joined(versions), { by: fall, level: LEVEL });
  const from = version === undefined ? 'training tables' : 'decisions';
  if (flag(args, 'json'))
    context.out(`${JSON.stringify({ from, by, fall, level: LEVEL, missing, groups: shares }, null, 2)}\n`);
  else
    context.out(
      sharesText(shares, { from, by, fall, missing, paint: painter(context.outColour), columns: context.columns }),
    );
  return isShown(shares) ? EXIT.fail : EXIT.pass;
}

const isShown = (shares: readonly GroupShares[]): boolean => shares.some(({ shrank }) => shrank === 'holds');

/** One version may be decided by in several files. */
function joined(versions: readonly VersionCounts[]): VersionCounts[] {
  const all = new Map<string, Map<string, number>>();
  for (const { version, groups } of versions) {
    const own = all.get(version) ?? new Map<string, number>();
    for (const [group, n] of groups) own.set(group, (own.get(group) ?? 0) + n);
    all.set(version, own);
  }
  return [...all].map(([version, groups]) => ({ version, groups }));
}

async function measureShown(args: ParsedArguments, item: string, context: CliContext): Promise<number> {
  const [path, more] = args.positionals;
  const list = text(args, 'list');
  if (list === undefined || more !== undefined)
    throw new TribuneError(
      'USAGE',
      list === undefined ? '--item needs --list COLUMN' : 'what was shown is read from one file or pattern',
      {
        remedy:
          'Write tribune measure loop shown.parquet --item article --list request: without lists nobody knows which places hang together.',
      },
    );
  const [time, period] = [text(args, 'time'), text(args, 'period')];
  if ((time === undefined) !== (period === undefined))
    throw new TribuneError('USAGE', '--time and --period belong together', {
      remedy: 'Write --time shown_at --period 7d.',
    });
  if (period !== undefined && !DURATION.test(period))
    throw new TribuneError('USAGE', `--period is ${JSON.stringify(period)}`, {
      remedy: 'Write a whole number with m, h or d, such as 7d.',
    });
  const columns = await read(path!, [item, list, ...(time === undefined ? [] : [time])], args);
  const [items, lists, times = null] = columns as [TableColumn, TableColumn, TableColumn?];
  if (items.categories!.length > MOST_ITEMS)
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `${item} has ${items.categories!.length} values, more than ${MOST_ITEMS}`,
      {
        remedy: 'Measure providers or categories in place of single items.',
      },
    );
  const top = numberOf(args, 'top', { from: 1, below: MOST_ITEMS, unless: TOP });
  const catalogue = numberOf(args, 'catalogue', {
    from: items.categories!.length,
    below: 1e12,
    unless: items.categories!.length,
  });
  const kept = [...items.values.keys()].filter(
    (row) =>
      !Number.isNaN(items.values[row]) &&
      !Number.isNaN(lists.values[row]) &&
      (times === null || !Number.isNaN(times.values[row])),
  );
  if (kept.length === 0)
    throw new TribuneError(
      'DATA_EMPTY',
      `no row of ${path} has ${[item, list, ...(time === undefined ? [] : [time])].join(', ')}: ${items.values.length} rows lack one of them`,
      { remedy: 'Name columns that are filled; without --time all rows are one period.' },
    );
  const { periods, of } = periodsOf(times, kept, period === undefined ? null : durationMs(period));
  const at = (column: TableColumn): Float64Array => Float64Array.from(kept, (row) => column.values[row]!);
  const result = shownConcentration(
    { periods, period: of, list: at(lists), item: at(items), items: items.categories!.length },
    { top, catalogue, level: 1 - LEVEL },
  );
  const missing = items.values.length - kept.length;
  if (flag(args, 'json'))
    context.out(`${JSON.stringify({ item, list, top, catalogue, level: 1 - LEVEL, missing, ...result }, null, 2)}\n`);
  else
    context.out(
      shownText(result, {
        ...{ top, catalogue, isDeclared: text(args, 'catalogue') !== undefined, missing },
        ...{ paint: painter(context.outColour), columns: context.columns },
      }),
    );
  return hasRisen(result) ? EXIT.fail : EXIT.pass;
}

const hasRisen = ({ change }: ShownResult): boolean => change !== null && change.herfindahl.lower > 0;

/** The periods of the rows that count, the oldest first, and in which each row lies. */
function periodsOf(
  times: TableColumn | null,
  rows: readonly number[],
  periodMs: number | null,
): { periods: string[]; of: Float64Array } {
  if (times === null || periodMs === null) return { periods: ['all'], of: new Float64Array(rows.length) };
  const starts = times.categories!.map((written) => {
    const ms = readTime(written) ?? readTime(`${written}T00:00:00Z`);
    if (ms === null)
      throw new TribuneError(
        'DATA_VALUE_INVALID',
        `${JSON.stringify(written.slice(0, 60))} in column ${times.name} is no time`,
        {
          remedy: 'Write times as 2026-01-05T10:00:00Z or 2026-01-05.',
        },
      );
    return Math.floor(ms / periodMs) * periodMs;
  });
  const own = rows.map((row) => starts[times.values[row]!]!);
  const found = [...new Set(own)].toSorted((a, b) => a - b);
  if (found.length > MOST_PERIODS)
    throw new TribuneError('DATA_TOO_LARGE', `there are ${found.length} periods, more than ${MOST_PERIODS}`, {
      remedy: 'Take a longer --period.',
    });
  const placeOf = new Map(found.map((start, place) => [start, place]));
  return {
    periods: found.map((start) => new Date(start).toISOString()),
    of: Float64Array.from(own, (start) => placeOf.get(start)!),
  };
}

async function read(path: string, names: readonly string[], args: ParsedArguments): Promise<readonly TableColumn[]> {
  const { columns } = await columnsOfFiles(path, engineOptions(args)).read({ columns: () => names, texts: names });
  return columns;
}

function numberOf(
  args: ParsedArguments,
  name: string,
  { from, below, unless }: Readonly<Record<'from' | 'below' | 'unless', number>>,
): number {
  const written = text(args, name);
  if (written === undefined) return unless;
  const value = Number(written);
  if (written.trim() !== '' && value >= from && value < below && (name === 'fall' || Number.isInteger(value)))
    return value;
  throw new TribuneError('USAGE', `--${name} is ${JSON.stringify(written)}`, {
    remedy:
      name === 'fall'
        ? 'Write a share of at least 0 and below 1, such as 0.02.'
        : `Write a whole number of at least ${from}.`,
  });
}
