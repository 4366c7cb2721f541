/** Messages to people decided about: how they are declared, and the work that sends them. */
export { messagesConfiguration } from './configuration/index.js';
export { personMessagesPart } from './part.js';
export { followAppealsOf } from './services.js';
