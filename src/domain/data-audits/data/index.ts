export { attributeSets, type DataGroup, type GroupSet, groupsOf, peopleOf, sumOf } from './groups.js';
export type {
  AggregateKey,
  AggregateQuery,
  AggregateRow,
  AggregateSum,
  ColumnFacts,
  DataSource,
  OpenData,
  OpenRequest,
  Repeats,
  Scale,
  Separation,
  Split,
  Term,
} from './ports.js';
export { namedColumns, roleColumns } from './roles.js';
