export { untestedSentence } from '../accepted/untested-sentence.js';
export { amountSubjects } from './amount-subjects.js';
export { judgeSubjects } from './judge.js';
export { undecidedBy, undecidedSmallGroups, unitOfGap, unitOfValues } from './message.js';
