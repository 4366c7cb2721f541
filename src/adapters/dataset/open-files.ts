import { neededColumns, outcomePlan, type ReadPlan, readPlan } from '../../core/policy/bind/index.js';
import type { SourceRecord, TallySource } from '../../domain/audits/source/index.js';
import { checkColumns } from './check-columns.js';
import { demandDistinct } from './demand-distinct.js';
import { type Engine, type EngineOptions, withEngine } from './engine/engine.js';
import { findFiles } from './find-files.js';
import { digestFile } from './hash.js';
import { headerHint } from './header-hint.js';
import { readAgain } from './read-again.js';
import { tableOf } from './tables.js';
import { type DuckDbTallyOptions, outcomeInDuckDb, tallyInDuckDb } from './tally/duckdb-tally.js';

export interface FileOptions extends EngineOptions, DuckDbTallyOptions {}

/**
 * A source of tallies from files given by paths and patterns: CSV, TSV, gzip of these, Parquet, JSON Lines. All files together are one data
 * set. The tally is one SQL statement in DuckDB, which may read these files and nothing else.
 *
 * @example
 * const source = openFiles(['people-*.parquet']);
 * const { tally } = await source.tally({ policy, policyDigest, scores: true });
 * @throws TribuneError (from `tally`) DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, DATA_REPEATED, DATA_TOO_LARGE
 */
export function openFiles(paths: readonly string[], options: FileOptions = {}): TallySource {
  return {
    readsRows: true,
    tally: (plan, progress) =>
      withEngine(options, (engine) =>
        tallyFiles(engine, readPlan(plan.policy, plan), { paths, progress, options, tallyIn: tallyInDuckDb }),
      ),
    outcome: (plan, progress) =>
      withEngine(options, (engine) =>
        tallyFiles(engine, outcomePlan(plan.policy, plan), { paths, progress, options, tallyIn: outcomeInDuckDb }),
      ),
  };
}

/** What the engine makes of the rows: a tally of whatever kind, and the rows of each file. */
interface Made {
  readonly tally: { readonly rowsRead: number };
  readonly rowsByFile: ReadonlyMap<string, number>;
}

interface FileJob<Plan extends ReadPlan, Result extends Made> {
  readonly paths: readonly string[];
  readonly tallyIn: (engine: Engine, plan: Plan, job: Parameters<typeof tallyInDuckDb>[2]) => Promise<Result>;
  readonly progress: ((message: string) => void) | undefined;
  readonly options: FileOptions;
}

async function tallyFiles<Plan extends ReadPlan, Result extends Made>(
  engine: Engine,
  read: Plan,
  { paths, progress, options, tallyIn }: FileJob<Plan, Result>,
): Promise<{ readonly tally: Result['tally']; readonly sources: readonly SourceRecord[] }> {
  const files = await findFiles(engine, paths);
  await engine.lock(files.map((file) => file.absolute));
  const what = files.length === 1 ? files[0]!.path : `${files.length} files`;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  progress?.(`reading ${what} (${(bytes / MEGABYTE).toFixed(1)} MB)`);
  const readFiles = async (parallel: boolean): Promise<Result> => {
    const { numbers } = read;
    const table = await tableOf(engine, files, [...neededColumns(read).keys()], { parallel, numbers });
    const needed = checkColumns(read, table.columns, what, headerHint(files[0]!, table.columns));
    const source = { from: table.from(needed), column: table.column, file: table.file };
    return tallyIn(engine, read, { table: source, bytes, options, progress: percent });
  };
  const percent = progress && ((value: number) => progress(`reading ${what}: ${Math.floor(value)} %`));
  const [digests, result] = await Promise.all([
    Promise.allSettled(
      files.map((file) =>
        digestFile(file.absolute, {
          gzip: file.gzip,
          lines: file.format === 'csv',
          path: file.path,
          content: files.length > 1,
        }),
      ),
    ),
    settled(readFiles(true).catch((error: unknown) => readAgain(error, files, () => readFiles(false)))),
  ]);
  // A damaged file explains any result of the engine, so its error comes first.
  const digestByFile = digests.map(outcomeOf);
  const { tally, rowsByFile } = outcomeOf(result);
  const sources: SourceRecord[] = files.map((file, index) => ({
    path: file.path,
    sha256: digestByFile[index]!.sha256,
    rows: files.length === 1 ? tally.rowsRead : (rowsByFile.get(file.absolute) ?? 0),
  }));
  demandDistinct(
    sources.map((source, index) => ({ ...source, content: digestByFile[index]!.content })),
    'Name one of them. If equal rows are of different people, put them into one file.',
  );
  return { tally, sources };
}

const MEGABYTE = 1e6;

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}

function outcomeOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
