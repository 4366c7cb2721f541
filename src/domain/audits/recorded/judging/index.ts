/** The statistics of an audit, apart so that a thread alone loads them. */
export { judgeRequest } from './judge-request.js';
