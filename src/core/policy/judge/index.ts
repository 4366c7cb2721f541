export { untestedSentence } from '../accepted/untested-sentence.js';
export { amountSubjects } from './amount-subjects.js';
export { classMeasure, classSubjects } from './class-subjects.js';
export { judgeSubjects } from './judge.js';
export { isLargestOf, showsAnother } from './largest.js';
export { undecidedBy, undecidedSmallGroups, unitOfGap, unitOfValues } from './message.js';
export { isWithinReach, outOfReach } from './needed-message.js';
export { orderedSubjects } from './ordered-subjects.js';
export type { SubjectSource } from './subject-source.js';
