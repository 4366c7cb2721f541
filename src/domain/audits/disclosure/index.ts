export { demandGroupsOnly, filterUse, protectedParts, SEES_PERSONS, wordParts } from './parts.js';
