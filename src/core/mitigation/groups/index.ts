export { checkGroups, groupRows, type RowGroups, refused } from './row-groups.js';
