import { neededColumns } from '../../../core/policy/bind/index.js';
import type { SourceRecord } from '../../../domain/audits/source/index.js';
import type { DataSource, OpenData, OpenRequest } from '../../../domain/data-audits/index.js';
import { demandDistinct } from '../demand-distinct.js';
import { type EngineOptions, withEngine } from '../engine/engine.js';
import { findFiles } from '../find-files.js';
import { digestFile } from '../hash.js';
import { headerHint } from '../header-hint.js';
import { readAgain } from '../read-again.js';
import { tableOf } from '../tables.js';
import { openTable } from './open-table.js';
import { testPlan } from './plan.js';

/**
 * Data of files for a data audit: CSV, TSV, gzip of these, Parquet, JSON Lines, given by paths and patterns. They are read once into a table
 * of DuckDB, which every test asks.
 *
 * @throws TribuneError (from `open`) as `openFiles`
 */
export function openDataFiles(paths: readonly string[], options: EngineOptions = {}): DataSource {
  return {
    open: (request, work) =>
      withEngine(options, async (engine) => {
        const files = await findFiles(engine, paths);
        await engine.lock(files.map((file) => file.absolute));
        const what = files.length === 1 ? files[0]!.path : `${files.length} files`;
        request.progress?.(`reading ${what}`);
        const digests = await Promise.all(
          files.map((file) =>
            digestFile(file.absolute, {
              gzip: file.gzip,
              lines: file.format === 'csv',
              path: file.path,
              content: files.length > 1,
            }),
          ),
        );
        const needed = [...neededColumns(testPlanOfAll(request)).keys()];
        const readFiles = async (parallel: boolean): Promise<OpenData> => {
          const table = await tableOf(engine, files, needed, { parallel, numbers: request.policy.data.numbers });
          const hint = headerHint(files[0]!, table.columns);
          return openTable(engine, table, request, { what, hint });
        };
        const data = await readFiles(true).catch((error: unknown) => readAgain(error, files, () => readFiles(false)));
        const sources = files.map(
          ({ path }, index): SourceRecord => ({
            path,
            sha256: digests[index]!.sha256,
            rows: files.length === 1 ? data.rows : null,
          }),
        );
        demandDistinct(
          sources.map((source, index) => ({ ...source, content: digests[index]!.content })),
          'Name one of them. If equal rows are of different people, put them into one file.',
        );
        return { made: await work(data), sources };
      }),
  };
}

/** The plan where every column exists, for what must be searched for in files whose columns vary. */
const testPlanOfAll = ({ policy }: OpenRequest) =>
  testPlan(
    policy,
    [policy.data.prediction?.column, policy.data.score].filter((name) => name != null),
  );
