export { groupTraces, TRACE_CONSTRAINTS, type TraceConstraint, type TraceOptions } from './group-traces.js';
