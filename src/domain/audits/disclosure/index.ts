export { demandGroupsOnly, filterUse, protectedParts, SEES_PERSONS } from './parts.js';
