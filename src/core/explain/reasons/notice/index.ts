/** Statements that the law of a place asks for in a notice. */
export type { NoticeContext } from './notice.js';
export { statementsFor } from './notice-law.js';
