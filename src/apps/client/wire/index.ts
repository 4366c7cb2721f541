/** What goes over the wire, as the description of the server has it. All files are generated. */

export type * from './operations.js';
export type * from './schemas.js';
