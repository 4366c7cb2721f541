import { openFiles, openSql, openTallyFile } from '../../../adapters/dataset/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { TallySource } from '../../../domain/audits/source/index.js';
import { list, type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

/** Options that name a command's data. */
export const SOURCE_OPTIONS = {
  sql: { type: 'string', value: 'QUERY', help: 'audit the rows of this query instead of files' },
  database: { type: 'string', value: 'FILE_OR_URL', help: 'DuckDB file or postgres:// address for --sql' },
  service: { type: 'string', value: 'URL', help: 'audit the decisions that a running service recorded' },
  deployment: { type: 'string', value: 'NAME', help: 'whose decisions, such as compas/prod; with --service' },
  since: { type: 'string', value: 'T', help: 'decided from then on: 7d, 24h, a date or a time; whole hours' },
  until: { type: 'string', value: 'T', help: 'decided before; as --since' },
  'known-at': { type: 'string', value: 'T', help: 'only labels that were known then; as --since' },
  'at-size': { type: 'string', value: 'N', help: 'as an audit saw the log when it had N entries' },
  key: {
    type: 'string',
    value: 'VKEY',
    multiple: true,
    help: 'verifier key of the log: the signature of its checkpoint is checked; with --service',
  },
  'key-file': {
    type: 'string',
    value: 'FILE',
    help: 'API key with scope audit:read (the guide names what more shows every cell); else TRIBUNE_API_KEY',
  },
  'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory for the scan, such as 512MB or 4GB' },
  threads: { type: 'string', value: 'N', help: 'threads for the scan' },
} as const satisfies Record<string, OptionSpec>;

const MEMORY = /^\d+(\.\d+)?\s?(KB|MB|GB|KiB|MiB|GiB)$/;

/** The memory and threads that the caller grants the engine. */
export function engineOptions(args: ParsedArguments): { memoryLimit?: string; threads?: number } {
  const memoryLimit = text(args, 'memory-limit');
  if (memoryLimit !== undefined && !MEMORY.test(memoryLimit)) {
    throw new TribuneError('USAGE', `--memory-limit ${memoryLimit}: not a size`, {
      remedy: 'Give a size such as 512MB or 4GB.',
    });
  }
  const threads = text(args, 'threads');
  if (threads !== undefined && !/^[1-9]\d{0,3}$/.test(threads)) {
    throw new TribuneError('USAGE', `--threads ${threads}: not a whole number from 1 to 9999`);
  }
  return { ...(memoryLimit ? { memoryLimit } : {}), ...(threads ? { threads: Number(threads) } : {}) };
}

/** Opens the source; exactly one of these is needed: files, `--sql` with `--database`, `--tally` (one or several), `--service`. */
export function openSource(args: ParsedArguments): TallySource {
  const query = text(args, 'sql');
  const database = text(args, 'database');
  const tallies = list(args, 'tally');
  const service = text(args, 'service');
  const given = [
    args.positionals.length > 0,
    tallies.length > 0,
    ...[query, service].map((value) => value !== undefined),
  ].filter(Boolean).length;
  if (given !== 1) {
    throw new TribuneError('USAGE', given === 0 ? 'no data given' : 'more than one kind of data given', {
      remedy: 'Give files, or --sql QUERY with --database FILE_OR_URL, or --tally FILE, or --service URL.',
    });
  }
  demandBoth(query, database);
  if (service !== undefined) return lazyService(service, args);
  if (tallies.length > 0) return openTallyFile(tallies);
  if (query !== undefined && database !== undefined) return openSql({ query, database, ...engineOptions(args) });
  return openFiles(args.positionals, engineOptions(args));
}

function demandBoth(query: string | undefined, database: string | undefined): void {
  if ((query === undefined) === (database === undefined)) return;
  throw new TribuneError(
    'USAGE',
    query === undefined ? '--database needs --sql QUERY' : '--sql needs --database FILE_OR_URL',
  );
}

/** Files, or a query with its database, for commands that read nothing else. */
export function filesOrQuery(args: ParsedArguments): { readonly query: string; readonly database: string } | null {
  const [query, database] = [text(args, 'sql'), text(args, 'database')];
  const files = args.positionals.length > 0;
  if (files === (query !== undefined)) {
    throw new TribuneError('USAGE', files ? 'more than one kind of data given' : 'no data given', {
      remedy: 'Give files, or --sql QUERY with --database FILE_OR_URL.',
    });
  }
  demandBoth(query, database);
  return query === undefined || database === undefined ? null : { query, database };
}

/**
 * A source of recorded decisions, for which alone the parts that check a log are loaded: an audit of files starts in half the time without
 * them.
 */
function lazyService(service: string, args: ParsedArguments): TallySource {
  const load = async () => (await import('../service/service-source.js')).openServiceSource(service, args);
  return {
    tally: async (plan, progress) => (await load()).tally(plan, progress),
    outcome: async (plan, progress) => (await load()).outcome(plan, progress),
  };
}
