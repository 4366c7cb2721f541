export { type CurrentAudit, judgeBaseline, judgeBaselineSubjects } from './judge-baseline.js';
