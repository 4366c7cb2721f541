import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import { readSearchProof } from '../../../../domain/mitigation/search/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { apiKey, openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

/** Options that name the service in whose log a search is entered. */
export const RECORD_OPTIONS: CommandSpec['options'] = {
  ...SERVICE_OPTIONS,
  system: { type: 'string', value: 'NAME', help: 'with a service: the registered system that the search is about' },
};

export const searchRecordCommand: CommandSpec = {
  name: 'search record',
  summary: 'enter a search in the log of a service, by its digests',
  usage: [
    'tribune search record FOLDER --server URL [--system NAME]',
    'tribune search record FOLDER --data DIR [--system NAME]',
  ],
  positionals: { name: 'FOLDER (that tribune search wrote, or its search.json)', min: 1, max: 1 },
  options: RECORD_OPTIONS,
  examples: ['tribune search record search --data ./tribune-data --system credit'],
  notes: [
    'The entry search.recorded holds digests of record, result, policy and data, the answer and the models compared; candidates and people stay where they are. A key needs the scope registry:write or audit:read.',
  ],
  run: async (args, context) => {
    const [path] = args.positionals as [string];
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    await enterFile(isFolder ? join(path, 'search.json') : path, args, context);
    return EXIT.pass;
  },
};

export const isWithService = (args: ParsedArguments): boolean =>
  text(args, 'server') !== undefined || text(args, 'data') !== undefined;

/** Refuses, before anything is searched, what would be refused after it. */
export async function demandService(args: ParsedArguments): Promise<void> {
  if (isWithService(args)) {
    if (text(args, 'server') !== undefined && text(args, 'data') !== undefined)
      throw new TribuneError('USAGE', '--server beside --data', { remedy: 'Name the service by one of them.' });
    if (text(args, 'server') !== undefined) await apiKey(text(args, 'key-file'));
    return;
  }
  const stray = Object.keys(RECORD_OPTIONS).find((name) => text(args, name) !== undefined);
  if (stray !== undefined)
    throw new TribuneError('USAGE', `--${stray} without a service`, {
      remedy: 'It is about the log in which the search is entered: name the service by --data DIR or --server URL.',
    });
}

/** Enters a search in the log of the service that the options name. */
export async function enterFile(path: string, args: ParsedArguments, context: CliContext): Promise<void> {
  const proof = readSearchProof(await readTextFile(path, 'search', 'DATA_NOT_FOUND'), path);
  const service = await openConnection(args, context, { configured: true });
  try {
    const body = { ...proof, system: text(args, 'system') ?? null };
    const { id } = (await service.admin.post('/v1/searches', body)) as { readonly id: string };
    context.err(`entered as search.recorded ${printable(id)} in the log of ${printable(service.name)}\n`);
  } finally {
    await service.close();
  }
}
