export { type Attributes, mergeAttributes } from './merge-attributes.js';
