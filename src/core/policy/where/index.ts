export { judgeWhere, type WhereLookup } from './evaluate.js';
export { isNumberLiteral, numberNames, whereNames } from './names.js';
export { exponentHint, notationHint, whereRemedy } from './notation.js';
export {
  MAX_NUMBER_LENGTH,
  NO_NUMBER,
  NUMBER_PATTERN,
  numberOfText,
  PLAIN_NUMBERS,
  SPACED_NUMBER_PATTERN,
} from './number.js';
export { numberOf, type RawValue, textOf, WHOLE_LIMIT } from './value.js';
