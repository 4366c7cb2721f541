/** The code that judges an audit. It is apart from the rest, so that only the thread loads the statistics. */
export { judgeRequest } from './judge-request.js';
