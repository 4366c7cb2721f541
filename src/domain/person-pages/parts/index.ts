export { FIELD, PERSON } from './addresses.js';
export {
  at,
  fileForm,
  filled,
  firstPage,
  foreign,
  form,
  h,
  link,
  mayOpen,
  type PersonFrame,
  p,
  part,
  personPage,
  submit,
} from './frame.js';
export { PERSON_STYLE } from './style.js';
export { nameOf, outcomeWords, valueMarkup, valueText } from './values.js';
