export { askIndividual, type IndividualAnswer } from './ask-individual.js';
