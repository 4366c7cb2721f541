export { askIndividual, type IndividualAnswer } from './ask-individual.js';
export type { Manifestation } from './manifestations.js';
