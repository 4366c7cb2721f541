export { jsonAnswer, NO_RECORDS, partialSuccess, protobufAnswer, protobufStatus } from './answer.js';
export { buildLogs } from './build-logs.js';
export { readJsonLogs } from './read-json.js';
export { readProtobufLogs } from './read-protobuf.js';
