export { type FactsDeps, FactsMemory } from './facts-memory.js';
export { measuresOf, type ReviewMeasures } from './measures.js';
