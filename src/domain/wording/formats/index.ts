/** What an audit says to programs: a build server's file, a code scanner's log. */
export { renderJUnit } from './junit.js';
export { type BuildCase, type Outcome, printJUnit } from './junit-file.js';
export { renderSarif } from './sarif.js';
export { printSarif, SARIF_KINDS, sarifFingerprint, sarifLevel, sarifLocation } from './sarif-file.js';
