/** What an audit says to programs: a build server's file, a code scanner's log. */
export { renderJUnit } from './junit.js';
export { renderSarif } from './sarif.js';
