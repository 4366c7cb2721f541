export { type Explaining, heldBy, type Silence } from './held.js';
export { labelMeant } from './labels.js';
export { fits, type Matcher, matchersOf, matches } from './matcher.js';
export {
  type GroupCounts,
  type GroupPlan,
  type GroupTold,
  type NoticeKind,
  type PlannedNotice,
  planGroup,
} from './notices.js';
export {
  type AlertRoute,
  groupKey,
  groupLabels,
  type Inhibition,
  routesFor,
} from './routing.js';
