export { type FactsDeps, type FactsLook, FactsMemory } from './facts-memory.js';
export { measuresOf, type ReviewMeasures } from './measures.js';
