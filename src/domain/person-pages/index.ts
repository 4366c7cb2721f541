/** Pages of the person decided about: documents that read and work without any script, in their language. */
export {
  backPage,
  type ContestMistakes,
  checkPage,
  codePage,
  contestPage,
  decisionPage,
  deniedPage,
  type EvidenceState,
  enterPage,
  evidencePage,
  heldPage,
  linkPage,
  type MandateMistake,
  mandateCodePage,
  mandatePage,
  outcomePage,
  plainPage,
  statusPage,
  unusablePage,
  wrongPage,
} from './pages/index.js';
export { FIELD, PERSON, PERSON_STYLE, type PersonFrame } from './parts/index.js';
export { DEFAULT_LANGUAGE, PERSON_LANGUAGES, wordsIn } from './words/index.js';
