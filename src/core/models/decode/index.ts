export { type WireField, wireFields } from './protobuf.js';
