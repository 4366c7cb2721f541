export { openDataFiles } from './open.js';
export { openDataSql } from './open-sql.js';
