export { type ContestMistakes, checkPage, contestPage } from './contest.js';
export { decisionPage } from './decision.js';
export { backPage, codePage, deniedPage, enterPage, linkPage, plainPage, unusablePage } from './enter.js';
export { type EvidenceState, evidencePage } from './evidence.js';
export { heldPage } from './held.js';
export { type MandateMistake, mandateCodePage, mandatePage } from './mandate.js';
export { outcomePage, statusPage } from './status.js';
export { wrongPage } from './wrong.js';
