import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { fetchFile, keepOthers, REQUEST_FILE } from './fetch-file.js';

/** Longest wait for the counts: the service reads every row of the window once, ms. */
const TIMEOUT_MS = 600_000;
const PARTS = ['training', 'validation'] as const;

export const trainingFetchCommand: CommandSpec = {
  name: 'training fetch',
  summary: 'fetch the rows of a request for a retraining: a file to train on, and one that no training may use',
  usage: [
    'tribune training fetch REQUEST --into DIR --data DIR',
    'tribune training fetch REQUEST --into DIR --server URL',
  ],
  positionals: { name: 'REQUEST', min: 1, max: 1 },
  options: {
    into: { type: 'string', value: 'DIR', help: 'folder for training.ndjson, validation.ndjson and request.json' },
    inputs: { type: 'boolean', help: 'with the recorded inputs of each decision, and not only their digest' },
    'known-at': {
      type: 'string',
      value: 'TIME',
      help: 'labels recorded before this time count (default: before the request)',
    },
    ...SERVICE_OPTIONS,
  },
  examples: [
    'tribune training fetch 0193f7c2-6a55-7d1e-9f10-700000000000 --into ./retraining --inputs --data ./tribune-data',
  ],
  notes: [
    'REQUEST is the id of a reaction that asks for recalibrate or retrain: tribune training list.',
    'A subject is in one of the two files only, by the seed that the entry of the request holds.',
    'A folder takes the rows of one request. They are of persons, so the files are for their owner alone.',
    'A fetch that breaks off goes on where it was when the command is given again. Each file is checked against the digest that the log of reads keeps.',
    'A key needs the scopes decisions:read and attributes:read.',
  ],
  run,
};

interface Cell {
  readonly part: string;
  readonly attribute: string;
  readonly value: string | null;
  readonly label: string;
  readonly rows: number;
}

interface Summary {
  readonly request: string;
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
  readonly knownAt: string;
  readonly files: Readonly<Record<(typeof PARTS)[number], { readonly rows: number; readonly digest: string }>>;
  readonly unlabelled: number;
  readonly erased: number;
  readonly cells: readonly Cell[];
  readonly rowsWithoutCell: number;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const into = text(args, 'into');
  if (into === undefined)
    throw new TribuneError('USAGE', 'training fetch needs --into DIR', { remedy: 'Name a folder for the files.' });
  const service = await openConnection(args, context, { configured: true, existing: true, timeoutMs: TIMEOUT_MS });
  try {
    const knownAt = text(args, 'known-at');
    const base = { inputs: String(flag(args, 'inputs')), ...(knownAt === undefined ? {} : { knownAt }) };
    const path = `/v1/reactions/${encodeURIComponent(args.positionals[0]!)}/rows`;
    const summary = (await service.admin.get(`${path}?${new URLSearchParams(base)}`)) as Summary;
    await mkdir(into, { recursive: true }).catch(unwritable(into));
    await keepOthers(into, summary.request);
    // It stands there first, so that what a fetch leaves that breaks off is known to be of this request.
    const told = `${JSON.stringify(summary, null, 2)}\n`;
    await writeFile(join(into, REQUEST_FILE), told, { mode: 0o600 }).catch(unwritable(into));
    for (const part of PARTS) {
      const { digest } = summary.files[part];
      await fetchFile(join(into, `${part}.ndjson`), digest, (after) => {
        const query = new URLSearchParams({ ...base, ...(after === null ? {} : { after: String(after) }) });
        return service.bytes.get(`${path}/${part}?${query}`);
      });
    }
    print(summary, into, context);
    const { training, validation } = summary.files;
    return training.rows > 0 && validation.rows > 0 ? EXIT.pass : EXIT.fail;
  } finally {
    await service.close();
  }
}

const unwritable =
  (into: string) =>
  (cause: unknown): never => {
    throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write to ${into}: ${(cause as Error).message}`, {
      remedy: 'Give --into a folder that you may write to.',
      cause,
    });
  };

function print(summary: Summary, into: string, context: CliContext): void {
  const { deployment, from, to, knownAt, files, unlabelled, erased, rowsWithoutCell } = summary;
  context.out(
    printable(`${deployment}, decided from ${from} to ${to}, labels recorded before ${knownAt}`).concat('\n'),
  );
  for (const part of PARTS) {
    const { rows, digest } = files[part];
    context.out(`\n${printable(join(into, `${part}.ndjson`))}  ${counted(rows, 'row')}  ${digest}\n`);
    for (const line of groupLines(summary.cells.filter((cell) => cell.part === part))) context.out(`  ${line}\n`);
  }
  context.out(
    `\n${counted(unlabelled, 'decision')} without a label are in neither file, nor are ${erased} erased since the window began.\n`,
  );
  if (rowsWithoutCell > 0) context.out(`${counted(rowsWithoutCell, 'row')} of rarer groups are not told by group.\n`);
  if (files.training.rows === 0 || files.validation.rows === 0)
    context.out('Nothing can be trained and judged on them: give --known-at once there are labels.\n');
  else context.out('No training may use validation.ndjson: judge on it what was trained.\n');
}

/** A line for each group: its rows by label. */
function groupLines(cells: readonly Cell[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { attribute, value, label, rows } of cells) {
    const group = `${attribute} ${value ?? 'not known'}`;
    groups.set(group, [...(groups.get(group) ?? []), `${rows} with label ${label}`]);
  }
  return [...groups].map(([group, labels]) => printable(`${group}: ${labels.join(', ')}`));
}
