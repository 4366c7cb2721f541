/** Tests of data for where bias enters them: what `tribune audit data` does, over a `DataSource`. */

export type {
  AggregateKey,
  AggregateQuery,
  AggregateRow,
  AggregateSum,
  ColumnFacts,
  DataSource,
  GroupPair,
  GroupScore,
  OpenData,
  OpenRequest,
  Repeats,
  Scale,
  Separation,
  Split,
  Term,
  ToldApart,
} from './data/index.js';
export { type PopulationFile, type PopulationFiles, populationCounts } from './data/index.js';
export type { DataAuditResult, TestResult } from './result/index.js';
export { runDataAudit } from './run.js';
