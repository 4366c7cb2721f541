export { openJudge } from './judge-thread.js';
