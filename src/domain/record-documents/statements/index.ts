/** What people say for fields of documents that no record answers. */
export {
  LONGEST_STATEMENT,
  STATED_ABOUT,
  type StatedAbout,
  type StatedThing,
  type Statement,
  type StatementStore,
} from './ports/index.js';
export { digestOfStatement, keepStatement, type StatementActs, statementActs } from './state.js';
