/** What every page is made of: elements, tables, figures, the page of an audience and its style. */
export { AUDIENCES, type Audience } from './audience.js';
export {
  type Content,
  facts,
  figure,
  folded,
  groupName,
  h,
  type Markup,
  p,
  responsive,
  scrolling,
  type TableSpec,
  table,
} from './markup.js';
export { htmlPage } from './page.js';
export { STACKED } from './stacked.js';
