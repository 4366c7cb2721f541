export { attributeSets, type DataGroup, type GroupSet, groupsOf, peopleOf, sumOf } from './groups.js';
export { type PopulationFile, type PopulationFiles, populationCounts } from './population.js';
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
} from './ports.js';
export { namedColumns, roleColumns } from './roles.js';
